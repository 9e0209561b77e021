import type { IncomingMessage, ServerResponse } from 'node:http'
import type { FastifyBaseLogger, FastifyInstance, RawServerDefault } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import type { Principal } from '../access/principal'
import type { FastifyRequest } from 'fastify'
import { AppError } from '../../../platform/errors'
import { ErrorBody } from '../../contract/error-body'

/** The server as our routes see it: bodies, queries and answers typed by their schemas. */
export type App = FastifyInstance<RawServerDefault, IncomingMessage, ServerResponse, FastifyBaseLogger, ZodTypeProvider>

/** What every route may answer besides its own. */
export const faults = { '4xx': ErrorBody, '5xx': ErrorBody } as const

/** Who asks; the route has a right, so the hook has found somebody. */
export function principalOf(request: { principal: FastifyRequest['principal'] }): Principal {
  if (request.principal === null)
    throw new AppError('bug', 'no_principal', 'a route without a right asked who is there')
  return request.principal
}

/** The same request twice has the same route and id, whatever its query. */
export function requestOf(request: Pick<FastifyRequest, 'method' | 'url'>, id: string | undefined, at: Date) {
  return { route: `${request.method} ${request.url.split('?', 1)[0] ?? ''}`, id, at }
}
