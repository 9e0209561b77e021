import type * as Suites from '@microsoft/recognizers-text-suite'
import { z } from 'zod'
import type { Wall } from './calendar'
import { DAY, parts, wall } from './calendar'

type Suite = typeof Suites

export interface EnglishTime {
  from: Wall
  to: Wall | null
  text: string
  /** Only a day was said. */
  dayOnly: boolean
}

const SPEAKS_OF_TIME =
  /\b(?:tomorrow|today|tonight|monday|tuesday|wednesday|thursday|friday|saturday|sunday|weekend|morning|afternoon|evening|noon|next week|\d{1,2}\s?(?:am|pm|o'clock)|in (?:an?|\d+|one|two|three|half an) (?:hours?|minutes?|days?)|after \d|at \d)\b/i

/** What @microsoft/recognizers-text-suite answers; only what is used of it. */
const Recognised = z.array(
  z.object({
    text: z.string(),
    resolution: z
      .object({
        values: z.array(
          z.object({
            type: z.string(),
            value: z.string().optional(),
            start: z.string().optional(),
            end: z.string().optional(),
          }),
        ),
      })
      .nullish(),
  }),
)

/**
 * Times in English, by Microsoft's recognizers: Chinese is read by our own layer, which finds the right hour more than
 * twice as often (docs/quality.md), but English needs no second grammar of ours. Loaded at the first English time only:
 * the package costs 150 ms and 40 MB that most companies never need.
 */
export function readEnglish(text: string, now: Wall): EnglishTime[] {
  const read = text.slice(0, 500)
  if (!SPEAKS_OF_TIME.test(read)) return []
  const { recognizeDateTime } = suite()
  const at = parts(now)
  // The suite reckons with local dates; what goes in as a local wall clock comes out as one.
  const reference = new Date(at.year, at.month - 1, at.day, at.hour, at.minute, at.second)
  const found = Recognised.safeParse(recognizeDateTime(read, 'en-us', undefined, reference))
  if (!found.success) return []
  return found.data.flatMap(({ text: words, resolution }) => {
    const values = resolution?.values ?? []
    const times = values
      .map((value) => ({ type: value.type, from: toWall(value.value ?? value.start, now), to: toWall(value.end, now) }))
      .filter((value) => value.from !== null)
    const future = times.find((value) => (value.to ?? (value.from ?? 0) + (value.type === 'date' ? DAY : 0)) > now)
    if (!future || future.from === null) return []
    return [{ from: future.from, to: future.to, text: words, dayOnly: future.type === 'date' }]
  })
}

function suite(): Suite {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- loaded when first needed, within a synchronous call
  return require('@microsoft/recognizers-text-suite') as Suite
}

/** `2026-11-22 15:00:00`, `2026-11-22`, `15:00:00` (today). */
function toWall(value: string | undefined, now: Wall): Wall | null {
  const match = /^(?:(\d{4})-(\d{2})-(\d{2}))?\s?(?:(\d{2}):(\d{2}):(\d{2}))?$/.exec(value ?? '')
  if (!match || value === undefined || value === '') return null
  const today = parts(now)
  const [year, month, day] = match[1]
    ? [Number(match[1]), Number(match[2]), Number(match[3])]
    : [today.year, today.month, today.day]
  return wall(year, month, day, Number(match[4] ?? 0), Number(match[5] ?? 0), Number(match[6] ?? 0))
}
