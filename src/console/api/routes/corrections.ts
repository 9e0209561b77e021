import { conflict, invalid } from '../../../platform/errors'
import { toIsoWithOffset } from '../../../platform/zoned-time'
import { checkWords } from '../../../messages/guard/check-words'
import { shippedGuardRules } from '../../../messages/guard/guard-rules'
import { wakeUp } from '../../../queue/wakers'
import { readValues } from '../../../knowledge/articles/community-values'
import type { Entry } from '../../../knowledge/articles/entry'
import { fillPlaceholders } from '../../../knowledge/placeholders'
import { orderCorrection } from '../../../tasks/answer-recall/order-correction'
import { readToldOldText, type ToldOldText } from '../../../tasks/answer-recall/told-old-text'
import { CorrectionAnswer, CorrectionRequest, Recall, RecallQuery } from '../../contract/knowledge-care'
import { audit } from '../access/audit'
import type { Principal } from '../access/principal'
import type { ConsoleDeps } from '../console-deps'
import { faults, principalOf, requestOf, type App } from '../http/app'
import { once } from '../http/once'
import { communitiesOfQuestions } from '../knowledge/communities-of-questions'

const DAY_MS = 24 * 3600_000

/** Answer recall (domain.md C10): who was told what no longer holds, and a correction that each of them gets once. */
export function correctionRoutes(app: App, deps: ConsoleDeps): void {
  const { db, clock, settings } = deps

  app.get(
    '/console/knowledge/recall',
    {
      config: { right: 'knowledge.edit' },
      schema: { hide: true, querystring: RecallQuery, response: { 200: Recall, ...faults } },
    },
    async (request) => {
      const { entry, told } = await read(principalOf(request), request.query.article, request.query.days)
      const time = (at: Date) => toIsoWithOffset(at, settings.timeZone)
      return {
        article: {
          id: entry.id,
          question: entry.question,
          answer: await publishedAnswer(entry),
          version: entry.publishedVersion,
          community: entry.community,
        },
        told: told.map(({ personId: _person, communityId: _community, ...owner }) => ({
          ...owner,
          at: time(owner.at),
          corrected: owner.corrected && { outcome: owner.corrected.outcome, at: time(owner.corrected.at) },
        })),
      }
    },
  )

  app.post(
    '/console/knowledge/corrections',
    {
      config: { right: 'knowledge.edit' },
      schema: { hide: true, body: CorrectionRequest, response: { 200: CorrectionAnswer, ...faults } },
    },
    async (request) => {
      const principal = principalOf(request)
      const { article, version, days, words, check, id } = request.body
      const { entry, told } = await read(principal, article, days)
      if (entry.publishedVersion !== version)
        throw conflict('entry_changed', `the entry answers with version ${entry.publishedVersion} by now`)
      const answer = await publishedAnswer(entry)
      const { textOf, lacking } = await filler(words, told)
      const to = told.filter((owner) => !owner.knows && owner.corrected === null)
      const preview = textOf(to[0]?.communityId ?? null)
      const findings = findingsOf(words, answer, to, await values())
      const calls = to.filter(({ unreached }) => unreached !== null).length
      if (check) return { ordered: to.length, calls, findings, lacking, preview }
      if (findings.length > 0)
        throw invalid('correction_words', 'the words hold what is never said to owners', findings)
      if (lacking.length > 0) throw invalid('values_missing', `values that are not filled in: ${lacking.join(', ')}`)
      const at = clock.now()
      const done = await once(db, requestOf(request, id, at), async (tx) => {
        const order = await orderCorrection(tx, {
          articleId: entry.id,
          version,
          communityId: await communityIdOf(entry),
          days,
          words,
          by: principal.name,
          at,
          to: to.map((owner) => ({ ...owner, words: textOf(owner.communityId) })),
        })
        const facts = { article: entry.id, version, days, ordered: order.ordered, calls }
        await audit(tx, { principal, act: 'correction.send', target: order.id, facts, at })
        return String(order.ordered)
      })
      wakeUp(deps.signals, 'job')
      return { ordered: Number(done.reference), calls, findings: [], lacking: [], preview }
    },
  )

  async function read(principal: Principal, id: string, days: number): Promise<{ entry: Entry; told: ToldOldText[] }> {
    const entry = await deps.articles.get(id)
    const now = clock.now()
    const since = new Date(now.getTime() - days * DAY_MS)
    const told = await readToldOldText(db, { articleId: id, since, now, ...communitiesOfQuestions(principal) })
    return { entry, told }
  }

  /** The newest version may be a draft; owners are told what is published. */
  async function publishedAnswer(entry: Entry): Promise<string> {
    const [row] = await db.query<{ answer: string }>(
      'published-answer',
      'select answer from article_version where article_id = $1 and version = $2',
      [entry.id, entry.publishedVersion],
    )
    if (!row) throw conflict('entry_unpublished', 'the entry has no published answer that owners could be told')
    return row.answer
  }

  async function communityIdOf({ id }: Entry): Promise<string | null> {
    const [row] = await db.query<{ community_id: string | null }>(
      'community-of-article',
      'select community_id from article where id = $1',
      [id],
    )
    return row?.community_id ?? null
  }

  const values = () => readValues(db, deps.care?.placeholders ?? [])

  async function filler(words: string, told: readonly ToldOldText[]) {
    const valuesOf = await values()
    const places = new Set(told.map(({ communityId }) => communityId))
    const lacking = [...places].flatMap((id) => fillPlaceholders(words, valuesOf(id)).missing)
    const textOf = (communityId: string | null) => fillFor(words, valuesOf, communityId)
    return { textOf, lacking: [...new Set(lacking)] }
  }
}

/** As the owners of each community would read it; what the published answer says there stands (B15, B28, C1). */
function findingsOf(
  words: string,
  answer: string,
  to: readonly ToldOldText[],
  valuesOf: Awaited<ReturnType<typeof readValues>>,
): { quote: string; instead: string }[] {
  const findings = new Map<string, string>()
  for (const place of new Set([null, ...to.map(({ communityId }) => communityId)])) {
    const filled = fillFor(answer, valuesOf, place)
    const grounds = { approved: [answer, filled], own: [filled] }
    for (const { quote, instead } of checkWords(fillFor(words, valuesOf, place), shippedGuardRules(), grounds))
      findings.set(quote, instead)
  }
  return [...findings].map(([quote, instead]) => ({ quote, instead }))
}

const fillFor = (words: string, valuesOf: Awaited<ReturnType<typeof readValues>>, communityId: string | null) =>
  fillPlaceholders(words, valuesOf(communityId)).text
