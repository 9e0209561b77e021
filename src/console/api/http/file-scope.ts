import multipart from '@fastify/multipart'
import type { App } from './app'

/** A scope of its own, where any body is a file whatever its type says; `form`: or the one file of a multipart form. */
export async function fileScope(
  app: App,
  { limit, form = false }: { limit: number; form?: boolean },
  addRoutes: (scope: App) => void,
): Promise<void> {
  await app.register(async (scope: App) => {
    scope.removeAllContentTypeParsers()
    if (form) await scope.register(multipart, { limits: { fileSize: limit, files: 1, fields: 10 } })
    scope.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: limit }, (_request, body, done) => done(null, body))
    addRoutes(scope)
  })
}
