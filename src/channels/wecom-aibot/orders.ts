import type { Db } from '../../platform/database/db'
import type { DeliveryResult, OutboxItem } from '../../queue/delivery'

/**
 * The outbox is emptied by whichever process claims a talk, but only one holds the bot's connection. The others leave their row
 * here and wait for what became of it; a signal shortens the wait.
 */
export interface Orders {
  /** From a process without the connection. */
  place(item: OutboxItem): Promise<DeliveryResult>
  /** In the process with the connection: carries out what waits. Returns how many. */
  serve(carryOut: (item: OutboxItem) => Promise<DeliveryResult>): Promise<number>
  /**
   * Before the holder delivers a row of its own: null when nobody ordered it before; else what became of the order, for the lane
   * may have moved here after it was placed.
   */
  before(outboxId: string): Promise<DeliveryResult | null>
}

/** Below the lease of the outbox's lane (queue/sender.ts), all waiting included. */
const WAIT_MS = 30_000
const LOOK_MS = 100
/** Longer than any delivery: the process that took it is gone. */
const ABANDONED = "interval '60 seconds'"

export function createOrders(deps: { db: Db; botId: string; announce: () => void; waitMs?: number }): Orders {
  const { db, botId } = deps

  return {
    async place(item) {
      await db.query(
        'aibot-order-place',
        `insert into aibot_order (outbox_id, bot_id, item) values ($1, $2, $3::jsonb) on conflict (outbox_id) do nothing`,
        [item.id, botId, JSON.stringify(item)],
      )
      deps.announce()
      const deadline = performance.now() + (deps.waitMs ?? WAIT_MS)
      while (performance.now() < deadline) {
        const result = await collect(item.id)
        if (result) return result
        await new Promise((resolve) => setTimeout(resolve, LOOK_MS))
      }
      const withdrawn = await withdraw(item.id)
      // Taken, and no word yet: the order stays, and the next attempt collects its result.
      return { kind: 'retry', afterMs: 2_000, error: withdrawn ? 'the bot is connected elsewhere' : 'still being sent' }
    },

    async serve(carryOut) {
      let count = 0
      // Results nobody came back for: their process is gone, and the row's next delivery no longer asks.
      await db.query(
        'aibot-order-forget',
        `delete from aibot_order where bot_id = $1 and status = 'done' and taken_at < clock_timestamp() - interval '1 hour'`,
        [botId],
      )
      for (;;) {
        const rows = await db.query<{ item: Omit<OutboxItem, 'createdAt'> & { createdAt: string } }>(
          'aibot-order-take',
          `update aibot_order set status = 'taken', taken_at = clock_timestamp()
            where outbox_id = (select outbox_id from aibot_order
                                where bot_id = $1 and (status = 'waiting' or (status = 'taken' and taken_at < clock_timestamp() - ${ABANDONED}))
                                order by at limit 1 for update skip locked)
           returning item`,
          [botId],
        )
        const row = rows[0]
        if (!row) return count
        count += 1
        const result = await carryOut({ ...row.item, createdAt: new Date(row.item.createdAt) })
        await db.query(
          'aibot-order-done',
          `update aibot_order set status = 'done', result = $2::jsonb where outbox_id = $1`,
          [row.item.id, JSON.stringify(result)],
        )
      }
    },

    async before(outboxId) {
      const result = await collect(outboxId)
      if (result || (await withdraw(outboxId))) return result
      const rows = await db.query('aibot-order-there', 'select 1 from aibot_order where outbox_id = $1', [outboxId])
      return rows.length > 0 ? { kind: 'retry', afterMs: 15_000, error: 'still being sent' } : null
    },
  }

  async function collect(outboxId: string): Promise<DeliveryResult | null> {
    const rows = await db.query<{ result: DeliveryResult }>(
      'aibot-order-collect',
      `delete from aibot_order where outbox_id = $1 and status = 'done' returning result`,
      [outboxId],
    )
    return rows[0]?.result ?? null
  }

  async function withdraw(outboxId: string): Promise<boolean> {
    const rows = await db.query(
      'aibot-order-withdraw',
      `delete from aibot_order where outbox_id = $1 and status = 'waiting' returning 1`,
      [outboxId],
    )
    return rows.length > 0
  }
}
