import type { Clock } from '../../platform/clock'
import type { Db } from '../../platform/database/db'

export interface Wakeups {
  /** Resolves when the wake-up is durable: then the callback may be answered (wecom-protocol §3.8). */
  wake(wakeup: Wakeup): Promise<void>
}

export interface Wakeup {
  openKfid: string
  /** Pays for the pull; good for ten minutes from `at`. */
  token: string
  at: Date
}

/**
 * Stores "something is new for this account". Callbacks that come while a commit is under way share the next one, so that a
 * flood costs a few commits instead of one each; several wake-ups of one account are one pull.
 */
export function createWakeups(deps: { db: Db; clock: Clock; onStored(): void }): Wakeups {
  let waiting: Array<{ wakeup: Wakeup; resolve: () => void; reject: (error: unknown) => void }> = []
  let storing = false

  return {
    wake: (wakeup) =>
      new Promise((resolve, reject) => {
        waiting.push({ wakeup, resolve, reject })
        if (!storing) void storeAll()
      }),
  }

  async function storeAll(): Promise<void> {
    storing = true
    while (waiting.length > 0) {
      const batch = waiting
      waiting = []
      try {
        await store(newestOfEach(batch.map(({ wakeup }) => wakeup)))
        for (const { resolve } of batch) resolve()
        deps.onStored()
      } catch (error) {
        for (const { reject } of batch) reject(error)
      }
    }
    storing = false
  }

  async function store(wakeups: Wakeup[]): Promise<void> {
    // Callbacks overtake each other: an older token does not replace a newer one.
    await deps.db.query(
      'kf-wake',
      `insert into kf_account (open_kfid, callback_token, callback_at, wake_gen, due_at)
       select w."openKfid", w.token, w.at, 1, $2 from jsonb_to_recordset($1::jsonb) as w("openKfid" text, token text, at timestamptz)
       on conflict (open_kfid) do update
          set wake_gen = kf_account.wake_gen + 1, active = true,
              not_before = case when kf_account.active then kf_account.not_before end,
              callback_token = case when kf_account.callback_at > excluded.callback_at then kf_account.callback_token else excluded.callback_token end,
              callback_at = greatest(kf_account.callback_at, excluded.callback_at)`,
      [JSON.stringify(wakeups), deps.clock.now()],
    )
  }
}

function newestOfEach(wakeups: Wakeup[]): Wakeup[] {
  const newest = new Map<string, Wakeup>()
  for (const wakeup of wakeups) {
    const before = newest.get(wakeup.openKfid)
    if (!before || before.at <= wakeup.at) newest.set(wakeup.openKfid, wakeup)
  }
  // Always in the same order: two processes that store at once cannot wait for each other.
  return [...newest.values()].sort((a, b) => (a.openKfid < b.openKfid ? -1 : 1))
}
