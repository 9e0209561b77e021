import type { Db } from '../database/db'
import type { Wire } from './wire'

const CHANNEL = 'shouwen_signals'

/** Signals as `LISTEN`/`NOTIFY`. While one statement is on its way the next messages gather, so a burst costs few of them. */
export function databaseWire(db: Db): Wire {
  let stop: (() => Promise<void>) | undefined
  let gathering: Promise<void> | undefined
  let onItsWay: Promise<void> = Promise.resolve()
  let waiting = new Set<string>()

  async function sendWaiting(): Promise<void> {
    await onItsWay.catch(() => {})
    const messages = [...waiting]
    waiting = new Set()
    gathering = undefined
    onItsWay = db
      .query('signals.notify', 'select pg_notify($1, message) from unnest($2::text[]) as message', [CHANNEL, messages])
      .then(() => {})
    await onItsWay
  }

  return {
    async open(hear) {
      stop = await db.listen(CHANNEL, hear)
    },
    send(message) {
      waiting.add(message)
      gathering ??= sendWaiting()
      return gathering
    },
    async close() {
      await stop?.()
    },
  }
}
