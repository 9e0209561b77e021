import type { FastifyReply } from 'fastify'
import { openHandoffOf } from '../../../records/handoff/find-handoffs'
import { WebAnswer, WebMessage } from '../../contract/web-chat'
import type { ConsoleDeps } from '../console-deps'
import { faults, type App } from '../http/app'

/** Photos come as base64 in the body (contract.md §4). */
const BODY_LIMIT = 10 * 1024 * 1024

export function webChatRoutes(app: App, deps: ConsoleDeps): void {
  app.post(
    '/api/v1/web-chat/messages',
    {
      bodyLimit: BODY_LIMIT,
      config: { right: 'chat.play' },
      schema: {
        tags: ['web chat'],
        summary: 'A message of an owner; answered after the turn that holds it',
        body: WebMessage,
        response: { 200: WebAnswer, 202: WebAnswer, ...faults },
      },
    },
    (request, reply) => speak(deps, request.body, reply),
  )
}

/** Sends an owner's words and waits for their turn; when that takes too long, 202 says that the rest comes by the log. */
export async function speak(
  deps: Pick<ConsoleDeps, 'webChat' | 'db'>,
  message: WebMessage,
  reply: Pick<FastifyReply, 'code'>,
): Promise<WebAnswer> {
  const { conversationId, answer } = await deps.webChat.send(message)
  if (answer !== null) return answer
  reply.code(202)
  const handoff = await openHandoffOf(deps.db, conversationId)
  return {
    conversationId,
    replies: [],
    handoff: handoff === null ? null : { id: handoff.id, status: handoff.status as 'waiting' | 'active' },
  }
}
