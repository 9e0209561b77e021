import Fastify from 'fastify'
import type { FastifyInstance } from 'fastify'
import { validatorCompiler, type ZodTypeProvider } from 'fastify-type-provider-zod'
import { AppError } from '../../platform/errors'
import { createAuthenticator } from './access/authenticate'
import type { Right } from './access/policy'
import { wecomSignInRoutes } from './access/wecom-routes'
import type { ConsoleDeps } from './console-deps'
import { answerBeforeRouting, answerErrors } from './http/answer-errors'
import type { App } from './http/app'
import { closeConnections } from './http/close-connections'
import { readJson } from './http/read-json'
import { refuseNul } from './http/refuse-nul'
import { securityHeaders } from './http/security-headers'
import { followUpRoutes } from './handoff/follow-up-routes'
import { accountRoutes } from './routes/accounts'
import { caseListRoutes } from './routes/case-lists'
import { casePhotoRoutes } from './routes/case-photos'
import { auditRoutes } from './routes/audit'
import { caseRoutes } from './routes/cases'
import { chatRoutes } from './routes/chat'
import { contactWayRoutes } from './routes/contact-ways'
import { deskRoutes } from './routes/desk'
import { deskCaseRoutes } from './routes/desk-cases'
import { exchangeRoutes } from './routes/exchanges'
import { handoffRoutes } from './routes/handoffs'
import { healthRoutes } from './routes/health'
import { hintRoutes } from './routes/hints'
import { knowledgeCareRoutes } from './knowledge/care-routes'
import { goldenSetRoutes } from './routes/golden-set'
import { knowledgeBatchRoutes } from './routes/knowledge-batch'
import { knowledgeDeskRoutes } from './routes/knowledge-desk'
import { knowledgeImportRoute } from './routes/knowledge-import'
import { knowledgeRoutes } from './routes/knowledge'
import { openApiRoute } from './routes/open-api'
import { pageRoutes } from './routes/pages'
import { personRoutes } from './routes/persons'
import { reportRoutes } from './routes/reports'
import { sessionRoutes } from './routes/session'
import { setupRoutes } from './routes/setup'
import { spotCheckRoutes } from './routes/spot-checks'
import { streamRoute } from './routes/stream'
import { takeOverRoutes } from './routes/take-over'
import { understandRoutes } from './routes/understand'
import { webChatRoutes } from './routes/web-chat'
import { houseFileRoute } from './company/house-file-route'
import { ownCompanyRoutes } from './company/routes'
import { wordsRoutes } from './words/routes'
import { createChanges } from './stream/changes'
import { createEventStreams } from './stream/event-stream'

const BODY_LIMIT = 1024 * 1024

/** A route and who may use it, as it was registered: for the test that holds them against its own table. */
export interface GuardedRoute {
  method: string
  url: string
  right: Right
}

declare module 'fastify' {
  interface FastifyInstance {
    guarded: GuardedRoute[]
  }
}

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
  const guarded: GuardedRoute[] = []
  fastify.decorate('guarded', guarded)
  fastify.addHook('onRoute', ({ url, method, config }) => {
    if (config?.right !== undefined)
      for (const one of [method].flat()) if (one !== 'HEAD') guarded.push({ method: one, url, right: config.right })
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
  hintRoutes(app, deps)
  understandRoutes(app, deps)
  knowledgeRoutes(app, deps)
  await knowledgeImportRoute(app, deps)
  await houseFileRoute(app, deps)
  knowledgeDeskRoutes(app, deps)
  knowledgeBatchRoutes(app, deps)
  goldenSetRoutes(app, deps)
  await knowledgeCareRoutes(app, deps)
  sessionRoutes(app, deps)
  wecomSignInRoutes(app, deps)
  accountRoutes(app, deps)
  deskRoutes(app, deps)
  deskCaseRoutes(app, deps)
  caseListRoutes(app, deps)
  await casePhotoRoutes(app, deps)
  await takeOverRoutes(app, deps)
  contactWayRoutes(app, deps)
  personRoutes(app, deps)
  setupRoutes(app, deps)
  reportRoutes(app, deps)
  spotCheckRoutes(app, deps)
  auditRoutes(app, deps)
  wordsRoutes(app, deps)
  ownCompanyRoutes(app, deps)
  streamRoute(app, deps, { changes, streams, authenticator })
  chatRoutes(app, deps, { changes, streams })

  return fastify
}
