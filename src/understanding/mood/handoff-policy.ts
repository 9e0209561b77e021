import { readFileSync } from 'node:fs'
import path from 'node:path'
import { z } from 'zod'
import { checkYaml } from '../../platform/checked-yaml'
import type { Understanding } from '../understanding'
import { EmergencyType, HandoffReason, SentimentLabel, Signal } from '../understanding'
import { LEXICON_FOLDER } from '../words/word-texts'
import type { MoodLine } from './mood-line'

const share = z.number().min(0).max(1)

const LineCourse = z.strictObject({
  rise: share,
  fall: share,
  /** What is left of the level after a kind word, and after one that is neither: an address said in between calms nobody. */
  kind_keeps: share,
  neutral_keeps: share,
  /** How far one more displeased turn lifts what is left of the scale. */
  climb: share,
  halves_in_hours: z.number().positive(),
  weights: z.record(SentimentLabel, z.number().min(-1).max(1)),
  added: z.partialRecord(Signal, share),
})
export type LineCourse = z.infer<typeof LineCourse>

const Row = z.strictObject({
  name: z.string().min(1),
  when: z
    .strictObject({
      emergency: z.union([z.literal('any'), z.array(EmergencyType).min(1)]).optional(),
      asked: z.literal(true).optional(),
      mood: z.array(SentimentLabel).min(1).optional(),
      signal: z.array(Signal).min(1).optional(),
      alone: z.array(HandoffReason).min(1).optional(),
      over: z.literal(true).optional(),
      level: share.optional(),
      upset_turns: z.number().int().positive().optional(),
      contacts: z.number().int().positive().optional(),
      broken_promises: z.number().int().positive().optional(),
    })
    .refine((when) => Object.keys(when).length > 0, 'a row needs a sign, or every message would call for a person'),
  then: z.strictObject({
    reason: HandoffReason,
    tone: z.enum(['urgent', 'care', 'calm', 'apology', 'plain']),
    at_once: z.boolean().default(false),
    staff_safety: z.boolean().default(false),
  }),
})

/** `handoff-policy.yml`: the course of the line, and the rows from the top. */
export const HandoffPolicy = z
  .strictObject({ line: LineCourse, rows: z.array(Row).min(1) })
  .refine(({ line }) => line.fall < line.rise, {
    path: ['line', 'fall'],
    message: 'must lie below line.rise, or the mood would flicker between them',
  })
export type HandoffPolicy = z.infer<typeof HandoffPolicy>

export interface HandoffDecision {
  /** The row that decided, for the card and the log. */
  row: string
  reason: HandoffReason
  tone: 'urgent' | 'care' | 'calm' | 'apology' | 'plain'
  /** Cannot wait for office hours (domain.md B20, E3). */
  atOnce: boolean
  /** A colleague is being abused and needs looking after (B19). */
  staffSafety: boolean
}

type Reading = Pick<Understanding, 'sentiment' | 'signals' | 'handoff' | 'emergency'>

/** The first row that fits this turn and the line after it (`advanceMood`), or null: the bot goes on. */
export function decideHandoff(
  reading: Reading,
  line: MoodLine,
  policy: HandoffPolicy = shippedHandoffPolicy(),
): HandoffDecision | null {
  const row = policy.rows.find(({ when }) => fits(when, reading, line))
  if (!row) return null
  const { reason, tone, at_once: atOnce, staff_safety: staffSafety } = row.then
  return { row: row.name, reason, tone, atOnce, staffSafety }
}

function fits(when: HandoffPolicy['rows'][number]['when'], reading: Reading, line: MoodLine): boolean {
  const { emergency, handoff, sentiment, signals } = reading
  const alone = handoff.needed ? handoff.reason : null
  if (when.emergency && !(emergency && (when.emergency === 'any' || when.emergency.includes(emergency.type))))
    return false
  if (when.asked && alone !== 'requested') return false
  if (when.mood && !when.mood.includes(sentiment.label)) return false
  if (when.signal && !when.signal.some((signal) => signals.includes(signal))) return false
  if (when.alone && !(alone && when.alone.includes(alone))) return false
  if (when.over && !line.upset) return false
  return (
    line.level >= (when.level ?? 0) &&
    line.upsetTurns >= (when.upset_turns ?? 0) &&
    line.contacts >= (when.contacts ?? 0) &&
    line.brokenPromises >= (when.broken_promises ?? 0)
  )
}

let shipped: HandoffPolicy | undefined

/** The policy that ships with the project, read once. */
export function shippedHandoffPolicy(): HandoffPolicy {
  return (shipped ??= readHandoffPolicy(path.join(LEXICON_FOLDER, 'handoff-policy.yml')))
}

/** Throws one sentence that names every fault and the line where it stands. */
export function readHandoffPolicy(file: string): HandoffPolicy {
  return parseHandoffPolicy(readFileSync(file, 'utf8'), file)
}

export function parseHandoffPolicy(text: string, name = 'handoff-policy.yml'): HandoffPolicy {
  const { value, faults } = checkYaml(text, name, HandoffPolicy)
  if (value === undefined || faults.length > 0) throw new Error(faults.join('; '))
  return value
}
