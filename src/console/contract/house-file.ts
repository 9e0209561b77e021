import { z } from 'zod'
import { HOUSE_FAULTS } from '../../records/community/house-faults'
import { RequestId } from './page'

export const HouseFileQuery = z.object({
  filename: z.string().min(1).max(300),
  preview: z.enum(['true', 'false']).optional().describe('true: says what would happen and changes nothing'),
  id: RequestId,
})
export type HouseFileQuery = z.infer<typeof HouseFileQuery>

/** What a list of houses brings; rows and faults are told with a preview only. */
export const HouseFileAnswer = z.object({
  created: z.number(),
  known: z.number(),
  faulty: z.number(),
  faults: z.array(z.object({ row: z.number(), what: z.enum(HOUSE_FAULTS), words: z.string() })),
  houses: z.array(
    z.object({
      row: z.number(),
      kind: z.enum(['home', 'shop', 'parking']),
      place: z.string().describe('3-2-1201'),
      isNew: z.boolean(),
    }),
  ),
})
export type HouseFileAnswer = z.infer<typeof HouseFileAnswer>
