import { z } from 'zod'
import type { Understanding } from '../understanding'
import { shippedHandoffPolicy } from './handoff-policy'
import type { LineCourse } from './handoff-policy'

/**
 * The mood of a talk as it stands (design D7): plain JSON, kept with the talk's state. A turn does three things with it:
 *
 *   const line = readMoodLine(memory.mood)                 anything stored, also nothing, is a line
 *   memory.mood = advanceMood(line, turn.understanding, at) once for every owner turn
 *   decideHandoff(turn.understanding, memory.mood)          ./handoff-policy: the row that calls for a person, or null
 *
 * When a person has served, the talk starts afresh with `CALM`. Nothing here reads a clock or writes anything.
 */
export const MoodLine = z.object({
  /** 0 calm to 1 furious. */
  level: z.number().min(0).max(1).default(0),
  /** Over the upper line since it rose above it, until it has fallen below the lower one. */
  upset: z.boolean().default(false),
  /** Owner turns in a row that carried displeasure; a neutral turn (an address, a phone) does not end the row. */
  upsetTurns: z.number().int().min(0).default(0),
  /** Turns in which the owner said that this was brought before. */
  contacts: z.number().int().min(0).default(0),
  brokenPromises: z.number().int().min(0).default(0),
  /** The words that raised it last, for the handoff card. */
  trigger: z.string().nullable().default(null),
  /** When it rose above the upper line, and when the owner last wrote. */
  upsetSince: z.string().nullable().default(null),
  at: z.string().nullable().default(null),
})
export type MoodLine = z.infer<typeof MoodLine>

export const CALM: MoodLine = Object.freeze(MoodLine.parse({}))

/** What the line needs of a turn's understanding. */
export type MoodReading = Pick<Understanding, 'sentiment' | 'signals' | 'handoff'>

/** A stored line of any age; what cannot be read is a calm one, so that an old talk goes on. */
export function readMoodLine(stored: unknown): MoodLine {
  const read = MoodLine.safeParse(stored ?? {})
  return read.success ? read.data : CALM
}

/** The line after one more turn of the owner, sent at `at`. */
export function advanceMood(
  line: MoodLine,
  reading: MoodReading,
  at: Date,
  course: LineCourse = shippedHandoffPolicy().line,
): MoodLine {
  const { sentiment, signals } = reading
  const own = course.weights[sentiment.label]
  const added = signals.reduce((sum, signal) => sum + (course.added[signal] ?? 0), 0)
  // A signal adds to displeasure and makes none: 「第二次来办门禁卡」 repeats something and is content.
  const now = own > 0 ? Math.min(1, own + added) : own
  const rested = line.level * 0.5 ** (hoursSince(line.at, at) / course.halves_in_hours)
  const level = round(
    now > 0
      ? Math.max(now, rested + (1 - rested) * now * course.climb)
      : now < 0
        ? rested * course.kind_keeps + now * (1 - course.kind_keeps)
        : rested * course.neutral_keeps,
  )
  const upset = line.upset ? level >= course.fall : level >= course.rise
  const displeased = now > 0
  return {
    level,
    upset,
    upsetTurns: displeased ? line.upsetTurns + 1 : sentiment.label === 'positive' && !upset ? 0 : line.upsetTurns,
    contacts: line.contacts + Number(signals.includes('repeat')),
    brokenPromises:
      line.brokenPromises + Number(signals.includes('broken_promise') || signals.includes('false_completion')),
    trigger: displeased ? (reading.handoff.evidence[0] ?? line.trigger) : line.trigger,
    upsetSince: upset ? (line.upset ? line.upsetSince : at.toISOString()) : null,
    at: at.toISOString(),
  }
}

function hoursSince(earlier: string | null, at: Date): number {
  const then = earlier === null ? Number.NaN : Date.parse(earlier)
  return Number.isNaN(then) ? 0 : Math.max(0, at.getTime() - then) / 3_600_000
}

const round = (value: number): number => Math.round(Math.max(0, Math.min(1, value)) * 1000) / 1000
