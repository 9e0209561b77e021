import type { Clock } from '../../../platform/clock'
import type { Queryable } from '../../../platform/database/db'

/** What the callback has met: the console's check of the address, genuine letters, refused ones, and letters of another time. */
export const SIGHTINGS = ['verified', 'received', 'refused', 'skewed'] as const
export type SightingKind = (typeof SIGHTINGS)[number]

export interface Sighting {
  kind: SightingKind
  at: Date
  /** Of a refusal its reason (`-40001` …), of a skew the seconds. */
  detail: string
}

/** Often enough to say "three minutes ago"; a flood of letters must not become a flood of writes. */
const AT_MOST_EVERY_MS = 60_000

/** Remembers when each was seen last, for doctor and the set-up page. Never waited for: a letter is answered without it. */
export function createSightings(deps: {
  db: Queryable
  clock: Clock
  onError(error: unknown): void
}): (kind: SightingKind, detail?: string) => void {
  const noted = new Map<string, number>()
  return (kind, detail = '') => {
    const now = deps.clock.now()
    const since = now.getTime() - (noted.get(`${kind} ${detail}`) ?? -Infinity)
    if (Math.abs(since) < AT_MOST_EVERY_MS) return
    noted.set(`${kind} ${detail}`, now.getTime())
    deps.db
      .query(
        'wecom-sighting',
        `insert into wecom_sighting (kind, at, detail) values ($1, $2, $3)
         on conflict (kind) do update set at = excluded.at, detail = excluded.detail where wecom_sighting.at <= excluded.at`,
        [kind, now, detail],
      )
      .catch(deps.onError)
  }
}

export async function readSightings(db: Queryable): Promise<Map<SightingKind, Sighting>> {
  const rows = await db.query<Sighting>('wecom-sightings', 'select kind, at, detail from wecom_sighting')
  return new Map(rows.map((row) => [row.kind, row]))
}
