import type { TalkMessage } from '../../contract/web-chat'

const PAUSE_MS = 5 * 60_000

/** A line with the time stands before the first message and after every pause. */
export function showsTimeBefore(before: TalkMessage | undefined, message: TalkMessage): boolean {
  return before === undefined || Date.parse(message.at) - Date.parse(before.at) > PAUSE_MS
}

/** `今天 9:30`, `昨天 18:05`, `11月20日 9:30`: by the clock of the message's own zone. */
export function timeWords(iso: string, now = new Date()): string {
  const [day = '', clock = ''] = iso.split('T')
  const time = clock.slice(0, 5).replace(/^0/, '')
  const [year, month, date] = day.split('-').map(Number)
  const age = dayNumber(now.getFullYear(), now.getMonth() + 1, now.getDate()) - dayNumber(year, month, date)
  if (age === 0) return `今天 ${time}`
  if (age === 1) return `昨天 ${time}`
  return `${year === now.getFullYear() ? '' : `${year}年`}${month}月${date}日 ${time}`
}

const dayNumber = (year = 0, month = 1, date = 1) => Date.UTC(year, month - 1, date) / 86_400_000
