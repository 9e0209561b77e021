import { formatChineseTime, zonedParts } from '../../platform/zoned-time'
import type { Turn } from '../../conversation/turn'

/** A time as the owner reads it, seen from the turn: 「今天18:30」, 「明天9:00」. */
export function sayTime(turn: Turn, time: Date): string {
  const zone = turn.community.timeZone
  if (turn.phrases.language === 'zh') return formatChineseTime(time, zone, turn.at)
  const { month, day, hour, minute } = zonedParts(time, zone)
  return `${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')} on ${month}/${day}`
}
