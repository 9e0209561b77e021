import type { FastifyRequest } from 'fastify'

/**
 * From this machine, and knowing it: the peer is loopback (behind a proxy of this machine, the one the proxy names), and the
 * browser was asked for a loopback address, so that a foreign page cannot reach us by pointing its own name here.
 */
export function isLocal(request: FastifyRequest): boolean {
  return LOOPBACK.test(request.ip) && LOOPBACK_NAME.test(request.hostname)
}

const LOOPBACK = /^(127(\.\d{1,3}){3}|::1|::ffff:127(\.\d{1,3}){3})$/
const LOOPBACK_NAME = /^(localhost|127(\.\d{1,3}){3}|\[::1\]|::1)$/i
