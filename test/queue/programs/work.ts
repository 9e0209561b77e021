/**
 * Thinks and delivers, eight at once each, on the database given; says `working`, then every delivery as `sent <outbox id>`,
 * and ends cleanly when its input does. With a second word it stops for good at that point of its first turn, after saying
 * `stalled`: `think`, `commit` (inside the transaction, something written already) or `deliver`.
 */
import { setTimeout as pause } from 'node:timers/promises'
import { systemClock } from '../../../src/platform/clock'
import { openDatabase } from '../../../src/platform/database/open-database'
import type { ChannelSender } from '../../../src/queue/delivery'
import { startSender } from '../../../src/queue/sender'
import { startWorker } from '../../../src/queue/worker'
import { echo } from '../queue-kit'

const [url = '', stallAt = 'never'] = process.argv.slice(2)

function stall(): Promise<never> {
  console.log('stalled')
  return new Promise(() => {})
}

async function main(): Promise<void> {
  const db = await openDatabase({ databaseUrl: url, dataDir: '' })
  const onError = (error: unknown) => console.log(`error ${String(error)}`)
  const waker = { onWake: () => () => {} }
  const channel: ChannelSender = {
    channel: 'wecom-kf',
    shape: (content) => [content],
    deliver: async (item) => {
      if (stallAt === 'deliver') return stall()
      console.log(`sent ${item.id}`)
      return { kind: 'sent' }
    },
  }
  const worker = startWorker({
    db,
    clock: systemClock,
    waker,
    concurrency: 8,
    think: async (claimed) => {
      if (stallAt === 'think') return stall()
      // As long as messages take to overtake a thought, now and then.
      await pause(Math.random() * 8)
      const decision = echo(claimed)
      if (stallAt !== 'commit') return decision
      return {
        ...decision,
        effects: [
          async (tx) => {
            await tx.query('half', `insert into setting (key, value, updated_at) values ('half', '1', now())`)
            return stall()
          },
        ],
      }
    },
    giveUp: (claimed) => echo(claimed),
    channelOf: () => ({ shape: channel.shape, delivers: true }),
    onError,
  })
  const sender = startSender({ db, clock: systemClock, waker, concurrency: 8, senderOf: () => channel, onError })
  console.log('working')
  process.stdin.resume()
  await new Promise((done) => process.stdin.once('close', done))
  await worker.stop()
  await sender.stop()
  await db.close()
}

void main()
