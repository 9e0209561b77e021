import { z } from 'zod'
import { Time } from './page'

/** The ledger as staff see it: what is promised, what is late, what was broken and whether the owner has heard. */
export const FollowUps = z.object({
  promises: z.array(
    z.object({
      id: z.string(),
      /** Null: told by phone, at the counter or by letter. */
      conversationId: z.string().nullable(),
      caseId: z.string().nullable(),
      number: z.string().nullable(),
      what: z.string(),
      dueAt: Time,
      state: z.enum(['open', 'late', 'broken']),
      told: z.boolean(),
    }),
  ),
  lowScores: z.array(
    z.object({
      id: z.string(),
      caseId: z.string(),
      number: z.string(),
      summary: z.string(),
      score: z.number(),
      startedAt: Time,
      levels: z.array(
        z.object({
          level: z.number(),
          post: z.string(),
          /** Null: the level was passed over, `note` says why. */
          staff: z.string().nullable(),
          at: Time,
          note: z.string(),
        }),
      ),
    }),
  ),
  steering: z.array(
    z.object({
      id: z.string(),
      conversationId: z.string(),
      staff: z.string(),
      words: z.string(),
      /** False: it was refused before the owner read it. */
      sent: z.boolean(),
      at: Time,
    }),
  ),
})
export type FollowUps = z.infer<typeof FollowUps>

/** How the owner was met is written down, or taking it on means nothing. */
export const TakeOnRequest = z.object({
  by: z.string().trim().min(1).max(100),
  note: z.string().trim().min(1).max(1000),
})
