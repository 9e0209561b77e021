import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Queryable } from '../../platform/database/db'
import type { TokenStore } from './access-token'

/** Longer than `gettoken` with all its retries; a holder that died in between is waited for no longer. */
const FLIGHT = "interval '15 seconds'"
const FLIGHT_MS = 15_000
const LOOK_MS = 50

/**
 * The access token as all processes on one PostgreSQL share it, without Redis (wecom-protocol §4). The flight is a lease in the
 * token's row, by the database's clock: no transaction waits for the network.
 */
export function createDatabaseTokenStore(db: Queryable, options: { key: string }): TokenStore {
  const { key } = options
  return { read, write, forget, alone, refusal, refuse }

  async function read() {
    const rows = await db.query<{ token: string; refresh_at: Date }>(
      'wecom-token-read',
      'select token, refresh_at from wecom_token where key = $1 and token is not null',
      [key],
    )
    return rows[0] ? { token: rows[0].token, refreshAt: rows[0].refresh_at } : null
  }

  async function write({ token, refreshAt }: { token: string; refreshAt: Date }): Promise<void> {
    await db.query(
      'wecom-token-write',
      `insert into wecom_token (key, token, refresh_at) values ($1, $2, $3)
       on conflict (key) do update set token = excluded.token, refresh_at = excluded.refresh_at`,
      [key, token, refreshAt],
    )
  }

  async function forget(token: string): Promise<void> {
    await db.query('wecom-token-forget', 'update wecom_token set token = null where key = $1 and token = $2', [
      key,
      token,
    ])
  }

  /** Whoever waits longer than a flight may take goes ahead: a second flight is a waste, a hang is an outage. */
  async function alone<T>(work: () => Promise<T>): Promise<T> {
    const flight = randomUUID()
    for (let waitedMs = 0; waitedMs < FLIGHT_MS && !(await take(flight)); waitedMs += LOOK_MS) await sleep(LOOK_MS)
    try {
      return await work()
    } finally {
      await db.query(
        'wecom-token-land',
        'update wecom_token set flight = null, flight_until = null where key = $1 and flight = $2',
        [key, flight],
      )
    }
  }

  async function take(flight: string): Promise<boolean> {
    const rows = await db.query(
      'wecom-token-flight',
      `insert into wecom_token (key, flight, flight_until) values ($1, $2, clock_timestamp() + ${FLIGHT})
       on conflict (key) do update set flight = excluded.flight, flight_until = excluded.flight_until
        where wecom_token.flight_until is null or wecom_token.flight_until < clock_timestamp()
       returning 1`,
      [key, flight],
    )
    return rows.length > 0
  }

  async function refusal() {
    const rows = await db.query<{ errcode: number; until: Date; times: number }>(
      'wecom-token-refusal',
      `select refused_errcode as errcode, refused_until as until, refused_times as times from wecom_token
        where key = $1 and refused_until is not null`,
      [key],
    )
    return rows[0] ?? null
  }

  async function refuse(refused: { errcode: number; until: Date; times: number } | null): Promise<void> {
    await db.query(
      'wecom-token-refuse',
      `insert into wecom_token (key, refused_errcode, refused_until, refused_times) values ($1, $2, $3, $4)
       on conflict (key) do update
          set refused_errcode = excluded.refused_errcode, refused_until = excluded.refused_until,
              refused_times = excluded.refused_times`,
      [key, refused?.errcode ?? null, refused?.until ?? null, refused?.times ?? 0],
    )
  }
}
