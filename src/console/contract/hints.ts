import { z } from 'zod'
import { RequestId } from './page'

/** `POST /console/hints`: what a colleague should think about before sending; nothing is sent or kept. */
export const HintsRequest = z.object({ text: z.string().max(20_000), id: RequestId })
export type HintsRequest = z.infer<typeof HintsRequest>

export const HINT_KINDS = ['banned', 'excuse', 'money', 'time', 'result', 'fee-threat', 'promise'] as const
export const HintItem = z.object({ kind: z.enum(HINT_KINDS), quote: z.string(), instead: z.string() })
export type HintItem = z.infer<typeof HintItem>

export const HintsView = z.object({ hints: z.array(HintItem) })
export type HintsView = z.infer<typeof HintsView>
