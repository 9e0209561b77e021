import { z } from 'zod'
import { Time } from './page'

/** One QR code of an entrance. */
export const ContactWay = z.object({
  id: z.string(),
  /** The KF account it leads to. */
  account: z.string(),
  communityId: z.string(),
  community: z.string(),
  building: z.string().nullable(),
  /** As people call it: 大堂, 东门岗亭. */
  place: z.string().nullable(),
  url: z.string(),
  createdAt: Time,
})
export type ContactWay = z.infer<typeof ContactWay>

export const ContactWayList = z.object({ items: z.array(ContactWay) })
export type ContactWayList = z.infer<typeof ContactWayList>

const Words = z.string().trim().min(1).max(20)

/** One code for each building; without buildings one for the whole community. What exists already is given again. */
export const NewContactWays = z.object({
  community: z.string().trim().min(1).max(100),
  buildings: z.array(Words).min(1).max(60).optional(),
  place: Words.optional(),
  /** Only needed where the company has several accounts. */
  account: z.string().trim().min(1).max(64).optional(),
})
export type NewContactWays = z.infer<typeof NewContactWays>

/** Posters of one code, or of all codes of a community, one a page. */
export const PosterQuery = z
  .object({ id: z.string().min(1).max(100).optional(), community: z.string().trim().min(1).max(100).optional() })
  .refine(
    ({ id, community }) => (id === undefined) !== (community === undefined),
    'expected exactly one of id, community',
  )
export type PosterQuery = z.infer<typeof PosterQuery>
