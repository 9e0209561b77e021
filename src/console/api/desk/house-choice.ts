import type { Queryable } from '../../../platform/database/db'
import type { HouseChoice } from '../../contract/desk-cases'

/** What an address is picked from: buildings, the homes of one of them, and public places. */
export async function houseChoice(
  tx: Queryable,
  communityId: string,
  building: string | undefined,
): Promise<HouseChoice> {
  const [buildings, homes, places] = await Promise.all([
    tx.query<{ building: string }>(
      'buildings-of-community',
      `select building from house
        where community_id = $1 and building is not null
        group by building order by length(building), building limit 500`,
      [communityId],
    ),
    tx.query<{ unit: string | null; room: string }>(
      'homes-of-building',
      `select unit, room from house
        where community_id = $1 and building = $2 and kind in ('home', 'shop') and room is not null
        order by length(unit), unit, length(room), room limit 2000`,
      [communityId, building ?? ''],
    ),
    tx.query<{ name: string }>(
      'places-of-community',
      `select name from house where community_id = $1 and kind in ('public', 'parking') and name is not null
        group by name order by name limit 500`,
      [communityId],
    ),
  ])
  return { buildings: buildings.map((row) => row.building), homes, places: places.map((row) => row.name) }
}
