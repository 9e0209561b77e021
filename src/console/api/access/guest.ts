import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { isSecure, readCookie, setCookie } from '../http/cookies'

const GUEST_COOKIE = 'shouwen_guest'
/** So that the same phone finds its talk again next year. */
const YEAR_S = 365 * 24 * 60 * 60

/** Who chats at `/chat`: the user that a signed cookie names, so that nobody can speak for somebody else. */
export function guestOf(request: FastifyRequest, key: Buffer): string | null {
  const [user, signature] = (readCookie(request, GUEST_COOKIE) ?? '').split('.', 2)
  if (user === undefined || signature === undefined) return null
  const expected = Buffer.from(sign(user, key))
  const given = Buffer.from(signature)
  return expected.length === given.length && timingSafeEqual(expected, given) ? user : null
}

/** The guest of this browser; a new one gets its cookie with this answer. */
export function welcomeGuest(
  request: FastifyRequest,
  reply: FastifyReply,
  options: { key: Buffer; publicUrl: string | undefined },
): string {
  const user = guestOf(request, options.key) ?? `guest-${randomBytes(9).toString('base64url')}`
  setCookie(reply, {
    name: GUEST_COOKIE,
    value: `${user}.${sign(user, options.key)}`,
    path: '/chat',
    maxAgeS: YEAR_S,
    secure: isSecure(request, options.publicUrl),
  })
  return user
}

function sign(user: string, key: Buffer): string {
  return createHmac('sha256', key).update(`guest|${user}`).digest('base64url')
}
