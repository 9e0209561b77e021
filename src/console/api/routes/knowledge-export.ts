import type { FastifyReply } from 'fastify'
import { zonedParts, toIsoWithOffset } from '../../../platform/zoned-time'
import type { Entry } from '../../../knowledge/articles/entry'
import { exportArticles, tableAsCsv } from '../../../knowledge/files/export-articles'
import { joinList, toCell } from '../../../knowledge/files/cell-words'
import { writeXlsx } from '../../../knowledge/files/write-xlsx'
import { ExportQuery, UnansweredExportQuery } from '../../contract/knowledge-files'
import { audit } from '../access/audit'
import type { Principal } from '../access/principal'
import type { ConsoleDeps } from '../console-deps'
import { faults, principalOf, type App } from '../http/app'
import { communitiesOfQuestions } from '../knowledge/communities-of-questions'

const TYPES = {
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  csv: 'text/csv; charset=utf-8',
  jsonl: 'application/x-ndjson; charset=utf-8',
} as const

/** Files out: what the import reads back word for word, and the questions that wait for an answer. */
export function knowledgeExportRoutes(app: App, deps: ConsoleDeps): void {
  const { db, clock, settings } = deps

  app.get(
    '/api/v1/knowledge/export',
    {
      config: { right: 'knowledge.read' },
      schema: {
        tags: ['knowledge'],
        summary: 'The newest version of every entry as a file that the import reads back unchanged',
        querystring: ExportQuery,
        response: { ...faults },
      },
    },
    async (request, reply) => {
      const principal = principalOf(request)
      const { format, ...filter } = request.query
      const entries = await readAll(principal, filter)
      await audit(db, {
        principal,
        act: 'entries.export',
        target: format,
        facts: { entries: entries.length },
        at: clock.now(),
      })
      return sendFile(reply, `知识-${today()}`, format, await exportArticles(entries, format, settings.timeZone))
    },
  )

  app.get(
    '/api/v1/knowledge/unanswered/export',
    {
      config: { right: 'knowledge.read' },
      schema: {
        tags: ['knowledge'],
        summary:
          'The questions that got no answer, as a table whose rows become entries once the answers are written in',
        querystring: UnansweredExportQuery,
        response: { ...faults },
      },
    },
    async (request, reply) => {
      const principal = principalOf(request)
      const { format } = request.query
      const scope = communitiesOfQuestions(principal)
      const rows: string[][] = []
      for (let after: string | undefined; ;) {
        const page = await deps.articles.unanswered({ limit: 500, ...(after ? { after } : {}), ...scope })
        for (const { question, examples, count, reasons, lastAt } of page.items)
          rows.push([
            toCell(question),
            toCell(joinList(examples.filter((example) => example !== question))),
            '',
            String(count),
            reasons.map((reason) => REASONS[reason] ?? reason).join('；'),
            toIsoWithOffset(lastAt, settings.timeZone).slice(0, 16).replace('T', ' '),
          ])
        if (page.next === null) break
        after = page.next
      }
      await audit(db, {
        principal,
        act: 'unanswered.export',
        target: format,
        facts: { groups: rows.length },
        at: clock.now(),
      })
      const table = { sheet: '没答上来的', headings: UNANSWERED_HEADINGS, rows, widths: [40, 40, 60, 8, 20, 18] }
      const content = format === 'csv' ? tableAsCsv([UNANSWERED_HEADINGS, ...rows]) : await writeXlsx(table)
      return sendFile(reply, `没答上来的-${today()}`, format, content)
    },
  )

  /** General entries and those of the principal's own communities. */
  async function readAll(principal: Principal, filter: { community?: string; topic?: string }): Promise<Entry[]> {
    const { communityIds } = communitiesOfQuestions(principal)
    const own = communityIds === undefined ? null : await namesOf(communityIds)
    const entries: Entry[] = []
    for (let after: string | undefined; ;) {
      const page = await deps.articles.list({ limit: 500, ...filter, ...(after ? { after } : {}) })
      entries.push(...page.items.filter(({ community }) => own === null || community === null || own.has(community)))
      if (page.next === null) return entries
      after = page.next
    }
  }

  async function namesOf(ids: readonly string[]): Promise<Set<string>> {
    const rows = await db.query<{ name: string }>(
      'names-of-communities',
      'select name from community where id = any($1)',
      [ids],
    )
    return new Set(rows.map(({ name }) => name))
  }

  function today(): string {
    const { year, month, day } = zonedParts(clock.now(), settings.timeZone)
    return `${year}${String(month).padStart(2, '0')}${String(day).padStart(2, '0')}`
  }
}

const UNANSWERED_HEADINGS = ['标准问', '相似问', '答案', '次数', '原因', '最近一次']
const REASONS: Record<string, string> = { no_article: '没有答案', placeholder: '有数值没填', unsure: '把握不够' }

function sendFile(reply: FastifyReply, name: string, format: keyof typeof TYPES, content: Buffer): FastifyReply {
  return reply
    .header('content-type', TYPES[format])
    .header('content-disposition', `attachment; filename*=UTF-8''${encodeURIComponent(`${name}.${format}`)}`)
    .header('cache-control', 'no-store')
    .send(content)
}
