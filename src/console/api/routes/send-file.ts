import { z } from 'zod'
import { invalid } from '../../../platform/errors'
import type { Handoff } from '../../../records/handoff/handoff'
import { FileQuery } from '../../contract/take-over'
import { audit } from '../access/audit'
import { actorOf, type Principal } from '../access/principal'
import type { ConsoleDeps } from '../console-deps'
import { sayAsHolder } from '../handoff/reply-to-owner'
import { faults, principalOf, requestOf, type App } from '../http/app'
import { fileScope } from '../http/file-scope'
import { once } from '../http/once'
import { tellChange } from '../stream/tell-change'
import { UPLOAD_BYTES, checkUpload } from '../take-over/check-upload'

const Id = z.object({ id: z.string().min(1).max(100) })
const Sent = z.object({ id: z.string() })

/**
 * A photo or document of the person who holds the talk. The body is the file itself, its name stands in the query: nothing about
 * it is believed but its bytes.
 */
export async function sendFileRoute(
  app: App,
  deps: ConsoleDeps,
  handoffOf: (principal: Principal, id: string) => Promise<Handoff>,
): Promise<void> {
  await fileScope(app, { limit: UPLOAD_BYTES }, (scope) => {
    scope.post(
      '/console/handoffs/:id/files',
      {
        bodyLimit: UPLOAD_BYTES,
        config: { right: 'talks.serve' },
        schema: { hide: true, params: Id, querystring: FileQuery, response: { 200: Sent, ...faults } },
      },
      async (request) => {
        const principal = principalOf(request)
        const found = await handoffOf(principal, request.params.id)
        const bytes: unknown = request.body
        if (!Buffer.isBuffer(bytes)) throw invalid('file_empty', 'body: expected the content of the file')
        const upload = checkUpload(bytes, request.query.name)
        const by = actorOf(principal, request.query.by ?? principal.name)
        const at = deps.clock.now()
        const done = await once(deps.db, requestOf(request, request.query.id, at), async (tx) => {
          const kept = await deps.files.put(
            {
              bytes,
              name: upload.name,
              mime: upload.mime,
              ...(found.communityId === null ? {} : { communityId: found.communityId }),
              ...(found.personId === null ? {} : { personId: found.personId }),
            },
            tx,
          )
          const content =
            upload.kind === 'image'
              ? ({ type: 'image', fileId: kept.id, text: '' } as const)
              : ({ type: 'file', fileId: kept.id, name: kept.name, text: '' } as const)
          await sayAsHolder(tx, found.id, { by, content, at, channel: deps.channelOf(found.channel) })
          await audit(tx, { principal, act: 'handoff.send-file', target: found.id, facts: { by, mime: kept.mime }, at })
          return kept.id
        })
        tellChange(deps, found.conversationId)
        return { id: done.reference }
      },
    )
  })
}
