import type { FastifyRequest } from 'fastify'
import { invalid } from '../../../platform/errors'
import { parseImportFile } from '../../../knowledge/articles/parse-import-file'
import { ImportAnswer, ImportQuery } from '../../contract/knowledge'
import { audit } from '../access/audit'
import type { ConsoleDeps } from '../console-deps'
import { faults, principalOf, requestOf, type App } from '../http/app'
import { fileScope } from '../http/file-scope'
import { once } from '../http/once'
import { broughtBy } from '../knowledge/brought-by'
import { requireProgram } from '../knowledge/publish-at-once'
import { ownCommunities } from '../knowledge/require-own-entry'

export const FILE_LIMIT = 25 * 1024 * 1024
/** As many as somebody looks through before they import. */
const SHOWN_ROWS = 500

export async function knowledgeImportRoute(app: App, deps: ConsoleDeps): Promise<void> {
  await fileScope(app, { limit: FILE_LIMIT, form: true }, (scope) => {
    scope.post(
      '/api/v1/knowledge/import',
      {
        bodyLimit: FILE_LIMIT,
        config: { right: 'knowledge.edit' },
        schema: {
          tags: ['knowledge'],
          summary:
            'Brings a .jsonl, .csv, .xlsx or .md file in: multipart field `file`, or the raw body with x-filename',
          querystring: ImportQuery,
          consumes: ['multipart/form-data', 'application/octet-stream'],
          response: { 200: ImportAnswer, ...faults },
        },
      },
      async (request) => {
        const principal = principalOf(request)
        const file = await fileOf(request)
        const at = deps.clock.now()
        const publish = request.query.publish === 'true'
        if (publish) requireProgram(principal)
        const own = await ownCommunities(deps.db, principal)
        const rows = await parseImportFile(file.name, file.bytes, deps.settings.timeZone)
        if (request.query.preview === 'true') {
          const report = await deps.articles.preview(rows, { ...own, publish, by: principal.name })
          return { ...report, rows: report.rows.slice(0, SHOWN_ROWS) }
        }
        const done = await once(deps.db, requestOf(request, request.query.id, at), async (tx) => {
          const brought = broughtBy(principal, file.name, request.query, at)
          const report = await deps.articles.within(tx).importRows(rows, { ...own, publish, ...brought })
          const { created, updated, unchanged } = report
          const facts = { created, updated, unchanged, errors: report.errors.length, publish }
          await audit(tx, { principal, act: 'entries.import', target: file.name, facts, at })
          return JSON.stringify(report)
        })
        await deps.articles.changed()
        return ImportAnswer.parse(JSON.parse(done.reference))
      },
    )
  })
}

/** The one file of a request: multipart field `file`, or the whole body. */
export async function fileOf(request: FastifyRequest): Promise<{ name: string; bytes: Buffer }> {
  if (request.isMultipart()) {
    const part = await request.file()
    if (part?.fieldname !== 'file') throw invalid('file', 'file: expected a file in the multipart field "file"')
    return { name: part.filename, bytes: await part.toBuffer() }
  }
  const query = request.query as { filename?: unknown }
  // Pages name it in the query; there it is words already.
  if (typeof query.filename === 'string') request.headers['x-filename'] = encodeURIComponent(query.filename)
  const given = request.headers['x-filename']
  if (typeof given !== 'string' || given === '')
    throw invalid('file_name', 'x-filename: expected the name of the file, like answers.jsonl')
  if (!Buffer.isBuffer(request.body) || request.body.length === 0)
    throw invalid('file', 'body: expected the content of the file')
  return { name: nameOf(given), bytes: request.body }
}

/** Headers carry Latin letters only; other names come percent-encoded, as encodeURIComponent writes them. */
function nameOf(header: string): string {
  try {
    return decodeURIComponent(header)
  } catch {
    return header
  }
}
