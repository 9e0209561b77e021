import type { Queryable } from '../../platform/database/db'
import { newId } from '../../platform/ids'
import { houseKey, type TableHouse } from './houses-of-table'

/** Those of a list that a community has already, and those that would be new. */
export async function sortHouses(
  tx: Queryable,
  communityId: string,
  houses: readonly TableHouse[],
): Promise<{ known: TableHouse[]; fresh: TableHouse[] }> {
  const rows = await tx.query<Omit<TableHouse, 'row' | 'kind'>>(
    'known-houses',
    `select ltrim(building, '0') as building, ltrim(unit, '0') as unit,
            case when kind = 'home' then ltrim(room, '0') else room end as room, name
       from house where community_id = $1 and room is not null`,
    [communityId],
  )
  const there = new Set(rows.map((row) => houseKey(row)))
  return {
    known: houses.filter((house) => there.has(houseKey(house))),
    fresh: houses.filter((house) => !there.has(houseKey(house))),
  }
}

/** Adds what a list names; those there are already stay as they are. Returns how many are new. */
export async function addHouses(
  tx: Queryable,
  communityId: string,
  houses: readonly TableHouse[],
  at: Date,
): Promise<number> {
  const { fresh } = await sortHouses(tx, communityId, houses)
  const rows = await tx.query(
    'add-houses',
    `insert into house (id, community_id, building, unit, room, kind, name)
     select h.id, $1, h.building, h.unit, h.room, h.kind, h.name
       from jsonb_to_recordset($2::jsonb) as h(id text, building text, unit text, room text, kind text, name text)
     on conflict do nothing returning id`,
    [communityId, JSON.stringify(fresh.map(({ row: _row, ...house }) => ({ id: newId('hs', at), ...house })))],
  )
  return rows.length
}
