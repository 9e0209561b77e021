import type { Readiness, ReadinessPart, ConsoleDeps } from '../console-deps'
import type { Authenticator } from '../access/authenticate'
import type { App } from '../http/app'
import { refuse } from '../http/answer-errors'
import { isLocal } from '../http/is-local'

export function healthRoutes(app: App, deps: ConsoleDeps, authenticator: Authenticator): void {
  app.get('/healthz', { schema: { hide: true } }, async () => ({ ok: true }))

  app.get('/readyz', { schema: { hide: true } }, async (_request, reply) => {
    const parts = await deps.readiness()
    const ready = parts.database.ok && parts.queue.ok
    // A line a part, also for somebody who reads it with curl.
    const body = JSON.stringify({ ready, ...linesOf(parts) }, null, 2)
    return reply
      .code(ready ? 200 : 503)
      .type('application/json; charset=utf-8')
      .send(`${body}\n`)
  })

  app.get('/metrics', { schema: { hide: true } }, async (request, reply) => {
    if (!isLocal(request) && !authenticator.isToken(request))
      return refuse(
        reply,
        401,
        'unauthorized',
        'Expected Authorization: Bearer <API_TOKEN>, or a call from this machine.',
      )
    return reply.type(deps.metrics.contentType).send(await deps.metrics.text())
  })
}

function linesOf(parts: Readiness): Record<string, string> {
  const say = (part: ReadinessPart | undefined) =>
    part === undefined ? 'not configured' : [part.ok ? 'ok' : 'failing', part.note].filter(Boolean).join(': ')
  return {
    database: say(parts.database),
    queue: say(parts.queue),
    redis: say(parts.redis),
    wecom: say(parts.wecom),
    model: say(parts.model),
  }
}
