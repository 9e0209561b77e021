import { z } from 'zod'

/** A piece of a document in reading order, whatever kind of file it came from. */
export const Block = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('heading'), text: z.string(), level: z.number().int(), page: z.number().optional() }),
  /** `bold`: all of it stands out, as people mark questions. */
  z.object({ kind: z.literal('text'), text: z.string(), bold: z.boolean().optional(), page: z.number().optional() }),
  z.object({ kind: z.literal('table'), rows: z.array(z.array(z.string())), page: z.number().optional() }),
])
export type Block = z.infer<typeof Block>

/** What was read, and what could not come along. */
export const ReadDocument = z.object({
  blocks: z.array(Block),
  pictures: z.number().int(),
  pages: z.number().int().nullable(),
})
export type ReadDocument = z.infer<typeof ReadDocument>
