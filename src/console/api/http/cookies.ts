import type { FastifyReply, FastifyRequest } from 'fastify'

/**
 * The two cookies we have, by hand: @fastify/cookie loads an ES module at run time, which jest (CommonJS) cannot follow, and
 * our values are base64url, so nothing needs encoding.
 */
export function readCookie(request: FastifyRequest, name: string): string | undefined {
  for (const part of (request.headers.cookie ?? '').split(';')) {
    const at = part.indexOf('=')
    if (at > 0 && part.slice(0, at).trim() === name) return part.slice(at + 1).trim()
  }
  return undefined
}

/** Never readable by scripts, never sent along from other sites; `maxAgeS` 0 removes it. */
export function setCookie(
  reply: FastifyReply,
  cookie: { name: string; value: string; path: string; maxAgeS: number; secure: boolean },
): void {
  const { name, value, path, maxAgeS, secure } = cookie
  const parts = [`${name}=${value}`, `Path=${path}`, `Max-Age=${maxAgeS}`, 'HttpOnly', 'SameSite=Lax']
  reply.header('set-cookie', [...parts, ...(secure ? ['Secure'] : [])].join('; '))
}

/** Whether the browser reached us by https, directly or through a proxy in front of us. */
export function isSecure(request: FastifyRequest, publicUrl: string | undefined): boolean {
  if (request.protocol === 'https') return true
  return publicUrl !== undefined && publicUrl.startsWith('https:') && new URL(publicUrl).host === request.host
}
