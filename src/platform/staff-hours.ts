import { invalid } from './errors'
import { fromZoned, zonedParts } from './zoned-time'

/** When people take handoffs, in wall-clock minutes; made only by `parseStaffHours`. */
export interface StaffHours {
  /** As written, for `describeHours`. */
  readonly rules: readonly HoursRule[]
  /** What is open on Monday (0) to Sunday (6), in order, joined, split at midnight. */
  readonly week: readonly (readonly Span[])[]
}

interface HoursRule {
  /** 0 is Monday. */
  readonly days: readonly number[]
  readonly spans: readonly Span[]
}

/** Minutes since midnight; `to` is beyond 1440 when the span ends on the next day. */
interface Span {
  readonly from: number
  readonly to: number
}

/**
 * Reads `08:30-18:00`, `Mon-Fri 08:30-12:00,13:30-18:00; Sat-Sun 09:00-17:00`, `00:00-24:00` or, over midnight,
 * `20:00-08:00`. Days that no part names are closed; full-width punctuation is as good.
 */
export function parseStaffHours(text: string): StaffHours {
  const rules = text
    .normalize('NFKC')
    .split(';')
    .map((part) => part.trim())
    .filter(Boolean)
    .map((part) => parseRule(part))
  if (rules.length === 0) throw fault(text)
  return { rules, week: weekOf(rules) }
}

/** Whether people take handoffs at `at`: the first minute belongs to a span, the last does not. */
export function isWithinHours(hours: StaffHours, at: Date, timeZone: string): boolean {
  const { weekday, hour, minute } = zonedParts(at, timeZone)
  const now = hour * 60 + minute
  return (hours.week[weekday - 1] ?? []).some((span) => span.from <= now && now < span.to)
}

/** The earliest moment from `at` on at which people take handoffs: `at` itself within hours, null when no day has any. */
export function nextOpening(hours: StaffHours, at: Date, timeZone: string): Date | null {
  if (isWithinHours(hours, at, timeZone)) return at
  const today = zonedParts(at, timeZone)
  for (let ahead = 0; ahead <= 7; ahead++) {
    for (const span of hours.week[(today.weekday - 1 + ahead) % 7] ?? []) {
      const { year, month, day } = today
      const opening = fromZoned({ year, month, day: day + ahead, minute: span.from }, timeZone)
      if (opening > at) return opening
    }
  }
  return null
}

/** For owners: `每天8:30-18:00`, `周一至周五8:30-12:00、13:30-18:00，周六、周日9:00-17:00`, `全天24小时`. */
export function describeHours(hours: StaffHours): string {
  if (hours.week.every((spans) => spans.length === 1 && spans[0]?.from === 0 && spans[0].to === DAY))
    return '全天24小时'
  return hours.rules
    .map((rule) => describeDays(rule.days) + rule.spans.map((span) => describeSpan(span)).join('、'))
    .join('，')
}

const DAY = 24 * 60
const DAY_KEYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun']
const DAY_WORDS = ['周一', '周二', '周三', '周四', '周五', '周六', '周日']
const EVERY_DAY = [0, 1, 2, 3, 4, 5, 6]

function parseRule(part: string): HoursRule {
  const match = /^(?<days>[a-z][a-z\s,-]*)?(?<spans>\d.*)$/i.exec(part)
  if (!match?.groups) throw fault(part)
  const { days, spans } = match.groups
  return {
    days: days === undefined ? EVERY_DAY : parseDays(days),
    spans: (spans ?? '').split(',').map((span) => parseSpan(span.trim())),
  }
}

function parseDays(text: string): number[] {
  const days = new Set<number>()
  for (const piece of text
    .trim()
    .toLowerCase()
    .split(/\s*,\s*/)) {
    const [first, last = first] = piece.split(/\s*-\s*/).map((name) => DAY_KEYS.indexOf(name))
    if (first === undefined || last === undefined || first < 0 || last < 0) throw fault(text.trim())
    // Fri-Mon runs over the end of the week.
    for (let day = first; ; day = (day + 1) % 7) {
      days.add(day)
      if (day === last) break
    }
  }
  return [...days].sort((a, b) => a - b)
}

function parseSpan(text: string): Span {
  const match = /^(\d{1,2}):(\d{2})\s*-\s*(\d{1,2}):(\d{2})$/.exec(text)
  if (!match) throw fault(text)
  const [fromHour = 0, fromMinute = 0, toHour = 0, toMinute = 0] = match.slice(1).map(Number)
  const from = fromHour * 60 + fromMinute
  const to = toHour * 60 + toMinute
  // An empty span is more likely a slip than a wish; round the clock has its own spelling, 00:00-24:00.
  if (fromMinute > 59 || toMinute > 59 || from >= DAY || to > DAY || from === to) throw fault(text)
  return { from, to: to > from ? to : to + DAY }
}

/** Splits at midnight and joins what touches or overlaps, so that a question is one comparison. */
function weekOf(rules: readonly HoursRule[]): Span[][] {
  const week: Span[][] = EVERY_DAY.map(() => [])
  for (const { days, spans } of rules) {
    for (const day of days) {
      for (const { from, to } of spans) {
        week[day]?.push({ from, to: Math.min(to, DAY) })
        if (to > DAY) week[(day + 1) % 7]?.push({ from: 0, to: to - DAY })
      }
    }
  }
  return week.map((spans) => joined(spans))
}

function joined(spans: readonly Span[]): Span[] {
  const result: Span[] = []
  for (const span of [...spans].sort((a, b) => a.from - b.from)) {
    const last = result.at(-1)
    if (last && span.from <= last.to) result[result.length - 1] = { from: last.from, to: Math.max(last.to, span.to) }
    else result.push(span)
  }
  return result
}

function describeDays(days: readonly number[]): string {
  if (days.length === 7) return '每天'
  const [first = 0] = days
  const last = days.at(-1) ?? first
  if (days.length > 2 && last - first === days.length - 1) return `${DAY_WORDS[first]}至${DAY_WORDS[last]}`
  return days.map((day) => DAY_WORDS[day]).join('、')
}

function describeSpan({ from, to }: Span): string {
  if (to <= DAY) return `${clock(from)}-${clock(to)}`
  return `${clock(from)}-次日${clock(to - DAY)}`
}

const clock = (minutes: number) => `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, '0')}`

function fault(text: string) {
  return invalid(
    'staff_hours',
    `expected hours like 08:30-18:00 or Mon-Fri 08:30-12:00,13:30-18:00; Sat-Sun 09:00-17:00, but got "${text}"`,
  )
}
