import type { Queryable } from '../../platform/database/db'

/** A link to a KF account, printed as a QR code at one entrance (wecom-protocol §5.5). Its id is the link's `scene`. */
export interface ContactWayRecord {
  id: string
  account: string
  communityId: string
  community: string
  building: string | null
  place: string | null
  url: string
  createdAt: Date
}

interface Where {
  account: string
  communityId: string
  building: string | null
  place: string | null
}

const SELECT = `
select w.id, w.open_kfid, w.community_id, m.name as community, w.building, w.place, w.url, w.created_at
  from contact_way w join community m on m.id = w.community_id`

export async function listContactWays(
  tx: Queryable,
  filter: { communityIds: readonly string[] | null; id?: string; communityId?: string },
): Promise<ContactWayRecord[]> {
  const rows = await tx.query<Row>(
    'list-contact-ways',
    `${SELECT}
      where ($1::text[] is null or w.community_id = any($1)) and ($2::text is null or w.id = $2)
        and ($3::text is null or w.community_id = $3)
      order by m.name, length(w.building) nulls first, w.building, w.place nulls first limit 2000`,
    [filter.communityIds, filter.id ?? null, filter.communityId ?? null],
  )
  return rows.map(toRecord)
}

export async function findContactWay(tx: Queryable, where: Where): Promise<ContactWayRecord | null> {
  const rows = await tx.query<Row>(
    'find-contact-way',
    `${SELECT} where w.open_kfid = $1 and w.community_id = $2 and w.building is not distinct from $3 and w.place is not distinct from $4`,
    [where.account, where.communityId, where.building, where.place],
  )
  return rows[0] ? toRecord(rows[0]) : null
}

/** Of two who make the same one at once, the first stays: the poster on the wall must go on working. */
export async function keepContactWay(
  tx: Queryable,
  made: Where & { id: string; sceneParam: string; url: string; at: Date; by: string },
): Promise<ContactWayRecord> {
  await tx.query(
    'keep-contact-way',
    `insert into contact_way (id, open_kfid, community_id, building, place, scene_param, url, created_at, created_by)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9) on conflict do nothing`,
    [made.id, made.account, made.communityId, made.building, made.place, made.sceneParam, made.url, made.at, made.by],
  )
  return (await findContactWay(tx, made))!
}

interface Row {
  id: string
  open_kfid: string
  community_id: string
  community: string
  building: string | null
  place: string | null
  url: string
  created_at: Date
}

function toRecord(row: Row): ContactWayRecord {
  return {
    id: row.id,
    account: row.open_kfid,
    communityId: row.community_id,
    community: row.community,
    building: row.building,
    place: row.place,
    url: row.url,
    createdAt: row.created_at,
  }
}
