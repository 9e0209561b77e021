import { z } from 'zod'
import { STAFF_ROLES } from '../../records/community/staff-roles'
import { ACCOUNT_NAME, ConsoleRole } from './accounts'

const Name = z.string().trim().normalize('NFKC').min(1).max(60)
const Range = z
  .string()
  .trim()
  .max(200)
  .regex(/^[A-Za-z]*\d+(-[A-Za-z]*\d+)?(,[A-Za-z]*\d+(-[A-Za-z]*\d+)?)*$/, 'expected 1-6 or 1-3,5')
const Day = z.string().regex(/^\d{4}-\d{2}-\d{2}$/, 'expected a day like 2026-10-01')

/** Houses by range: `1-6` buildings, `1-2` units each, `1-18` floors, `1-2` doors a floor. */
export const HouseRange = z.strictObject({ buildings: Range, units: Range, floors: Range, doors: Range })
export type HouseRange = z.infer<typeof HouseRange>

export const OnCall = z.object({ emergencies: z.array(z.string().max(40)), staff: z.array(z.string().max(100)).min(1) })

export const CommunityPlace = z.strictObject({
  name: Name,
  aliases: z.array(Name).max(20).default([]),
  /** As `STAFF_HOURS` is written; null: the company's. */
  staffHours: z.string().trim().max(200).nullable().default(null),
  /** Values of placeholders; an empty one takes one away. */
  values: z.record(z.string().max(60), z.string().trim().max(500)).default({}),
  /** Days that differ from the state's calendar. */
  days: z
    .array(z.strictObject({ day: Day, open: z.boolean() }))
    .max(200)
    .default([]),
  onCall: z.array(OnCall).max(20).optional(),
})
export type CommunityPlace = z.input<typeof CommunityPlace>

export const NewCommunity = CommunityPlace.extend({
  houses: z.array(HouseRange).max(20).default([]),
  id: z.string().min(1).max(128).optional(),
})
export type NewCommunity = z.input<typeof NewCommunity>

export const MoreHouses = z.strictObject({
  houses: z.array(HouseRange).min(1).max(20),
  id: z.string().min(1).max(128).optional(),
})

export const OwnCommunity = z.object({
  id: z.string(),
  name: z.string(),
  aliases: z.array(z.string()),
  sample: z.boolean(),
  staffHours: z.string().nullable(),
  hoursText: z.string(),
  homes: z.number(),
  buildings: z.array(z.string()),
  values: z.array(
    z.object({
      key: z.string(),
      label: z.string(),
      explanation: z.string(),
      example: z.string(),
      unit: z.string(),
      value: z.string(),
    }),
  ),
  days: z.array(z.object({ day: z.string(), open: z.boolean() })),
  onCall: z.array(OnCall),
})
export type OwnCommunity = z.infer<typeof OwnCommunity>
export const OwnCommunities = z.object({ items: z.array(OwnCommunity) })
export type OwnCommunities = z.infer<typeof OwnCommunities>
export const Made = z.object({ id: z.string() })

export const StaffRoleName = z.enum(STAFF_ROLES)
export const MemberPlace = z.strictObject({
  name: Name,
  title: z.string().trim().max(30).default(''),
  role: StaffRoleName,
  phone: z
    .string()
    .trim()
    .regex(/^[\d +-]{5,20}$/, 'expected a phone number')
    .nullable()
    .default(null),
  wecomUserId: z.string().trim().min(1).max(64).nullable().default(null),
  skills: z.array(z.string().trim().min(1).max(20)).max(20).default([]),
  communities: z.array(z.string().max(100)).min(1).max(50),
  /** Buildings they answer for; null: all. */
  buildings: Range.nullable().default(null),
  /** When they work; null: no fixed hours. */
  shift: z
    .strictObject({
      from: z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/),
      to: z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/),
    })
    .nullable()
    .default(null),
  /** Rung for emergencies at any hour. */
  onCall: z.boolean().default(false),
  /** The one who answers in the end. */
  lastResort: z.boolean().default(false),
  active: z.boolean().default(true),
})
export type MemberPlace = z.input<typeof MemberPlace>

export const NewMember = MemberPlace.extend({
  /** Makes an account too; its password is shown once. */
  account: z
    .strictObject({
      account: z.string().trim().normalize('NFKC').regex(ACCOUNT_NAME, 'expected 2 to 30 letters, digits, . _ or -'),
      role: ConsoleRole,
    })
    .nullable()
    .default(null),
})
export type NewMember = z.input<typeof NewMember>

export const Member = z.object({
  id: z.string(),
  name: z.string(),
  title: z.string(),
  role: StaffRoleName,
  phone: z.string().nullable(),
  wecomUserId: z.string().nullable(),
  skills: z.array(z.string()),
  communities: z.array(z.string()),
  buildings: z.string().nullable(),
  shift: z.object({ from: z.string(), to: z.string() }).nullable(),
  onCall: z.boolean(),
  lastResort: z.boolean(),
  active: z.boolean(),
  accounts: z.array(z.string()),
})
export type Member = z.infer<typeof Member>
export const Members = z.object({ items: z.array(Member) })
export type Members = z.infer<typeof Members>
export const MadeMember = z.object({ id: z.string(), account: z.string().nullable(), password: z.string().nullable() })
export type MadeMember = z.infer<typeof MadeMember>

/** How far the first hour is, as the records say; nothing of it is ticked by hand. */
export const StartState = z.object({
  communities: z.number(),
  homes: z.number(),
  staff: z.number(),
  /** Communities without a named person who answers in the end. */
  withoutManager: z.array(z.string()),
  accounts: z.number(),
  articles: z.number(),
  /** Answers that do not go out because a value of the community is missing. */
  unfilled: z.number(),
  ownArticles: z.number(),
  answered: z.number(),
  /** Of anybody, the sample's too: whoever has some is past the beginning. */
  talks: z.number(),
  sample: z.object({ id: z.string(), name: z.string() }).nullable(),
})
export type StartState = z.infer<typeof StartState>
