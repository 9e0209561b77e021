import { zonedParts } from '../../platform/zoned-time'
import type { StaffHours } from '../../platform/staff-hours'
import type { CaseKind, CasePriority } from './case-kinds'
import { wholeTime } from './whole-time'
import { addOpenMinutes, endOfWorkingDay, type WorkingTime } from './working-time'

/** How long a step may take: on the wall clock, within staff hours only, or to the end of the n-th working day. */
export type Span = { minutes: number; clock: 'always' | 'staff_hours' } | { workingDays: number }

export interface DueRule {
  kind: CaseKind | 'any'
  priority: CasePriority | 'any'
  /** Somebody has seen it. */
  acknowledge: Span
  /** Somebody is on site, a time is set, a first answer is given. */
  act: Span
  /** Mended, answered for good. */
  finish: Span
  /** Which of these the owner is told as "by then": `dueAt`. */
  promised: 'act' | 'finish'
}

const minutes = (count: number): Span => ({ minutes: count, clock: 'always' })
const openMinutes = (count: number): Span => ({ minutes: count, clock: 'staff_hours' })
const HOUR = 60
const DAY = 24 * HOUR

/**
 * Defaults of domain.md E2 ("Suggested product defaults"); a deployment lays its own rows over them. The first row that fits
 * counts. Danger and what an owner was promised run by the wall clock; what only an office can do runs within its hours.
 */
export const DUE_RULES: readonly DueRule[] = [
  // Life safety: reply 10 s, dispatch 1 min, on site 5–15 min, stay until over.
  {
    kind: 'any',
    priority: 'emergency',
    acknowledge: minutes(1),
    act: minutes(15),
    finish: minutes(2 * HOUR),
    promised: 'act',
  },
  {
    kind: 'emergency',
    priority: 'any',
    acknowledge: minutes(1),
    act: minutes(15),
    finish: minutes(2 * HOUR),
    promised: 'act',
  },
  // Urgent: 1 min, 30 min on site, under control in 2 h.
  {
    kind: 'repair',
    priority: 'urgent',
    acknowledge: minutes(1),
    act: minutes(30),
    finish: minutes(2 * HOUR),
    promised: 'finish',
  },
  // Ordinary: seen in 5 min, appointment within 4 h, done in 24 h.
  {
    kind: 'repair',
    priority: 'any',
    acknowledge: minutes(5),
    act: openMinutes(4 * HOUR),
    finish: minutes(DAY),
    promised: 'finish',
  },
  // Urgent complaint: 2 h, settled in 24 h (rule collection in E2).
  {
    kind: 'complaint',
    priority: 'urgent',
    acknowledge: minutes(0),
    act: minutes(2 * HOUR),
    finish: minutes(DAY),
    promised: 'act',
  },
  // Complaint: acknowledged at once, first answer 24 h, result 3 working days.
  {
    kind: 'complaint',
    priority: 'any',
    acknowledge: minutes(0),
    act: minutes(DAY),
    finish: { workingDays: 3 },
    promised: 'act',
  },
  // Enquiry or call-back: at once or 4 h of staff time.
  {
    kind: 'enquiry',
    priority: 'any',
    acknowledge: minutes(0),
    act: openMinutes(4 * HOUR),
    finish: minutes(2 * DAY),
    promised: 'act',
  },
  // 聊城物业管理条例 38: a suggestion not adopted is answered with reasons within 7 days.
  {
    kind: 'suggestion',
    priority: 'any',
    acknowledge: minutes(0),
    act: { workingDays: 1 },
    finish: minutes(7 * DAY),
    promised: 'finish',
  },
  {
    kind: 'application',
    priority: 'any',
    acknowledge: minutes(0),
    act: openMinutes(4 * HOUR),
    finish: { workingDays: 3 },
    promised: 'finish',
  },
  // Praise is passed on to the person praised by the end of the next working day (our own figure).
  {
    kind: 'praise',
    priority: 'any',
    acknowledge: minutes(0),
    act: { workingDays: 1 },
    finish: { workingDays: 1 },
    promised: 'finish',
  },
]

export interface DueQuestion {
  kind: CaseKind
  priority: CasePriority
  openedAt: Date
  zone: string
  hours: StaffHours
  /** An appointment later than the rule moves the time: the owner chose it. */
  appointmentEnd?: Date | null
  /** `2026-11-21` → whether offices work that day; weekends are off when nobody says better (holidays, 调休). */
  isWorkday?: (day: string) => boolean
  rules?: readonly DueRule[]
}

export interface CaseClocks {
  acknowledgeBy: Date
  actBy: Date
  finishBy: Date
  dueAt: Date
}

/** By when what has to happen. */
export function caseClocks(question: DueQuestion): CaseClocks {
  const rule = ruleFor(question)
  const acknowledgeBy = after(rule.acknowledge, question)
  const actBy = after(rule.act, question)
  const finishBy = after(rule.finish, question)
  const promised = byDay(question, rule, rule.promised === 'act' ? actBy : finishBy)
  const chosen = question.appointmentEnd
  const dueAt = chosen && chosen > promised ? chosen : promised
  return { acknowledgeBy, actBy, finishBy, dueAt }
}

const DAY_BEGINS = 8
const DAY_ENDS = 20
/** Within this much of staff time somebody has been in touch (E2). */
const FIRST_CONTACT_MINUTES = 120

/**
 * Nobody is promised an answer at 0:40: what is no emergency and falls into the night is done by the evening before, or, where that
 * is too soon, by the time somebody has been in touch. A complaint is never answered before that.
 */
function byDay({ kind, priority, openedAt, zone, hours, isWorkday }: DueQuestion, rule: DueRule, due: Date): Date {
  const span = rule.promised === 'act' ? rule.act : rule.finish
  const isDuty = priority === 'emergency' || kind === 'emergency' || (kind === 'repair' && priority === 'urgent')
  if (isDuty || !('minutes' in span) || span.clock !== 'always') return due
  const first = wholeTime(openedAt, addOpenMinutes(openedAt, FIRST_CONTACT_MINUTES, { zone, hours, isWorkday }))
  const { hour, minute, second } = zonedParts(due, zone)
  const sinceMidnight = ((hour * 60 + minute) * 60 + second) * 1000 + due.getMilliseconds()
  const isNight = hour < DAY_BEGINS || sinceMidnight > DAY_ENDS * HOUR_MS
  const evening = due.getTime() - sinceMidnight + (DAY_ENDS - (hour < DAY_BEGINS ? 24 : 0)) * HOUR_MS
  if (!isNight) return kind === 'complaint' && first > due ? first : due
  return new Date(Math.max(evening, first.getTime()))
}

const HOUR_MS = 3600_000

function ruleFor({ kind, priority, rules = DUE_RULES }: DueQuestion): DueRule {
  const fits = (rule: DueRule) =>
    (rule.kind === 'any' || rule.kind === kind) && (rule.priority === 'any' || rule.priority === priority)
  return rules.find(fits) ?? DUE_RULES.find(fits)!
}

function after(span: Span, { openedAt, zone, hours, isWorkday }: DueQuestion): Date {
  const time: WorkingTime = { zone, hours, isWorkday }
  if ('workingDays' in span) return endOfWorkingDay(openedAt, span.workingDays, time)
  const ends =
    span.clock === 'staff_hours'
      ? addOpenMinutes(openedAt, span.minutes, time)
      : new Date(openedAt.getTime() + span.minutes * 60_000)
  return wholeTime(openedAt, ends)
}
