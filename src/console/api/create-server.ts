import Fastify from 'fastify'
import type { FastifyInstance } from 'fastify'
import { validatorCompiler, type ZodTypeProvider } from 'fastify-type-provider-zod'
import { AppError } from '../../platform/errors'
import { createAuthenticator } from './access/authenticate'
import { wecomSignInRoutes } from './access/wecom-routes'
import type { ConsoleDeps } from './console-deps'
import { answerBeforeRouting, answerErrors } from './http/answer-errors'
import type { App } from './http/app'
import { closeConnections } from './http/close-connections'
import { forgetOldRequests } from './http/once'
import { readJson } from './http/read-json'
import { refuseNul } from './http/refuse-nul'
import { securityHeaders } from './http/security-headers'
import { followUpRoutes } from './handoff/follow-up-routes'
import { accountRoutes } from './routes/accounts'
import { caseRoutes } from './routes/cases'
import { chatRoutes } from './routes/chat'
import { contactWayRoutes } from './routes/contact-ways'
import { deskRoutes } from './routes/desk'
import { exchangeRoutes } from './routes/exchanges'
import { handoffRoutes } from './routes/handoffs'
import { healthRoutes } from './routes/health'
import { hintRoutes } from './routes/hints'
import { knowledgeImportRoute } from './routes/knowledge-import'
import { knowledgeRoutes } from './routes/knowledge'
import { openApiRoute } from './routes/open-api'
import { pageRoutes } from './routes/pages'
import { sessionRoutes } from './routes/session'
import { setupRoutes } from './routes/setup'
import { streamRoute } from './routes/stream'
import { understandRoutes } from './routes/understand'
import { webChatRoutes } from './routes/web-chat'
import { createChanges } from './stream/changes'
import { createEventStreams } from './stream/event-stream'

const BODY_LIMIT = 1024 * 1024

/** The HTTP server with everything of contract.md §3 and §4 but the doors of the channels; not listening yet. */
export async function createServer(deps: ConsoleDeps): Promise<FastifyInstance> {
  const fastify = Fastify({
    bodyLimit: BODY_LIMIT,
    // A proxy on this machine says who is behind it; nobody else is believed.
    trustProxy: 'loopback',
    routerOptions: { maxParamLength: 300 },
    frameworkErrors: answerBeforeRouting,
  })
  const app: App = fastify.withTypeProvider<ZodTypeProvider>()
  app.setValidatorCompiler(validatorCompiler)
  // Answers are typed by their schemas when they are written; checking each again would cost more than making it.
  app.setSerializerCompiler(() => JSON.stringify)
  closeConnections(fastify)
  readJson(fastify)
  refuseNul(fastify)
  answerErrors(fastify, deps)
  await securityHeaders(app, { https: deps.settings.publicUrl?.startsWith('https:') ?? false })

  const authenticator = createAuthenticator({ db: deps.db, clock: deps.clock, tokenHash: deps.access.tokenHash })
  fastify.decorateRequest('principal', null)
  fastify.addHook('onRequest', authenticator.check)
  fastify.addHook('onRoute', ({ url, config }) => {
    if (/^\/(api|console)\//.test(url) && config?.right === undefined && config?.open !== true)
      throw new AppError('bug', 'route_without_right', `${url} names no right and is not open to everybody`)
  })

  const changes = createChanges(deps)
  fastify.addHook('onClose', async () => changes.close())
  const streams = createEventStreams(fastify)

  await openApiRoute(app, deps.version)
  await pageRoutes(app, deps.webFolder)
  healthRoutes(app, deps, authenticator)
  webChatRoutes(app, deps)
  exchangeRoutes(app, deps)
  caseRoutes(app, deps)
  handoffRoutes(app, deps)
  followUpRoutes(app, deps)
  hintRoutes(app)
  understandRoutes(app, deps)
  knowledgeRoutes(app, deps)
  await knowledgeImportRoute(app, deps)
  sessionRoutes(app, deps)
  wecomSignInRoutes(app, deps)
  accountRoutes(app, deps)
  deskRoutes(app, deps)
  contactWayRoutes(app, deps)
  setupRoutes(app, deps)
  streamRoute(app, deps, { changes, streams, authenticator })
  chatRoutes(app, deps, { changes, streams })

  await forgetOldRequests(deps.db, deps.clock.now())
  return fastify
}
