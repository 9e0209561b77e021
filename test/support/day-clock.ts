import type { Clock } from '../../src/platform/clock'
import { zonedParts } from '../../src/platform/zoned-time'

const HALF_A_DAY_MS = 12 * 3600_000

/** The machine's clock, half a day on where it is evening or night in China: what we do by day only (B58) is tested at any hour. */
export function dayClock(): Clock {
  const { hour } = zonedParts(new Date(), 'Asia/Shanghai')
  const ahead = hour >= 8 && hour < 20 ? 0 : HALF_A_DAY_MS
  return { now: () => new Date(Date.now() + ahead) }
}
