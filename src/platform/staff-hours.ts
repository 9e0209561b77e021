import { invalid } from './errors'
import { fromZoned, zonedParts } from './zoned-time'
import type { WallClock } from './zoned-time'

/** When people take handoffs, in wall-clock minutes; made only by `parseStaffHours`. */
export interface StaffHours {
  /** As written, for `describeHours`. */
  readonly rules: readonly HoursRule[]
  /** What is open on Monday (0) to Sunday (6), in order, joined, split at midnight. */
  readonly week: readonly (readonly Span[])[]
  /** Days off (`2026-10-02`), whatever the week says. */
  readonly closed?: ReadonlySet<string>
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
 * `20:00-08:00`; and what `describeHours` says of them. Days that no part names are closed; full-width punctuation is as good.
 */
export function parseStaffHours(text: string): StaffHours {
  const rules = inKeys(text.normalize('NFKC'))
    .split(';')
    .map((part) => part.trim())
    .filter(Boolean)
    .map((part) => parseRule(part))
  if (rules.length === 0) throw fault(text)
  return { rules, week: weekOf(rules) }
}

/** Whether people take handoffs at `at`: the first minute belongs to a span, the last does not. */
export function isWithinHours(hours: StaffHours, at: Date, timeZone: string): boolean {
  const today = zonedParts(at, timeZone)
  const now = today.hour * 60 + today.minute
  return spansOn(hours, today).some((span) => span.from <= now && now < span.to)
}

/** The earliest moment from `at` on at which people take handoffs: `at` itself within hours, null when no day has any. */
export function nextOpening(hours: StaffHours, at: Date, timeZone: string): Date | null {
  if (isWithinHours(hours, at, timeZone)) return at
  const { year, month, day } = zonedParts(at, timeZone)
  // Every day off may fall on the only day of the week that is open.
  const most = 7 * (1 + (hours.closed?.size ?? 0))
  for (let ahead = 0; ahead <= most; ahead++) {
    const date = { year, month, day: day + ahead }
    for (const span of spansOn(hours, date)) {
      const opening = fromZoned({ ...date, minute: span.from }, timeZone)
      if (opening > at) return opening
    }
  }
  return null
}

/** What is open on a day of the calendar, in order; day 32 is the next month's. */
export function spansOn(hours: StaffHours, { year, month, day }: WallClock): readonly Span[] {
  const date = new Date(Date.UTC(year, month - 1, day))
  if (hours.closed?.has(date.toISOString().slice(0, 10))) return []
  return hours.week[(date.getUTCDay() + 6) % 7] ?? []
}

export function closedOn(hours: StaffHours, days: readonly string[]): StaffHours {
  return days.length === 0 ? hours : { ...hours, closed: new Set(days) }
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

/** `周一至周五8:30-12:00、13:30-18:00，周六、周日9:00-17:00` as `Mon-Fri8:30-12:00,13:30-18:00;Sat,Sun9:00-17:00`. */
function inKeys(text: string): string {
  const key = (day: string) => DAY_KEYS['一二三四五六日'.indexOf(day === '天' ? '日' : day)] ?? day
  return (
    text
      .replace(/全天(?:24小时)?|(?<!\d)24小时/gu, '00:00-24:00')
      // A comma behind a time begins the next days, one between days does not.
      .replace(/(?<=\d)\s*[,、]?\s*(?=周|星期|每天|工作日)/gu, ';')
      .replace(/工作日/gu, '周一至周五')
      .replace(/周末/gu, '周六至周日')
      .replace(/(?:周|星期)([一二三四五六日天])/gu, (_day, day: string) => key(day))
      .replace(/[至到~]\s*([一二三四五六日天])?/gu, (_to, day?: string) => `-${day === undefined ? '' : key(day)}`)
      .replace(/、/gu, ',')
      .replace(/每天|次日|第二天/gu, '')
  )
}

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
