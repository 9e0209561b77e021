import type { Clock } from '../../platform/clock'
import type { Queryable } from '../../platform/database/db'
import type { WecomApi } from '../wecom/api-client'
import type { Servicers } from '../wecom/servicers'

export interface ServicerBook {
  /** As WeCom says now. */
  ask(openKfid: string): Promise<Servicers>
  /** As WeCom said within the last moments; asks when it is longer ago. For what is only said, not done. */
  recent(openKfid: string): Promise<Servicers>
  /** Everybody who ever served this account, receiving or not, even when WeCom cannot be asked. */
  known(openKfid: string): Promise<string[]>
}

/** Long enough that a busy minute asks a few times, short enough that nobody is promised who has left. */
const RECENT_MS = 15_000

export function createServicerBook(deps: {
  db: Queryable
  api: Pick<WecomApi, 'kfServicers'>
  clock: Clock
}): ServicerBook {
  const { db, api, clock } = deps
  const last = new Map<string, { at: number; servicers: Promise<Servicers> }>()

  return { ask, recent, known }

  async function ask(openKfid: string): Promise<Servicers> {
    const servicers = await api.kfServicers(openKfid)
    const now = clock.now()
    last.set(openKfid, { at: now.getTime(), servicers: Promise.resolve(servicers) })
    await db.query(
      'kf-servicers-write',
      `with listed as (select * from unnest($2::text[], $3::boolean[]) as l(userid, receiving)),
            gone as (delete from kf_servicer where open_kfid = $1 and userid <> all($2::text[]))
       insert into kf_servicer (open_kfid, userid, receiving, told_at) select $1, userid, receiving, $4 from listed order by userid
       on conflict (open_kfid, userid) do update set receiving = excluded.receiving, told_at = excluded.told_at`,
      [openKfid, servicers.people.map((one) => one.userid), servicers.people.map((one) => one.receiving), now],
    )
    return servicers
  }

  async function recent(openKfid: string): Promise<Servicers> {
    const found = last.get(openKfid)
    if (!found || clock.now().getTime() - found.at >= RECENT_MS) return askOnce(openKfid)
    // Events since then have changed the table, in whatever process they were pulled.
    const [{ departments }, people] = await Promise.all([
      found.servicers,
      db.query<{ userid: string; receiving: boolean }>(
        'kf-servicers-now',
        'select userid, receiving from kf_servicer where open_kfid = $1',
        [openKfid],
      ),
    ])
    return { people, departments }
  }

  function askOnce(openKfid: string): Promise<Servicers> {
    const servicers = ask(openKfid)
    last.set(openKfid, { at: clock.now().getTime(), servicers })
    servicers.catch(() => last.delete(openKfid))
    return servicers
  }

  async function known(openKfid: string): Promise<string[]> {
    const rows = await db.query<{ userid: string }>(
      'kf-servicers-known',
      'select userid from kf_servicer where open_kfid = $1 order by receiving desc, userid',
      [openKfid],
    )
    return rows.map(({ userid }) => userid)
  }
}

/** `servicer_status_change`, unless something newer is known. WeCom's times are whole seconds: its end counts. */
export async function noteServicer(
  tx: Queryable,
  openKfid: string,
  { userid, receiving, at }: { userid: string; receiving: boolean; at: Date },
): Promise<void> {
  await tx.query(
    'kf-servicer-note',
    `insert into kf_servicer (open_kfid, userid, receiving, told_at) values ($1, $2, $3, $4)
     on conflict (open_kfid, userid) do update set receiving = excluded.receiving, told_at = excluded.told_at
      where kf_servicer.told_at <= excluded.told_at`,
    [openKfid, userid, receiving, new Date(at.getTime() + 999)],
  )
}
