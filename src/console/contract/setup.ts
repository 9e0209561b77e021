import { z } from 'zod'
import { Time } from './page'

/** One line of the check-up, as `npm run doctor` prints it. */
export const SetupFinding = z.object({
  area: z.enum(['deployment', 'app', 'kf', 'callback', 'more']),
  what: z.string(),
  /** `off`: not configured, so no fault. `hint`: works, or cannot be judged from the server. */
  state: z.enum(['ok', 'bad', 'off', 'hint']),
  sentence: z.string(),
  remedy: z.string().optional(),
})
export type SetupFinding = z.infer<typeof SetupFinding>

export const SetupReport = z.object({
  /** When it was looked at. A look is kept for a few seconds, after a refused secret for longer. */
  at: Time,
  /** To be copied into the admin console. */
  callbackUrl: z.string(),
  /** Whether others than this machine can use that address: PUBLIC_URL is set. */
  callbackIsPublic: z.boolean(),
  findings: z.array(SetupFinding),
})
export type SetupReport = z.infer<typeof SetupReport>
