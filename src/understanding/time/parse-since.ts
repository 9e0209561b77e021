import { DAY, HOUR, startOfDay, toIso, toWall } from './calendar'
import { expandWords } from './everyday-words'
import { readTimes } from './read-times'

export interface SinceReading {
  /** ISO with offset, never after the message was sent. */
  value: string
  text: string
}

/** Since when something has been so: 昨晚开始, 从上周三起, 三天了, 刚才. */
export function parseSince(text: string, at: Date, timeZone = 'Asia/Shanghai'): SinceReading | null {
  const now = toWall(at, timeZone)
  const lasting = LASTING.exec(text)
  if (lasting?.[0]) {
    const amount = lasting[1] === undefined ? 1 : (SMALL[lasting[1]] ?? Number(lasting[1]))
    const back = Number.isFinite(amount) ? lengthOf(amount, Boolean(lasting[2]), lasting[3] ?? '') : 0
    if (back > 0) return { value: toIso(back >= DAY ? startOfDay(now - back) : now - back, timeZone), text: lasting[0] }
  }
  const recent = /刚才|刚刚|刚|就现在|现在才/.exec(text)
  const { words, origin } = expandWords(text)
  for (const reading of readTimes(words, now)) {
    const { from } = reading.interval
    if (from === null || from > now) continue
    return {
      value: toIso(from, timeZone),
      text: text.slice(origin[reading.start] ?? 0, origin[reading.end] ?? text.length),
    }
  }
  return recent ? { value: toIso(now, timeZone), text: recent[0] } : null
}

/** 三天了, 半个月了, 一个多星期没水: a length that reaches up to now. */
const LASTING =
  /(半|一|两|俩|二|三|四|五|六|七|八|九|十|好几|几|\d{1,3})个?(半)?多?个?(小时|钟头|天|周|星期|礼拜|月|年|分钟|晚上|晚)(?:多)?(?=了|没|不|都|还|一直|也)/

const SMALL: Record<string, number> = {
  半: 0.5,
  一: 1,
  两: 2,
  俩: 2,
  二: 2,
  三: 3,
  四: 4,
  五: 5,
  六: 6,
  七: 7,
  八: 8,
  九: 9,
  十: 10,
  几: 3,
  好几: 4,
}

function lengthOf(amount: number, half: boolean, unit: string): number {
  const total = amount + (half ? 0.5 : 0)
  if (/小时|钟头/.test(unit)) return total * HOUR
  if (unit === '分钟') return total * 60_000
  if (/天|晚/.test(unit)) return total * DAY
  if (/周|星期|礼拜/.test(unit)) return total * 7 * DAY
  return total * (unit === '月' ? 30 : 365) * DAY
}
