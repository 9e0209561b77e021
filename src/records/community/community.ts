import type { Queryable } from '../../platform/database/db'
import { newId } from '../../platform/ids'

export interface Community {
  id: string
  name: string
  aliases: string[]
  /** The shipped example: it serves the web chat only. */
  sample: boolean
  /** Values of the articles' placeholders. */
  settings: Record<string, string>
  timeZone: string | null
  staffHours: string | null
}

/** By id, name, or what people call it. */
export async function findCommunity(tx: Queryable, nameOrId: string): Promise<Community | null> {
  const wanted = nameOrId.normalize('NFKC').trim()
  const rows = await tx.query<CommunityRow>(
    'find-community',
    `select ${COLUMNS} from community where closed_at is null and (id = $1 or name = $1 or aliases ? $1)
      order by id = $1 desc, name = $1 desc, created_at limit 1`,
    [wanted],
  )
  return rows[0] ? toCommunity(rows[0]) : null
}

/** The community of that name, made when there is none (an import may bring new ones: contract.md §6). */
export async function ensureCommunity(
  tx: Queryable,
  name: string,
  at: Date,
): Promise<{ id: string; created: boolean }> {
  const known = await findCommunity(tx, name)
  if (known) return { id: known.id, created: false }
  const rows = await tx.query<{ id: string; created: boolean }>(
    'ensure-community',
    `insert into community (id, name, created_at) values ($1, $2, $3)
     on conflict (name) do update set name = excluded.name
     returning id, id = $1 as created`,
    [newId('cm', at), name.normalize('NFKC').trim(), at],
  )
  return rows[0]!
}

export async function listCommunities(tx: Queryable): Promise<Community[]> {
  const rows = await tx.query<CommunityRow>(
    'list-communities',
    `select ${COLUMNS} from community where closed_at is null order by created_at, id`,
  )
  return rows.map(toCommunity)
}

/**
 * Where somebody belongs who has not said: the only community there is, else none until known (contract.md §6). The sample
 * counts for the web chat alone; a WeCom owner never lives there.
 */
export async function communityOfNewTalk(tx: Queryable, channel: string): Promise<Community | null> {
  const all = await listCommunities(tx)
  const real = all.filter((community) => channel === 'web' || !community.sample)
  return real.length === 1 && real[0] ? real[0] : null
}

/** Lays values over a community's placeholders; an empty value takes one away. */
export async function setCommunityValues(
  tx: Queryable,
  communityId: string,
  values: Record<string, string>,
): Promise<void> {
  await tx.query(
    'set-community-values',
    `update community
        set settings = (select coalesce(jsonb_object_agg(key, value), '{}') from jsonb_each_text(settings || $2::jsonb) where value <> '')
      where id = $1`,
    [communityId, JSON.stringify(values)],
  )
}

const COLUMNS = 'id, name, aliases, sample, settings, time_zone, staff_hours'

interface CommunityRow {
  id: string
  name: string
  aliases: string[]
  sample: boolean
  settings: Record<string, string>
  time_zone: string | null
  staff_hours: string | null
}

function toCommunity(row: CommunityRow): Community {
  return {
    id: row.id,
    name: row.name,
    aliases: row.aliases,
    sample: row.sample,
    settings: row.settings,
    timeZone: row.time_zone,
    staffHours: row.staff_hours,
  }
}
