import { z } from 'zod'
import { SPOT_CHECK_VERDICTS } from '../../records/report/spot-check-verdicts'
import { RequestId, Time } from './page'

export const SpotCheckVerdict = z.enum(SPOT_CHECK_VERDICTS)
export type SpotCheckVerdict = z.infer<typeof SpotCheckVerdict>

export const SpotCheckResult = z.object({
  verdict: SpotCheckVerdict.describe('right: the line is as it says; wrong: it is not, the note says in what'),
  note: z.string(),
  by: z.string(),
  at: Time,
})
export type SpotCheckResult = z.infer<typeof SpotCheckResult>

/** What somebody found who looked into a complaint that was drawn. */
export const NewSpotCheck = z
  .strictObject({
    date: z.iso.date(),
    caseId: z.string().min(1).max(100),
    verdict: SpotCheckVerdict,
    note: z.string().trim().max(500).default(''),
    id: RequestId,
  })
  .refine(({ verdict, note }) => verdict === 'right' || note !== '', {
    path: ['note'],
    message: 'expected what is not as the report says',
  })
export type NewSpotCheck = z.input<typeof NewSpotCheck>
