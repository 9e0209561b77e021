import { z } from 'zod'
import { readMoodLine, type MoodLine } from '../understanding/mood/mood-line'

const State = z.object({ bot: z.record(z.string(), z.object({ memory: z.object({ mood: z.unknown() }) })) })

/** The mood of a talk from its stored state, for what happens outside a turn; a talk nobody has read anything into is calm. */
export function moodOfTalk(state: unknown): MoodLine {
  const read = State.safeParse(state)
  return readMoodLine(read.success ? Object.values(read.data.bot)[0]?.memory.mood : undefined)
}
