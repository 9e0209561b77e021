import { shippedGuardRules } from '../../../messages/guard/guard-rules'
import { staffHints } from '../../../messages/guard/staff-hints'
import { HintsRequest, HintsView } from '../../contract/hints'
import { paths } from '../../contract/paths'
import { faults, type App } from '../http/app'

/** The guard as a hint for people: they are told what the bot would not say, and send what they think right (B15, B28, C1). */
export function hintRoutes(app: App): void {
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
    (request) => ({ hints: staffHints(request.body.text, shippedGuardRules()) }),
  )
}
