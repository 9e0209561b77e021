import { join } from 'node:path'
import fastifyStatic from '@fastify/static'
import { chatPolicy, consolePolicy } from '../http/security-headers'
import type { App } from '../http/app'

export type PageName = 'index.html' | 'chat.html'

declare module 'fastify' {
  interface FastifyReply {
    /** Sends one of the built pages; it is asked for again each time, its assets never. */
    sendPage(name: PageName): FastifyReply
  }
}

const POLICY: Record<PageName, string> = { 'index.html': consolePolicy, 'chat.html': chatPolicy }

/** The built pages of `console/web`. Assets carry a hash in their names, so a browser may keep them for good. */
export async function pageRoutes(app: App, webFolder: string | undefined): Promise<void> {
  app.decorateReply('sendPage', function sendPage(name: PageName) {
    this.header('content-security-policy', POLICY[name])
    if (!this.hasHeader('cache-control')) this.header('cache-control', 'no-cache')
    if (webFolder === undefined) return this.type('text/plain; charset=utf-8').send('The pages are not built.\n')
    return this.sendFile(name, webFolder, { cacheControl: false })
  })
  if (webFolder !== undefined)
    await app.register(fastifyStatic, {
      root: join(webFolder, 'assets'),
      prefix: '/assets/',
      immutable: true,
      maxAge: '365d',
      index: false,
      wildcard: true,
    })
  app.get('/', { schema: { hide: true } }, (_request, reply) => reply.sendPage('index.html'))
}
