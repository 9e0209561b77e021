import { readDocument } from '../../../knowledge/documents/read-document'
import { takeApart } from '../../../knowledge/documents/take-apart'
import { ImportAnswer } from '../../contract/knowledge'
import { FileQuery, KeepDrafts, TakenApart } from '../../contract/knowledge-files'
import { audit } from '../access/audit'
import type { ConsoleDeps } from '../console-deps'
import { faults, principalOf, requestOf, type App } from '../http/app'
import { fileScope } from '../http/file-scope'
import { once } from '../http/once'
import { broughtBy } from '../knowledge/brought-by'
import { ownCommunities } from '../knowledge/require-own-entry'
import { FILE_LIMIT, fileOf } from './knowledge-import'

/** Documents become drafts that somebody has looked at; nothing of them answers before it is published. */
export async function knowledgeDocumentRoutes(app: App, deps: ConsoleDeps): Promise<void> {
  await fileScope(app, { limit: FILE_LIMIT, form: true }, (scope) => {
    scope.post(
      '/api/v1/knowledge/documents',
      {
        bodyLimit: FILE_LIMIT,
        config: { right: 'knowledge.edit' },
        schema: {
          tags: ['knowledge'],
          summary: 'Takes a .docx, .pdf, .md or .txt file apart into questions and answers; keeps nothing',
          querystring: FileQuery,
          consumes: ['multipart/form-data', 'application/octet-stream'],
          response: { 200: TakenApart, ...faults },
        },
      },
      async (request) => {
        const { name, bytes } = await fileOf(request)
        const { blocks, pages, pictures } = await readDocument(name, bytes, deps.care?.documentThread)
        return { name, pages, pictures, ...takeApart(blocks, { name }) }
      },
    )
  })

  app.post(
    '/api/v1/knowledge/documents/drafts',
    {
      bodyLimit: FILE_LIMIT,
      config: { right: 'knowledge.edit' },
      schema: {
        tags: ['knowledge'],
        summary: 'Keeps what was taken from a document as drafts; the same again changes nothing',
        body: KeepDrafts,
        response: { 200: ImportAnswer, ...faults },
      },
    },
    async (request) => {
      const principal = principalOf(request)
      const at = deps.clock.now()
      const { name, community, topic, drafts, submit, id } = request.body
      const rows = drafts.map((draft, index) => ({ row: index + 1, value: { ...draft, community, topic } }))
      const own = await ownCommunities(deps.db, principal)
      const done = await once(deps.db, requestOf(request, id, at), async (tx) => {
        const brought = broughtBy(principal, name, submit ? { submit: 'true' } : {}, at)
        const report = await deps.articles.within(tx).importRows(rows, { publish: false, ...own, ...brought })
        const { created, updated, unchanged } = report
        await audit(tx, {
          principal,
          act: 'entries.from-document',
          target: name,
          facts: { created, updated, unchanged, submit },
          at,
        })
        return JSON.stringify(report)
      })
      await deps.articles.changed()
      return ImportAnswer.parse(JSON.parse(done.reference))
    },
  )
}
