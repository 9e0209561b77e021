import type { DeliveryResult } from '../../queue/delivery'
import type { WecomError } from '../wecom/wecom-error'

/** Ten attempts reach over more than two hours: an outage of WeCom or a wrong setting that is put right loses no words. */
const STEPS_MS = [1_000, 3_000, 10_000, 30_000, 60_000, 300_000, 600_000, 1200_000, 1800_000, 3600_000]

/** The other side failed, or is closed to us for a while: again with the same id. */
export function retryLater(error: WecomError, attempts: number): DeliveryResult {
  const growing = STEPS_MS[Math.min(attempts, STEPS_MS.length - 1)] ?? 0
  return { kind: 'retry', afterMs: Math.max(growing, error.retryAfterMs), error: error.message }
}
