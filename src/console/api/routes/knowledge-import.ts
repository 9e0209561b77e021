import multipart from '@fastify/multipart'
import type { FastifyRequest } from 'fastify'
import { invalid } from '../../../platform/errors'
import { ImportAnswer, ImportQuery } from '../../contract/knowledge'
import { audit } from '../access/audit'
import type { ConsoleDeps } from '../console-deps'
import { faults, principalOf, requestOf, type App } from '../http/app'
import { once } from '../http/once'

const FILE_LIMIT = 25 * 1024 * 1024

/** A scope of its own: here any body is a file, whatever its type says. */
export async function knowledgeImportRoute(app: App, deps: ConsoleDeps): Promise<void> {
  await app.register(async (scope: App) => {
    scope.removeAllContentTypeParsers()
    await scope.register(multipart, { limits: { fileSize: FILE_LIMIT, files: 1, fields: 10 } })
    scope.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: FILE_LIMIT }, (_request, body, done) =>
      done(null, body),
    )
    scope.post(
      '/api/v1/knowledge/import',
      {
        bodyLimit: FILE_LIMIT,
        config: { right: 'knowledge.edit' },
        schema: {
          tags: ['knowledge'],
          summary: 'Brings a .jsonl or .md file in: multipart field `file`, or the raw body with x-filename',
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
        const done = await once(deps.db, requestOf(request, request.query.id, at), async (tx) => {
          const report = await deps.articles.import({ ...file, publish, by: principal.name })
          const { created, updated, unchanged } = report
          const facts = { created, updated, unchanged, errors: report.errors.length, publish }
          await audit(tx, { principal, act: 'entries.import', target: file.name, facts, at })
          return JSON.stringify(report)
        })
        return ImportAnswer.parse(JSON.parse(done.reference))
      },
    )
  })
}

async function fileOf(request: FastifyRequest): Promise<{ name: string; bytes: Buffer }> {
  if (request.isMultipart()) {
    const part = await request.file()
    if (part?.fieldname !== 'file') throw invalid('file', 'file: expected a file in the multipart field "file"')
    return { name: part.filename, bytes: await part.toBuffer() }
  }
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
