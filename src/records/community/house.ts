import type { Queryable } from '../../platform/database/db'

export interface House {
  id: string
  communityId: string
  building: string | null
  unit: string | null
  room: string | null
  kind: 'home' | 'shop' | 'parking' | 'public'
  name: string | null
  aliases: string[]
}

/**
 * The home an address names, when exactly one fits: without a unit it must be the only such room of the building. Leading
 * zeros do not count (`03` is building 3).
 */
export async function findHouse(
  tx: Queryable,
  communityId: string,
  address: { building?: string | null; unit?: string | null; room?: string | null },
): Promise<House | null> {
  if (!address.building || !address.room) return null
  const rows = await tx.query<HouseRow>(
    'find-house',
    `select ${COLUMNS} from house
      where community_id = $1 and kind = 'home' and ltrim(building, '0') = ltrim($2, '0') and ltrim(room, '0') = ltrim($3, '0')
        and ($4::text is null or ltrim(unit, '0') = ltrim($4, '0'))
      limit 2`,
    [communityId, address.building, address.room, address.unit ?? null],
  )
  return rows.length === 1 && rows[0] ? toHouse(rows[0]) : null
}

/** Fewer homes than this that nobody has claimed are no list: owners' own words made them. */
const SHORTEST_LIST = 20

/**
 * Whether the community has that building and unit, or an owner has insisted on it before. Always where it has no list of houses;
 * rooms are what lists lack most often, so a room is taken as it is said.
 */
export async function hasBuilding(
  tx: Queryable,
  communityId: string | null,
  address: { building?: string | null; unit?: string | null },
): Promise<boolean> {
  if (communityId === null || !address.building) return true
  const rows = await tx.query<{ known: boolean }>(
    'has-building',
    `select exists (select from house
                     where community_id = $1 and lower(ltrim(building, '0')) = lower(ltrim($2, '0'))
                       and ($3::text is null or unit is null or lower(ltrim(unit, '0')) = lower(ltrim($3, '0'))))
            or (select count(*) < $4 from (select from house h
                                            where h.community_id = $1 and h.kind = 'home' and h.building is not null
                                              and not exists (select from person_house p where p.house_id = h.id)
                                            limit $4) listed) as known`,
    [communityId, address.building, address.unit ?? null, SHORTEST_LIST],
  )
  return rows[0]?.known ?? true
}

/** Whether homes of the community are told apart by building. So they are where it has no list of them. */
export async function namesBuildings(tx: Queryable, communityId: string | null): Promise<boolean> {
  if (communityId === null) return true
  const rows = await tx.query<{ known: boolean }>(
    'names-buildings',
    `select coalesce(bool_or(building is not null), true) as known from house where community_id = $1 and kind = 'home'`,
    [communityId],
  )
  return rows[0]?.known ?? true
}

/** The public place that people mean by a word: its name or what they call it. */
export async function findPlace(tx: Queryable, communityId: string, word: string): Promise<House | null> {
  const rows = await tx.query<HouseRow>(
    'find-place',
    `select ${COLUMNS} from house
      where community_id = $1 and kind = 'public' and (name = $2 or aliases ? $2)
      order by name = $2 desc, id limit 1`,
    [communityId, word.normalize('NFKC').trim()],
  )
  return rows[0] ? toHouse(rows[0]) : null
}

const COLUMNS = 'id, community_id, building, unit, room, kind, name, aliases'

interface HouseRow {
  id: string
  community_id: string
  building: string | null
  unit: string | null
  room: string | null
  kind: House['kind']
  name: string | null
  aliases: string[]
}

function toHouse(row: HouseRow): House {
  const { community_id: communityId, ...rest } = row
  return { ...rest, communityId }
}
