import type { FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { ErrorBody } from '../../contract/error-body'
import { PasswordChange } from '../../contract/accounts'
import { Me, SignInRequest } from '../../contract/console'
import { audit } from '../access/audit'
import { isCrossSite } from '../access/authenticate'
import { rightsOf } from '../access/policy'
import type { Principal } from '../access/principal'
import { changeOwnPassword } from '../access/own-password'
import { ACCESS_TOPIC, SESSION_COOKIE, SESSION_S, endSession, findSession } from '../access/sessions'
import { signIn } from '../access/sign-in'
import type { ConsoleDeps } from '../console-deps'
import { refuse } from '../http/answer-errors'
import { faults, principalOf, type App } from '../http/app'
import { isSecure, readCookie, setCookie } from '../http/cookies'
import { createLimiter } from '../http/limiter'

/** Wrong passwords from one address; the account itself closes sooner. */
const WRONG_PASSWORDS = 20
const WINDOW_MS = 10 * 60_000

/** Signing in and out, and who one is. */
export function sessionRoutes(app: App, deps: ConsoleDeps): void {
  const { db, clock, settings } = deps
  const wrong = createLimiter({ clock, limit: WRONG_PASSWORDS, windowMs: WINDOW_MS })

  app.post(
    '/console/session',
    { config: { open: true }, schema: { hide: true, body: SignInRequest, response: { 200: Me, '4xx': ErrorBody } } },
    async (request, reply) => {
      if (isCrossSite(request)) return refuse(reply, 403, 'cross_site', 'Expected a request of our own page.')
      if (wrong.isOver(request.ip)) return tooMany(wrong.windowS)
      const now = clock.now()
      const result = await signIn(db, { ...request.body, now })
      const account = result.kind === 'in' ? result.account : request.body.account
      const act = `session.${result.kind === 'in' ? 'open' : 'refused'}`
      await audit(db, { principal: { account: account.slice(0, 100) }, act, target: request.ip, at: now })
      if (result.kind === 'locked') return tooMany(Math.ceil((result.until.getTime() - now.getTime()) / 1000))
      if (result.kind === 'wrong') {
        wrong.count(request.ip)
        return refuse(reply, 401, 'wrong_password', 'Account or password is wrong.')
      }
      const old = readCookie(request, SESSION_COOKIE)
      if (old !== undefined) await endSession(db, old)
      putCookie(request, reply, result.sessionId, SESSION_S)
      const principal = await findSession(db, result.sessionId, now)
      return principal === null ? refuse(reply, 401, 'wrong_password', 'The account is gone.') : meOf(principal)

      function tooMany(seconds: number) {
        reply.header('retry-after', seconds)
        return refuse(reply, 429, 'locked', 'Too many wrong passwords; wait.', { seconds })
      }
    },
  )

  app.get(
    '/console/session',
    { config: { open: true }, schema: { hide: true, response: { 200: Me.nullable() } } },
    async (request) => {
      // Not signed in is no fault of whoever opens the page: null, and no red line in the browser's console.
      const sessionId = readCookie(request, SESSION_COOKIE)
      const principal = sessionId === undefined ? null : await findSession(db, sessionId, clock.now())
      return principal === null ? null : meOf(principal)
    },
  )

  app.delete(
    '/console/session',
    {
      config: { right: 'own.session', firstUse: true },
      schema: { hide: true, response: { 204: z.null(), ...faults } },
    },
    async (request, reply) => {
      const sessionId = readCookie(request, SESSION_COOKIE)
      if (sessionId !== undefined) await endSession(db, sessionId)
      await audit(db, { principal: principalOf(request), act: 'session.close', target: request.ip, at: clock.now() })
      deps.signals.publish(ACCESS_TOPIC)
      putCookie(request, reply, '', 0)
      return reply.code(204).send(null)
    },
  )

  app.post(
    '/console/session/password',
    {
      config: { right: 'own.session', firstUse: true },
      schema: { hide: true, body: PasswordChange, response: { 200: Me, ...faults } },
    },
    async (request, reply) => {
      const at = clock.now()
      const result = await changeOwnPassword(db, principalOf(request), { ...request.body, at })
      if (result.kind === 'locked') {
        const seconds = Math.ceil((result.until.getTime() - at.getTime()) / 1000)
        return refuse(reply, 429, 'locked', 'Too many wrong passwords; wait.', { seconds })
      }
      // Every other browser of this person is out; this one goes on under a new id.
      deps.signals.publish(ACCESS_TOPIC)
      putCookie(request, reply, result.sessionId, SESSION_S)
      return meOf({ ...principalOf(request), csrf: result.csrf, mustChange: false })
    },
  )

  function putCookie(request: FastifyRequest, reply: FastifyReply, value: string, maxAgeS: number): void {
    setCookie(reply, {
      name: SESSION_COOKIE,
      value,
      path: '/',
      maxAgeS,
      secure: isSecure(request, settings.publicUrl),
    })
  }
}

function meOf(principal: Principal): Me {
  const { account, name, role, mustChange, hasPassword } = principal
  return { account, name, role, rights: rightsOf(role), csrf: principal.csrf ?? '', mustChange, hasPassword }
}
