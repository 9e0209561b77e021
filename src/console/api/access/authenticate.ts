import { timingSafeEqual } from 'node:crypto'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Clock } from '../../../platform/clock'
import type { Queryable } from '../../../platform/database/db'
import { readCookie } from '../http/cookies'
import { createLimiter } from '../http/limiter'
import { refuse } from '../http/answer-errors'
import { may } from './policy'
import { hashToken } from './prepare-access'
import type { Principal } from './principal'
import { SESSION_COOKIE, findSession } from './sessions'

const TOKEN: Principal = {
  via: 'token',
  account: 'api',
  accountId: null,
  name: 'api',
  role: 'administrator',
  communityIds: null,
  csrf: null,
  mustChange: false,
  hasPassword: false,
}

export interface Authenticator {
  /** A hook for routes with a right: answers 401, 403 or 429 itself, else leaves `request.principal`. */
  check(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply | void>
  /** The principal of a request, without asking for a right. */
  find(request: FastifyRequest): Promise<Principal | null>
  isToken(request: FastifyRequest): boolean
}

/** Wrong tokens from one address a minute; more is guessing. */
const WRONG_TOKENS = 100
const MAX_WELCOME = 1000

/** Both ways in (bearer token; session cookie with its CSRF token on every write) lead to the same routes. */
export function createAuthenticator(deps: { db: Queryable; clock: Clock; tokenHash: Buffer }): Authenticator {
  const wrong = createLimiter({ clock: deps.clock, limit: WRONG_TOKENS, windowMs: 60_000 })
  // Addresses that had the right token: somebody's mistake beside them must not lock a working program out.
  const welcome = new Set<string>()

  const isToken = (request: FastifyRequest): boolean => {
    const given = /^Bearer +(\S+)$/i.exec(request.headers.authorization ?? '')?.[1]
    return given !== undefined && timingSafeEqual(Buffer.from(hashToken(given), 'hex'), deps.tokenHash)
  }
  const find = async (request: FastifyRequest): Promise<Principal | null> => {
    // A program that says who it is means it: a cookie beside a wrong token does not count.
    if (request.headers.authorization !== undefined) return isToken(request) ? TOKEN : null
    const sessionId = readCookie(request, SESSION_COOKIE)
    return sessionId === undefined ? null : findSession(deps.db, sessionId, deps.clock.now())
  }

  return {
    isToken,
    find,
    async check(request, reply) {
      const { right, firstUse } = request.routeOptions.config
      if (right === undefined) return
      const isProgram = request.headers.authorization !== undefined
      if (isProgram && wrong.isOver(request.ip) && !welcome.has(request.ip)) {
        reply.header('retry-after', wrong.windowS)
        return refuse(reply, 429, 'too_many_failures', 'Too many wrong tokens from this address; wait a minute.')
      }
      const principal = await find(request)
      if (principal?.via === 'token' && welcome.size < MAX_WELCOME) welcome.add(request.ip)
      if (principal === null) {
        if (isProgram) wrong.count(request.ip)
        reply.header('www-authenticate', 'Bearer')
        return refuse(reply, 401, 'unauthorized', 'Expected Authorization: Bearer <API_TOKEN>, or a console session.')
      }
      if (principal.via === 'session' && isWrite(request) && !isOwnPage(request, principal))
        return refuse(reply, 403, 'csrf', 'Expected the header x-csrf-token with the token of this session.')
      if (principal.mustChange && firstUse !== true)
        return refuse(
          reply,
          403,
          'password_change_needed',
          'The password given by somebody else must be replaced first.',
        )
      if (!may(principal.role, right))
        return refuse(reply, 403, 'forbidden', `This needs the right ${right}, which a ${principal.role} lacks.`)
      request.principal = principal
    },
  }
}

const isWrite = (request: FastifyRequest) => !['GET', 'HEAD'].includes(request.method)

function isOwnPage(request: FastifyRequest, principal: Principal): boolean {
  const given = request.headers['x-csrf-token']
  if (typeof given !== 'string' || principal.csrf === null || isCrossSite(request)) return false
  const [a, b] = [Buffer.from(given), Buffer.from(principal.csrf)]
  return a.length === b.length && timingSafeEqual(a, b)
}

/** What a browser says about the page that asks; programs say nothing. */
export function isCrossSite(request: FastifyRequest): boolean {
  return request.headers['sec-fetch-site'] === 'cross-site'
}
