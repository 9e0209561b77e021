import type { FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { SignInWays, WecomRoles } from '../../contract/wecom-roles'
import type { ConsoleDeps } from '../console-deps'
import { faults, principalOf, type App } from '../http/app'
import { refuse } from '../http/answer-errors'
import { isSecure, readCookie, setCookie } from '../http/cookies'
import { isLocal } from '../http/is-local'
import { createLimiter } from '../http/limiter'
import { audit } from './audit'
import { SESSION_COOKIE, SESSION_S, endSession } from './sessions'
import { readWecomRoles, writeWecomRoles } from './wecom-roles'
import type { Finished, Refusal, Way } from './wecom-sign-in'
import { beginSignIn, finishSignIn, safeNext, signInAddress } from './wecom-sign-in'

const START = '/console/wecom/start'
const BACK = '/console/wecom/back'
/** Keeps the two halves of one sign-in together; sent to these two addresses alone. */
const BROWSER_COOKIE = 'shouwen_signing'
const BROWSER_S = 600
/** Beginnings from one address a minute: many colleagues share an office's address, a flood is more. */
const BEGINNINGS = 120

const StartQuery = z.object({ next: z.string().max(2000).optional(), way: z.enum(['inside', 'qr']).optional() })
const BackQuery = z.object({ code: z.string().max(512).optional(), state: z.string().max(128).optional() })

/** Signing in with WeCom, and the table of who gets which role by it. */
export function wecomSignInRoutes(app: App, deps: ConsoleDeps): void {
  const { db, clock, settings, wecomSignIn: wecom } = deps
  const begun = createLimiter({ clock, limit: BEGINNINGS, windowMs: 60_000 })

  app.get(
    '/console/sign-in-ways',
    { config: { open: true }, schema: { hide: true, response: { 200: SignInWays } } },
    async () => ({ wecom: wecom !== undefined }),
  )

  app.get(
    START,
    { config: { open: true }, schema: { hide: true, querystring: StartQuery } },
    async (request, reply) => {
      reply.header('cache-control', 'no-store')
      if (wecom === undefined) return toScreen(reply, 'unavailable')
      const origin = originOf(request)
      if (origin === null)
        return refuse(reply, 503, 'public_url', 'PUBLIC_URL must be set: WeCom has to know where to come back to.')
      if (begun.isOver(request.ip)) return refuse(reply, 429, 'too_many', 'Too many sign-ins from this address; wait.')
      begun.count(request.ip)
      const { state, browser } = await beginSignIn(db, safeNext(request.query.next), clock.now())
      putCookie(request, reply, { name: BROWSER_COOKIE, value: browser, path: '/console/wecom', maxAgeS: BROWSER_S })
      const way: Way = request.query.way ?? (/wxwork/i.test(request.headers['user-agent'] ?? '') ? 'inside' : 'qr')
      return reply.redirect(signInAddress(wecom, way, { back: `${origin}${BACK}`, state }), 303)
    },
  )

  app.get(BACK, { config: { open: true }, schema: { hide: true, querystring: BackQuery } }, async (request, reply) => {
    reply.header('cache-control', 'no-store')
    if (wecom === undefined) return toScreen(reply, 'unavailable')
    const now = clock.now()
    const browser = readCookie(request, BROWSER_COOKIE)
    putCookie(request, reply, { name: BROWSER_COOKIE, value: '', path: '/console/wecom', maxAgeS: 0 })
    const result = await finishSignIn(db, wecom, { ...request.query, browser, now }).catch(
      (error: unknown): Finished => {
        deps.log.warn({ err: error }, 'WeCom could not be asked who signs in')
        return { kind: 'refused', reason: 'unavailable', userid: null }
      },
    )
    const account = result.kind === 'in' ? result.account : `wecom:${result.userid ?? '?'}`.slice(0, 100)
    await audit(db, {
      principal: { account },
      act: result.kind === 'in' ? 'session.open' : 'session.refused',
      target: request.ip,
      facts: { by: 'wecom', ...(result.kind === 'in' ? {} : { reason: result.reason }) },
      at: now,
    })
    if (result.kind === 'refused') return toScreen(reply, result.reason)
    const old = readCookie(request, SESSION_COOKIE)
    if (old !== undefined) await endSession(db, old)
    putCookie(request, reply, { name: SESSION_COOKIE, value: result.sessionId, path: '/', maxAgeS: SESSION_S })
    return reply.redirect(result.next, 303)
  })

  app.get(
    '/console/access/wecom-roles',
    { config: { right: 'access.manage' }, schema: { hide: true, response: { 200: WecomRoles, ...faults } } },
    () => readWecomRoles(db),
  )

  app.put(
    '/console/access/wecom-roles',
    {
      config: { right: 'access.manage' },
      schema: { hide: true, body: WecomRoles, response: { 200: WecomRoles, ...faults } },
    },
    (request) => {
      const principal = principalOf(request)
      const at = clock.now()
      return db.tx(async (tx) => {
        const written = await writeWecomRoles(tx, request.body, { by: principal.account, at })
        await audit(tx, { principal, act: 'access.roles', target: 'wecom-roles', facts: written, at })
        return written
      })
    },
  )

  /** Never from the Host header of a stranger: WeCom would carry a code there. */
  function originOf(request: FastifyRequest): string | null {
    return settings.publicUrl ?? (isLocal(request) ? `${request.protocol}://${request.host}` : null)
  }

  function toScreen(reply: FastifyReply, reason: Refusal): FastifyReply {
    return reply.redirect(`/?sign-in=${reason}`, 303)
  }

  function putCookie(
    request: FastifyRequest,
    reply: FastifyReply,
    cookie: { name: string; value: string; path: string; maxAgeS: number },
  ): void {
    setCookie(reply, { ...cookie, secure: isSecure(request, settings.publicUrl) })
  }
}
