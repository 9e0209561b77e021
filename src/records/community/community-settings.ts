import { z } from 'zod'

/** What a community's file says besides houses and staff, kept as settings of that community (design D15). */
export const ON_CALL_SETTING = 'community.on-call'
export const ESCALATION_SETTING = 'community.escalation'
export const OUTSIDE_BODIES_SETTING = 'community.outside-bodies'
export const ENTRANCES_SETTING = 'community.entrances'
export const PROFILE_SETTING = 'community.profile'

export const OnCallList = z.array(z.object({ emergencies: z.array(z.string()), staff: z.array(z.string()).min(1) }))
export type OnCallList = z.infer<typeof OnCallList>

/** domain.md B11: never "not our business" without the body that answers, its number and our follow-up. */
export const OutsideBody = z.object({
  key: z.string(),
  name: z.string(),
  phone: z.string(),
  answersFor: z.array(z.string()),
})
export type OutsideBody = z.infer<typeof OutsideBody>
