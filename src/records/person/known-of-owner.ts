import type { Queryable } from '../../platform/database/db'

export interface KnownOfOwner {
  name: string | null
  phone: string | null
  /** The home told last, or the only verified one. */
  home: { building?: string; unit?: string; room?: string } | null
}

/** What an owner need not be asked again (B30 "remembered"). */
export async function knownOfOwner(tx: Queryable, personId: string): Promise<KnownOfOwner> {
  const rows = await tx.query<{
    name: string | null
    phone: string | null
    building: string | null
    unit: string | null
    room: string | null
  }>(
    'known-of-owner',
    `select p.name, p.phone, h.building, h.unit, h.room
       from person p
       left join lateral (
         select h.building, h.unit, h.room from person_house o join house h on h.id = o.house_id
          where o.person_id = p.id and o.until is null
          order by o.verified_by is not null desc, o.since desc limit 1) h on true
      where p.id = $1`,
    [personId],
  )
  const row = rows[0]
  if (!row) return { name: null, phone: null, home: null }
  const home = {
    ...(row.building === null ? {} : { building: row.building }),
    ...(row.unit === null ? {} : { unit: row.unit }),
    ...(row.room === null ? {} : { room: row.room }),
  }
  return { name: row.name, phone: row.phone, home: row.room === null ? null : home }
}
