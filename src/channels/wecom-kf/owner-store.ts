import type { Queryable } from '../../platform/database/db'
import type { Customer } from '../wecom/answers'

/** An owner who wrote or came by a link, as a pulled page shows it. */
export interface SeenOwner {
  user: string
  at: Date
  /** The link, when this was an entry. */
  entry?: { scene?: string; sceneParam?: string }
}

/** Nicknames change; somebody who writes again after this long is asked about anew. */
const FRESH_FOR = "interval '7 days'"
/** WeCom tells nothing of those who were last here longer ago (wecom-protocol §5.15). */
const KNOWN_FOR_MS = 48 * 3600_000

/** Inside the page's transaction: who was there, by which link, and whose nickname is to be asked for. */
export async function noteOwners(
  tx: Queryable,
  openKfid: string,
  seen: readonly SeenOwner[],
  now: Date,
): Promise<void> {
  const owners = new Map<string, { user: string; at: Date; scene?: string; sceneParam?: string; enteredAt?: Date }>()
  for (const { user, at, entry } of seen) {
    const before = owners.get(user)
    owners.set(user, {
      ...before,
      ...(entry ? { scene: entry.scene, sceneParam: entry.sceneParam, enteredAt: at } : {}),
      user,
      at: before && before.at > at ? before.at : at,
    })
  }
  if (owners.size === 0) return
  // Always in the same order: two transactions that meet cannot wait for each other.
  const rows = [...owners.values()]
    .sort((a, b) => (a.user < b.user ? -1 : 1))
    .map((owner) => ({ ...owner, ask: now.getTime() - owner.at.getTime() < KNOWN_FOR_MS }))
  await tx.query(
    'kf-owners-note',
    `insert into kf_owner as o (open_kfid, external_userid, scene, scene_param, entered_at, ask_at)
     select $1, s."user", s.scene, s."sceneParam", s."enteredAt", case when s.ask then $3::timestamptz end
       from jsonb_to_recordset($2::jsonb) as s("user" text, scene text, "sceneParam" text, "enteredAt" timestamptz, ask boolean)
      order by s."user"
     on conflict (open_kfid, external_userid) do update
        set scene = case when excluded.entered_at >= coalesce(o.entered_at, '-infinity') then excluded.scene else o.scene end,
            scene_param = case when excluded.entered_at >= coalesce(o.entered_at, '-infinity') then excluded.scene_param else o.scene_param end,
            entered_at = greatest(o.entered_at, excluded.entered_at),
            ask_at = case when o.asked_at > $3::timestamptz - ${FRESH_FOR} then o.ask_at else coalesce(o.ask_at, excluded.ask_at) end
      where excluded.entered_at is not null
         or (o.ask_at is null and excluded.ask_at is not null and coalesce(o.asked_at, '-infinity') <= $3::timestamptz - ${FRESH_FOR})`,
    [openKfid, JSON.stringify(rows), now],
  )
}

export interface OwnerToAsk {
  openKfid: string
  user: string
}

/** Up to a hundred owners of one account, put off meanwhile so that no other process asks for them too. */
export async function claimOwnersToAsk(db: Queryable, now: Date): Promise<OwnerToAsk[]> {
  const rows = await db.query<{ open_kfid: string; external_userid: string }>(
    'kf-owners-claim',
    `update kf_owner set ask_at = $1::timestamptz + interval '10 minutes'
      where (open_kfid, external_userid) in (
        select open_kfid, external_userid from kf_owner
         where ask_at <= $1 and open_kfid = (select open_kfid from kf_owner where ask_at <= $1 order by ask_at limit 1)
         order by external_userid limit 100 for update skip locked)
     returning open_kfid, external_userid`,
    [now],
  )
  return rows.map((row) => ({ openKfid: row.open_kfid, user: row.external_userid }))
}

/** What WeCom answered about those who were asked for; whoever is not in it is not known there any more. */
export async function keepCustomers(
  tx: Queryable,
  openKfid: string,
  asked: readonly string[],
  customers: readonly Customer[],
  now: Date,
): Promise<void> {
  const known = customers
    .map(({ external_userid, nickname, enter_session_context: entry }) => ({
      user: external_userid,
      nickname: nickname.trim() || null,
      scene: entry?.scene || null,
      sceneParam: entry?.scene_param || null,
    }))
    .sort((a, b) => (a.user < b.user ? -1 : 1))
  await tx.query(
    'kf-owners-keep',
    `with known as (
       select * from jsonb_to_recordset($3::jsonb) as k("user" text, nickname text, scene text, "sceneParam" text)),
     locked as (
       select external_userid from kf_owner where open_kfid = $1 and external_userid = any($2) order by external_userid for update)
     update kf_owner o
        set ask_at = null, asked_at = $4, nickname = coalesce(k.nickname, o.nickname),
            -- The event may have been missed; what an event told is newer than this (wecom-protocol §12, 14).
            scene = coalesce(o.scene, k.scene), scene_param = coalesce(o.scene_param, k."sceneParam")
       from locked l left join known k on k."user" = l.external_userid
      where o.open_kfid = $1 and o.external_userid = l.external_userid`,
    [openKfid, [...asked].sort(), JSON.stringify(known), now],
  )
}
