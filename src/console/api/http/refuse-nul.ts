import type { FastifyInstance } from 'fastify'
import { refuse } from './answer-errors'

/** No name, id or cursor has a NUL in it, and PostgreSQL takes none: said once here instead of failing in every query. */
export function refuseNul(app: FastifyInstance): void {
  app.addHook('onRequest', async (request, reply) => {
    if (request.url.includes('%00')) return refuse(reply, 400, 'bad_request', 'url: expected no NUL character')
  })
}
