import { UnderstandRequest, UnderstandingView } from '../../contract/understanding'
import type { ConsoleDeps } from '../console-deps'
import { faults, type App } from '../http/app'

export function understandRoutes(app: App, deps: ConsoleDeps): void {
  app.post(
    '/api/v1/understand',
    {
      config: { right: 'knowledge.read' },
      schema: {
        tags: ['understanding'],
        summary: 'What the bot reads in a message; changes nothing',
        body: UnderstandRequest,
        response: { 200: UnderstandingView, ...faults },
      },
    },
    async (request) => {
      const { text, history } = request.body
      const { timeZone } = deps.settings
      const read = await deps.understand(text, { history: history ?? [], at: deps.clock.now(), timeZone })
      const { intent, confidence, sentiment, emergency, handoff, entities, unsure, version } = read
      return { intent, confidence, sentiment, emergency, handoff, entities, unsure, version }
    },
  )
}
