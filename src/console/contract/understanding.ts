import { z } from 'zod'
import { EmergencyType, Entity, HandoffReason, Intent, SentimentLabel } from '../../understanding/understanding'
import { RequestId } from './page'

/** `POST /api/v1/understand` (contract.md §4, labels in §7). */
export const UnderstandRequest = z.object({
  text: z.string().min(1).max(20_000),
  /** The owner's earlier words, oldest first. */
  history: z.array(z.string().max(20_000)).max(50).optional(),
  id: RequestId,
})
export type UnderstandRequest = z.infer<typeof UnderstandRequest>

export const UnderstandingView = z.object({
  intent: Intent,
  confidence: z.number(),
  sentiment: z.object({ label: SentimentLabel, score: z.number() }),
  emergency: z.object({ type: EmergencyType }).nullable(),
  handoff: z.object({ needed: z.boolean(), reason: HandoffReason.nullable(), evidence: z.array(z.string()) }),
  entities: z.array(Entity),
  /** The two intents between which nothing decides: the bot would ask. */
  unsure: z.tuple([Intent, Intent]).optional(),
  /** The words and the trained voices it was read with. */
  version: z.string().optional(),
})
export type UnderstandingView = z.infer<typeof UnderstandingView>
