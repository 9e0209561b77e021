import type { FastifyInstance, FastifyReply } from 'fastify'
import type { CallbackDeps, CallbackHandler, CallbackReply } from './callback'
import { createCallbackHandler, REFUSED } from './callback'

/** Genuine callbacks are a few KB; a contact change with many ids some more. */
const BODY_LIMIT = 256 * 1024

/** Mounts `GET,POST /wecom/callback` (contract.md §3) in a scope of its own: its bodies are never parsed by others. */
export async function registerWecomCallback(fastify: FastifyInstance, deps: CallbackDeps): Promise<CallbackHandler> {
  const handler = createCallbackHandler(deps)
  await fastify.register(async (scope) => {
    scope.removeAllContentTypeParsers()
    scope.addContentTypeParser('*', { parseAs: 'string', bodyLimit: BODY_LIMIT }, (_request, body, done) =>
      done(null, body),
    )
    // Too big, cut off, badly framed: the same one answer as for a forged letter.
    scope.setErrorHandler((_error, _request, reply) => answer(reply, REFUSED))
    scope.get('/wecom/callback', (request, reply) => answer(reply, handler.verify(request.raw.url ?? '')))
    scope.post('/wecom/callback', { bodyLimit: BODY_LIMIT }, async (request, reply) => {
      const body = typeof request.body === 'string' ? request.body : ''
      return answer(reply, await handler.receive(request.raw.url ?? '', body))
    })
  })
  return handler
}

function answer(reply: FastifyReply, { status, body, type }: CallbackReply): FastifyReply {
  return reply.code(status).type(`${type}; charset=utf-8`).send(body)
}
