import { toIsoWithOffset } from '../../../platform/zoned-time'
import { SetupReport } from '../../contract/setup'
import { paths } from '../../contract/paths'
import type { ConsoleDeps } from '../console-deps'
import { faults, type App } from '../http/app'

const CALLBACK_PATH = '/wecom/callback'

/** The set-up page: the same check-up as `npm run doctor`, from the process that serves. */
export function setupRoutes(app: App, { examine, settings }: ConsoleDeps): void {
  app.get(
    paths.setup,
    { config: { right: 'setup.read' }, schema: { hide: true, response: { 200: SetupReport, ...faults } } },
    async (request): Promise<SetupReport> => {
      const { at, findings } = await examine()
      const base = settings.publicUrl ?? `${request.protocol}://${request.host}`
      return {
        at: toIsoWithOffset(at, settings.timeZone),
        callbackUrl: `${base}${CALLBACK_PATH}`,
        callbackIsPublic: settings.publicUrl !== undefined,
        findings: findings.map(({ area, what, state, sentence, remedy }) => ({
          area,
          what,
          state,
          sentence,
          ...(remedy === undefined ? {} : { remedy }),
        })),
      }
    },
  )
}
