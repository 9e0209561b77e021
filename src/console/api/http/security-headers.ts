import helmet from '@fastify/helmet'
import type { App } from './app'

const BASE = [
  "default-src 'none'",
  "script-src 'self'",
  "connect-src 'self'",
  "img-src 'self' data: blob:",
  "media-src 'self'",
  "font-src 'self' data:",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
]

/** The owner's chat brings all its styles in files. */
export const chatPolicy = [...BASE, "style-src 'self'"].join('; ')
/** antd writes its styles into the page while it runs; scripts stay as strict. */
export const consolePolicy = [...BASE, "style-src 'self' 'unsafe-inline'"].join('; ')
const apiPolicy = "default-src 'none'; frame-ancestors 'none'"

/**
 * What browsers are told about every answer. Without https, headers that only mean something there are left out: browsers
 * complain about them, and `upgrade-insecure-requests` would break a server in a company's own network.
 */
export async function securityHeaders(app: App, options: { https: boolean }): Promise<void> {
  await app.register(helmet, {
    contentSecurityPolicy: false,
    crossOriginEmbedderPolicy: false,
    crossOriginOpenerPolicy: options.https,
    originAgentCluster: options.https,
    hsts: options.https,
    referrerPolicy: { policy: 'same-origin' },
  })
  app.addHook('onSend', async (_request, reply) => {
    if (!reply.hasHeader('content-security-policy')) reply.header('content-security-policy', apiPolicy)
  })
}
