import { z } from 'zod'

/** How every list is asked for; a larger `limit` gives 500. */
export const PageQuery = z.object({
  limit: z.coerce.number().int().min(1).optional().describe('at most 500, 100 when not given'),
  after: z.string().max(200).optional().describe('what an earlier page called next'),
})
export type PageQuery = z.infer<typeof PageQuery>

/** A part of a list, in the order things happened; `next` is null on the last one. */
export const pageOf = <T extends z.ZodType>(item: T) => z.object({ items: z.array(item), next: z.string().nullable() })

/** A time as it leaves through JSON: ISO 8601 with the zone's offset. */
export const Time = z.iso.datetime({ offset: true })

/** Given with any POST: the same id twice is done once. */
export const RequestId = z.string().min(1).max(128).optional().describe('the same id twice is done once')
