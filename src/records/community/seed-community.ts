import type { Queryable } from '../../platform/database/db'
import { parseStaffHours } from '../../platform/staff-hours'
import { writeSetting } from '../setting'
import type { CommunityFile } from './community-file'
import {
  ENTRANCES_SETTING,
  ESCALATION_SETTING,
  ON_CALL_SETTING,
  OUTSIDE_BODIES_SETTING,
  PROFILE_SETTING,
} from './community-settings'
import { expandRange } from './expand-range'
import { housesOfFile } from './houses-of-file'
import type { Duty } from './staff'

/**
 * Writes a community's file into the records: the community, its houses, staff with their shifts, who is rung. What exists
 * already stays as it is, because a company may have changed it (design D15). Returns the community's id.
 */
export async function seedCommunity(
  tx: Queryable,
  file: CommunityFile,
  options: { sample: boolean; at: Date },
): Promise<string> {
  const { community } = file
  if (community.staffHours !== undefined) parseStaffHours(community.staffHours)
  const made = await tx.query<{ id: string }>(
    'seed-community',
    `insert into community (id, name, sample, settings, time_zone, staff_hours, aliases, created_at)
     values ($1, $2, $3, $4::jsonb, $5, $6, $7::jsonb, $8) on conflict do nothing returning id`,
    [
      community.key,
      community.name,
      options.sample,
      JSON.stringify(file.settings),
      community.timeZone ?? null,
      community.staffHours ?? null,
      JSON.stringify(community.aliases),
      options.at,
    ],
  )
  if (made.length === 0) return idOfKnown(tx, community)
  await seedHouses(tx, community.key, file)
  await seedStaff(tx, community.key, file, options.at)
  for (const [key, value] of [
    [ON_CALL_SETTING, file.onCall],
    [ESCALATION_SETTING, file.escalation],
    [OUTSIDE_BODIES_SETTING, file.outsideBodies],
    [ENTRANCES_SETTING, file.entrances],
    [PROFILE_SETTING, { address: community.address, handedOver: community.handedOver ?? null }],
  ] as const)
    await writeSetting(tx, { scope: community.key, key, value, by: 'system', at: options.at })
  return community.key
}

async function idOfKnown(tx: Queryable, { key, name }: { key: string; name: string }): Promise<string> {
  const rows = await tx.query<{ id: string }>(
    'seeded-community',
    'select id from community where id = $1 or name = $2 order by id = $1 desc limit 1',
    [key, name],
  )
  return rows[0]!.id
}

async function seedHouses(tx: Queryable, communityId: string, file: CommunityFile): Promise<void> {
  await tx.query(
    'seed-houses',
    `insert into house (id, community_id, building, unit, room, kind, name, aliases)
     select id, $1, building, unit, room, kind, name, aliases
       from jsonb_to_recordset($2::jsonb) as h(id text, building text, unit text, room text, kind text, name text, aliases jsonb)
     on conflict do nothing`,
    [communityId, JSON.stringify(housesOfFile(file))],
  )
}

async function seedStaff(tx: Queryable, communityId: string, file: CommunityFile, at: Date): Promise<void> {
  const onCall = new Set(file.onCall.flatMap(({ staff }) => staff))
  const members = file.staff.map((member, place) => ({
    ...member,
    place,
    onCall: onCall.has(member.id),
    lastResort: member.id === file.community.manager,
    duty: dutyOf(member, file),
  }))
  await tx.query(
    'seed-staff',
    `with given as (
       select * from jsonb_to_recordset($2::jsonb) as s(
         id text, name text, title text, role text, phone text, "wecomUserId" text, skills jsonb, "onCall" boolean, "lastResort" boolean,
         duty jsonb, place int)),
     made as (
       -- A microsecond apart each, so that they keep the file's order.
       insert into staff (id, name, title, role, phone, wecom_userid, skills, on_call, last_resort, created_at)
       select id, name, title, role, phone, "wecomUserId", skills, "onCall", "lastResort", $3::timestamptz + place * interval '1 us'
         from given
       on conflict do nothing)
     insert into staff_community (staff_id, community_id, duty) select id, $1, duty from given on conflict do nothing`,
    [communityId, JSON.stringify(members), at],
  )
}

function dutyOf(member: CommunityFile['staff'][number], file: CommunityFile): Duty {
  const shift = file.shifts.find(({ staff }) => staff.includes(member.id))
  return {
    ...(member.buildings === undefined ? {} : { buildings: expandRange(member.buildings) }),
    ...(shift ? { shift: { name: shift.name, from: shift.from, to: shift.to } } : {}),
  }
}
