import type { Db, Queryable } from '../../platform/database/db'
import { maskPersonal } from '../../platform/mask'
import { storable } from '../../platform/storable'
import { clipText } from '../../messages/split-text'

export interface GroupAlert {
  /** The same alarm twice is one. */
  id: string
  text: string
  attempts: number
}

/** One alarm in words is never longer than this, so that at least four fit into one message of 4096 bytes (wecom-protocol §7). */
export const ALERT_BYTES = 1000

/**
 * Something the staff group must read, in the transaction of what happened. A group is read by many, and by whoever joins later:
 * phones, rooms, plates and papers are taken out before it is even written down (design D14, issue 3.4).
 */
export async function raiseAlert(tx: Queryable, alert: { id: string; text: string; at: Date }): Promise<boolean> {
  const rows = await tx.query(
    'group-alert-raise',
    `insert into group_alert (id, text, due_at, created_at) values ($1, $2, $3, $3) on conflict (id) do nothing returning id`,
    [alert.id, clipText(storable(guarded(alert.text)), ALERT_BYTES), alert.at],
  )
  return rows.length > 0
}

/** Without whatever identifies an owner; digits that could still be a phone are covered, however they are written. */
export function guarded(text: string): string {
  return maskPersonal(text).text.replace(/(?<![\d-])1[3-9]\d(?:[\s-]*\d){8}(?!\d)/g, '[手机]')
}

/** A minute holds 20 posts; one is left for whoever else uses the same robot. */
export const POSTS_A_MINUTE = 18

export type Claim =
  | { kind: 'alerts'; alerts: GroupAlert[] }
  | { kind: 'nothing' }
  /** The minute is used up. */
  | { kind: 'wait' }

/**
 * Takes what is due for one message, and its place within the minute, both or neither. One process at a time: the robot is one,
 * and two counts of the same minute would each be right and together too many.
 */
export function claimAlerts(db: Db, now: Date, options: { leaseSeconds: number; fits: Fits }): Promise<Claim> {
  return db.tx(async (tx) => {
    await tx.query('group-robot-alone', `select pg_advisory_xact_lock(hashtext('shouwen.group-robot'))`)
    const rows = await tx.query<{ id: string; text: string; attempts: number }>(
      'group-alert-due',
      `select id, text, attempts from group_alert
        where status = 'pending' and due_at <= $1 and (lease_until is null or lease_until < clock_timestamp())
        order by seq limit 50`,
      [now],
    )
    if (rows.length === 0) return { kind: 'nothing' }
    const posts = await tx.query<{ count: string }>(
      'group-posts-of-minute',
      'select count(*) as count from group_post where at > $1',
      [new Date(now.getTime() - 60_000)],
    )
    if (Number(posts[0]?.count ?? 0) >= POSTS_A_MINUTE) return { kind: 'wait' }
    const alerts = options.fits(rows)
    await tx.query(
      'group-alert-lease',
      `update group_alert set lease_until = clock_timestamp() + make_interval(secs => $2), attempts = attempts + 1
        where id = any($1)`,
      [alerts.map(({ id }) => id), options.leaseSeconds],
    )
    await tx.query(
      'group-post-note',
      `with old as (delete from group_post where at < $1::timestamptz - interval '1 hour')
       insert into group_post (at) values ($1)`,
      [now],
    )
    return { kind: 'alerts', alerts: alerts.map((alert) => ({ ...alert, attempts: alert.attempts + 1 })) }
  })
}

/** As many as one message takes, from the oldest on; at least one. */
export type Fits = (waiting: GroupAlert[]) => GroupAlert[]

export async function finishAlerts(
  db: Queryable,
  ids: readonly string[],
  end: { status: 'sent' | 'failed'; reason: string | null; at: Date },
): Promise<void> {
  await db.query(
    'group-alert-finish',
    `update group_alert set status = $2, last_error = $3, sent_at = case when $2 = 'sent' then $4::timestamptz end, lease_until = null
      where id = any($1) and status = 'pending'`,
    [ids, end.status, end.reason?.slice(0, 500) ?? null, end.at],
  )
}

export async function delayAlerts(db: Queryable, ids: readonly string[], until: Date, why: string): Promise<void> {
  await db.query(
    'group-alert-delay',
    'update group_alert set due_at = $2, last_error = $3, lease_until = null where id = any($1)',
    [ids, until, why.slice(0, 500)],
  )
}
