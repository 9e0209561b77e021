import type { Queryable } from '../../platform/database/db'
import { conflict, invalid, notFound } from '../../platform/errors'
import { newId } from '../../platform/ids'
import { parseStaffHours } from '../../platform/staff-hours'
import { writeSetting } from '../setting'
import { setCommunityValues } from './community'
import { ON_CALL_SETTING } from './community-settings'
import type { OnCallList } from './community-settings'
import { expandRange } from './expand-range'
import { OWN_DAYS_SETTING } from './own-days'
import type { OwnDays } from './own-days'

export interface CommunityWords {
  name: string
  aliases: string[]
  staffHours: string | null
  values: Record<string, string>
  days: OwnDays
  onCall?: OnCallList
}

/** A new community of the company. */
export async function makeCommunity(
  tx: Queryable,
  given: CommunityWords,
  act: { by: string; at: Date },
): Promise<string> {
  checkHours(given.staffHours)
  const rows = await tx.query<{ id: string }>(
    'make-community',
    `insert into community (id, name, aliases, staff_hours, created_at) values ($1, $2, $3::jsonb, $4, $5)
     on conflict (name) do nothing returning id`,
    [newId('cm', act.at), given.name, JSON.stringify(given.aliases), given.staffHours, act.at],
  )
  const id = rows[0]?.id
  if (id === undefined) throw conflict('community_taken', `There is a community ${given.name} already.`)
  await settle(tx, id, given, act)
  return id
}

export async function changeCommunity(
  tx: Queryable,
  id: string,
  given: CommunityWords,
  act: { by: string; at: Date },
): Promise<void> {
  checkHours(given.staffHours)
  const taken = await tx.query('community-of-name', 'select id from community where name = $1 and id <> $2', [
    given.name,
    id,
  ])
  if (taken.length > 0) throw conflict('community_taken', `There is a community ${given.name} already.`)
  const rows = await tx.query(
    'change-community',
    `update community set name = $2, aliases = $3::jsonb, staff_hours = $4 where id = $1 and closed_at is null returning id`,
    [id, given.name, JSON.stringify(given.aliases), given.staffHours],
  )
  if (rows.length === 0) throw notFound('community', `There is no community ${id}.`)
  await settle(tx, id, given, act)
}

async function settle(tx: Queryable, id: string, given: CommunityWords, act: { by: string; at: Date }): Promise<void> {
  await setCommunityValues(tx, id, given.values)
  await writeSetting(tx, { scope: id, key: OWN_DAYS_SETTING, value: given.days, ...act })
  if (given.onCall) await writeSetting(tx, { scope: id, key: ON_CALL_SETTING, value: given.onCall, ...act })
}

function checkHours(text: string | null): void {
  if (text !== null) parseStaffHours(text)
}

const MOST_HOMES = 50_000

/** Homes by range; those there are already stay. A room is floor and door: floor 12, door 2 is 1202. Returns how many are new. */
export async function addHomes(
  tx: Queryable,
  communityId: string,
  ranges: readonly { buildings: string; units: string; floors: string; doors: string }[],
  at: Date,
): Promise<number> {
  const homes = ranges.flatMap(({ buildings, units, floors, doors }) => {
    const [b, u, f, d] = [buildings, units, floors, doors].map(expandRange) as [string[], string[], string[], string[]]
    if (b.length * u.length * f.length * d.length > MOST_HOMES)
      throw invalid('range', `expected at most ${MOST_HOMES} homes at once`)
    return b.flatMap((building) =>
      u.flatMap((unit) =>
        f.flatMap((floor) => d.map((door) => ({ building, unit, room: floor + door.padStart(2, '0') }))),
      ),
    )
  })
  if (homes.length > MOST_HOMES) throw invalid('range', `expected at most ${MOST_HOMES} homes at once`)
  const rows = await tx.query(
    'add-homes',
    `insert into house (id, community_id, building, unit, room, kind)
     select h.id, $1, h.building, h.unit, h.room, 'home'
       from jsonb_to_recordset($2::jsonb) as h(id text, building text, unit text, room text)
     on conflict do nothing returning id`,
    [communityId, JSON.stringify(homes.map((home) => ({ id: newId('hs', at), ...home })))],
  )
  return rows.length
}
