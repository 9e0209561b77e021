import type { Database } from '../../platform/database/open-database'
import type { Redis } from '../../platform/redis'
import type { KfDoor } from '../../channels/wecom-kf/start'
import type { Readiness, ReadinessPart } from '../../console/api/console-deps'

/** For `GET /readyz`: whether the store answers and turns are taken; the rest is only told. */
export async function readiness(db: Database, redis: Redis | null, door: KfDoor | undefined): Promise<Readiness> {
  const started = performance.now()
  const database = await db.query('ready', 'select 1 as one').then(
    () => ({ ok: true, note: `${db.kind}, ${Math.round(performance.now() - started)} ms` }),
    () => ({ ok: false, note: 'the database does not answer' }),
  )
  const stuck = database.ok
    ? await db.query<{ count: string }>(
        'stuck-turns',
        `select count(*) as count from ready where lane = 'turn' and due_at < now() - interval '2 minutes' and attempts = 0`,
      )
    : []
  const waiting = Number(stuck[0]?.count ?? 0)
  const status = door && database.ok ? await door.status().catch(() => null) : null
  return {
    database,
    queue: database.ok
      ? { ok: waiting === 0, note: waiting === 0 ? 'turns are taken' : `${waiting} talks wait longer than 2 minutes` }
      : database,
    redis: redisNote(redis),
    wecom: door
      ? { ok: status?.ok ?? false, note: status?.sentence ?? 'not known' }
      : { ok: true, note: 'not configured' },
  }
}

function redisNote(redis: Redis | null): ReadinessPart {
  if (!redis) return { ok: true, note: 'not configured' }
  return redis.isUp() ? { ok: true, note: 'answers' } : { ok: false, note: 'away: slower, nothing lost' }
}
