import { parse } from 'yaml'
import { z } from 'zod'
import { invalid } from '../../platform/errors'
import { OnCallList, OutsideBody } from './community-settings'

const Time = z.string().regex(/^([01]\d|2[0-4]):[0-5]\d$/)
const Scalar = z.union([z.string(), z.number()]).transform(String)

/** A community as its file tells it (knowledge/sample-community.yml): houses as ranges, staff, shifts, who is rung, values of placeholders. */
export const CommunityFile = z.object({
  community: z.object({
    key: z.string().regex(/^[a-z0-9-]+$/),
    name: z.string().min(1),
    aliases: z.array(z.string()).default([]),
    address: z.string().default(''),
    timeZone: z.string().optional(),
    staffHours: z.string().optional(),
    handedOver: z.union([z.string(), z.date()]).transform(String).optional(),
    manager: z.string().optional(),
  }),
  buildings: z
    .array(
      z.object({
        numbers: Scalar,
        kind: z.string().default('residence'),
        units: Scalar,
        floors: Scalar,
        doors: Scalar,
      }),
    )
    .default([]),
  shops: z.array(z.object({ numbers: Scalar, place: z.string() })).default([]),
  parkingSpaces: z.array(z.object({ numbers: Scalar, place: z.string() })).default([]),
  publicPlaces: z
    .array(z.object({ key: z.string(), name: z.string(), aliases: z.array(z.string()).default([]) }))
    .default([]),
  entrances: z
    .array(z.looseObject({ key: z.string(), name: z.string(), aliases: z.array(z.string()).default([]) }))
    .default([]),
  staff: z
    .array(
      z.object({
        id: z.string().min(1),
        name: z.string().min(1),
        title: z.string().default(''),
        // A file says service-centre, the records say service.
        role: z
          .enum(['housekeeper', 'repair', 'security', 'cleaning', 'service', 'service-centre', 'supervisor', 'manager'])
          .transform((role) => (role === 'service-centre' ? 'service' : role)),
        phone: z.string().optional(),
        wecomUserId: z.string().optional(),
        buildings: Scalar.optional(),
        skills: z.array(z.string()).default([]),
      }),
    )
    .default([]),
  shifts: z
    .array(z.object({ key: z.string(), name: z.string(), from: Time, to: Time, staff: z.array(z.string()) }))
    .default([]),
  onCall: OnCallList.default([]),
  escalation: z.array(z.string()).default([]),
  outsideBodies: z.array(OutsideBody).default([]),
  settings: z.record(z.string(), Scalar).default({}),
})
export type CommunityFile = z.infer<typeof CommunityFile>

/** Reads and checks a community's file; every fault names its place. */
export function parseCommunityFile(text: string): CommunityFile {
  const read = CommunityFile.safeParse(parse(text))
  if (!read.success) {
    const faults = read.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`)
    throw invalid('community_file', `the community file is not as expected: ${faults.join('; ')}`, faults)
  }
  refuseUnknownStaff(read.data)
  refuseWithoutManager(read.data)
  return read.data
}

/** The last step of every escalation is a named person who manages; a configuration without one is refused (domain.md B10). */
function refuseWithoutManager({ community, staff }: CommunityFile): void {
  const manager = staff.find((member) => member.id === community.manager)
  if (manager?.role === 'manager') return
  throw invalid(
    'no_named_manager',
    `community.manager: expected the id of a member of staff with role manager, who answers last for ${community.name}; got ${community.manager ?? 'nothing'}`,
  )
}

function refuseUnknownStaff(file: CommunityFile): void {
  const known = new Set(file.staff.map((member) => member.id))
  const named = [...file.shifts, ...file.onCall].flatMap(({ staff }) => staff)
  const unknown = [...new Set(named.filter((id) => !known.has(id)))]
  if (unknown.length > 0)
    throw invalid('unknown_staff', `shifts and onCall name people who are not in staff: ${unknown.join(', ')}`)
}
