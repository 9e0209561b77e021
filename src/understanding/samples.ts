import { readFileSync } from 'node:fs'
import { z } from 'zod'
import { EmergencyType, EntityType, Intent, SentimentLabel } from './understanding'

/** A labelled message, the line of `npm run eval -- understand` (contract.md §6). */
export const Sample = z.object({
  text: z.string(),
  intent: Intent,
  sentiment: SentimentLabel,
  handoff: z.boolean(),
  /** The type of emergency, or only that it is (not) one. */
  emergency: z.union([EmergencyType, z.boolean()]).nullish(),
  entities: z.partialRecord(EntityType, z.string()).optional(),
  history: z.array(z.string()).optional(),
})
export type Sample = z.infer<typeof Sample>

/** A line of emergency-*.jsonl: how an alarm is worded (typo, voice, dialect …), or why it is none (past, joke …). */
export const EmergencySample = z.object({
  text: z.string(),
  emergency: EmergencyType.nullable(),
  kind: z.string().default('plain'),
})
export type EmergencySample = z.infer<typeof EmergencySample>

/** Reads a JSONL file, or says which line is wrong. */
export function readJsonLines<T>(file: string, schema: z.ZodType<T>): T[] {
  return parseJsonLines(readFileSync(file, 'utf8'), file, schema)
}

export function parseJsonLines<T>(text: string, file: string, schema: z.ZodType<T>): T[] {
  const rows: T[] = []
  for (const [index, line] of text.split('\n').entries()) {
    const written = line.trim() // a mark of its encoding at the start of a file goes, too
    if (written === '') continue
    let parsed: unknown
    try {
      parsed = JSON.parse(written)
    } catch (cause) {
      throw new Error(`${file}:${index + 1}: this line is no JSON`, { cause })
    }
    const checked = schema.safeParse(parsed)
    if (!checked.success)
      throw new Error(
        `${file}:${index + 1}: ${checked.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; ')}`,
      )
    rows.push(checked.data)
  }
  return rows
}
