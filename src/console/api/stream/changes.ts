import type { Queryable } from '../../../platform/database/db'
import type { Log } from '../../../platform/log'
import type { Signals } from '../../../platform/signals/signals'
import { EXCHANGE_TOPIC } from '../../../queue/wakers'

/** Which talks changed, for whoever shows them live. */
export interface Changes {
  /** Calls back with a talk's id; returns the way to stop. */
  follow(hear: (conversationId: string) => void): () => void
  /** Talks that got a message after this place in the log; null: too many to name, read everything again. */
  since(place: string): Promise<string[] | null>
  /** A place that no message still to be committed can precede. */
  place(): Promise<string>
  close(): void
}

/** A lost signal costs this much at most. */
const LOOK_MS = 3_000
const MANY = 200

export function createChanges(deps: { db: Queryable; signals: Signals; log: Log }): Changes {
  const hearers = new Set<(conversationId: string) => void>()
  let told = new Set<string>()
  let place: string | null = null
  let timer: NodeJS.Timeout | undefined
  let looking = false

  const tell = (conversationId: string) => {
    for (const hear of hearers) hear(conversationId)
  }
  const unsubscribe = deps.signals.subscribe(EXCHANGE_TOPIC, (conversationId) => {
    if (conversationId === '') return
    told.add(conversationId)
    tell(conversationId)
  })

  const readPlace = async () => {
    const rows = await deps.db.query<{ place: string }>(
      'changes-place',
      `select coalesce(max(seq), 0)::text as place
         from (select seq from exchange where txid < pg_snapshot_xmin(pg_current_snapshot()) order by seq desc limit 1) e`,
    )
    return rows[0]?.place ?? '0'
  }
  const since = async (after: string) => {
    const rows = await deps.db.query<{ conversation_id: string }>(
      'changes-since',
      'select distinct conversation_id from (select conversation_id from exchange where seq > $1 order by seq limit 5000) e limit $2',
      [after, MANY + 1],
    )
    return rows.length > MANY ? null : rows.map((row) => row.conversation_id)
  }

  /** What no signal told. */
  const look = async () => {
    if (looking) return
    looking = true
    try {
      const next = await readPlace()
      const known = told
      told = new Set()
      if (place !== null && next !== place) for (const id of (await since(place)) ?? []) if (!known.has(id)) tell(id)
      place = next
    } catch (err) {
      deps.log.warn({ err }, 'the live view could not look for changes')
    } finally {
      looking = false
    }
  }

  return {
    since,
    place: readPlace,
    follow(hear) {
      hearers.add(hear)
      if (timer === undefined) {
        place = null
        void look()
        timer = setInterval(() => void look(), LOOK_MS)
        timer.unref()
      }
      return () => {
        hearers.delete(hear)
        if (hearers.size > 0) return
        clearInterval(timer)
        timer = undefined
      }
    },
    close() {
      unsubscribe()
      clearInterval(timer)
      hearers.clear()
    },
  }
}
