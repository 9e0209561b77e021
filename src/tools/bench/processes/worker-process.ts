/** Thinks and delivers on the store given: `work` begins, `rest` ends when all under way is done; its input's end ends it. */
import { createInterface } from 'node:readline'
import { setTimeout as pause } from 'node:timers/promises'
import { systemClock } from '../../../platform/clock'
import type { Db } from '../../../platform/database/db'
import { openDatabase } from '../../../platform/database/open-database'
import { startSender } from '../../../queue/sender'
import { startWorker } from '../../../queue/worker'
import { localWaker } from '../support/local-waker'
import { think } from '../turn/durable-turns'

const [dataDir = '', turnsAtOnce = '8', modelMs = '40'] = process.argv.slice(2)

async function main(): Promise<void> {
  const db = await openDatabase({ dataDir })
  let stop = () => Promise.resolve()
  console.log('ready')
  for await (const line of createInterface({ input: process.stdin })) {
    if (line === 'work') stop = work(db)
    else await stop()
    console.log(line)
  }
  await db.close()
}

function work(db: Db): () => Promise<void> {
  const { waker, wake } = localWaker()
  const concurrency = Number(turnsAtOnce)
  const fail = (error: unknown) => {
    throw error
  }
  const shape = <C>(content: C): C[] => [content]
  const worker = startWorker({
    db,
    clock: systemClock,
    waker,
    concurrency,
    think: async (claimed) => {
      await pause(Number(modelMs))
      return think(claimed)
    },
    giveUp: (_claimed, error) => fail(error),
    channelOf: () => ({ shape, delivers: true }),
    onCommitted: () => wake('send'),
    onError: fail,
  })
  const sender = startSender({
    db,
    clock: systemClock,
    waker,
    concurrency,
    senderOf: () => ({ channel: 'wecom-kf', shape, deliver: () => Promise.resolve({ kind: 'sent' }) }),
    onError: fail,
  })
  return async () => {
    await worker.stop()
    await sender.stop()
  }
}

void main()
