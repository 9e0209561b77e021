import { shippedGuardRules } from '../../../messages/guard/guard-rules'
import { staffHints } from '../../../messages/guard/staff-hints'
import { promiseHints } from '../../../tasks/staff-words'
import { HintsRequest, HintsView } from '../../contract/hints'
import { paths } from '../../contract/paths'
import type { ConsoleDeps } from '../console-deps'
import { faults, type App } from '../http/app'

/** The guard as a hint for people: they are told what the bot would not say, and send what they think right (B15, B28, C1). */
export function hintRoutes(app: App, deps: Pick<ConsoleDeps, 'clock' | 'settings'>): void {
  app.post(
    paths.hints,
    {
      config: { right: 'talks.serve' },
      schema: {
        hide: true,
        body: HintsRequest,
        response: { 200: HintsView, ...faults },
      },
    },
    (request) => {
      const { text } = request.body
      const promised = promiseHints(text, deps.clock.now(), deps.settings.timeZone)
      // A colleague may name a time, which the bot may not; what they hear is that it will be held to.
      const hints = staffHints(text, shippedGuardRules()).filter(({ kind }) => kind !== 'time' || promised.length === 0)
      return { hints: [...hints, ...promised] }
    },
  )
}
