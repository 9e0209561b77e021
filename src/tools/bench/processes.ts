import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { systemClock } from '../../platform/clock'
import type { Db } from '../../platform/database/db'
import { createInbox } from '../../queue/inbox'
import type { Measurement } from '../bench'
import { startChild } from './support/child'
import type { Child } from './support/child'
import { machine } from './support/machine'
import { interleave, median } from './support/rounds'
import { withStore } from './support/store'
import { textTable } from './support/text-table'
import { QUESTION } from './turn/load'

const ROUNDS = 5
const TALKS = 480
const TURNS_AT_ONCE = 8
const MODEL_MS = 40
const GOAL = 1.8

/** How much a second process brings when a model takes its time: a backlog of one message in each of many talks. */
export async function run(): Promise<Measurement> {
  const rates = await withStore(async ({ db, dataDir }) => {
    const children = [0, 1].map(() =>
      startChild(join(__dirname, 'processes', 'worker-process'), [dataDir, String(TURNS_AT_ONCE), String(MODEL_MS)]),
    )
    try {
      for (const child of children) await child.next()
      return await interleave(ROUNDS, {
        one: () => workOff(db, children.slice(0, 1)),
        two: () => workOff(db, children),
      })
    } finally {
      await Promise.all(children.map((child) => child.end()))
    }
  })
  const speedUp = median(rates.two.map((rate, round) => rate / rates.one[round]!))
  const row = (name: string, values: number[], against: string) => [name, median(values).toFixed(0), against]
  return {
    table: textTable(
      [`${MODEL_MS} ms model, ${TURNS_AT_ONCE} turns at once each`, 'turns/s', 'two / one'],
      [row('one process', rates.one, ''), row('two processes', rates.two, `${speedUp.toFixed(2)} (goal ${GOAL})`)],
    ),
    json: {
      bench: 'processes',
      talks: TALKS,
      turnsAtOnce: TURNS_AT_ONCE,
      modelMs: MODEL_MS,
      rounds: ROUNDS,
      turnsPerSecond: { one: median(rates.one), two: median(rates.two) },
      speedUp,
      goal: GOAL,
      machine: machine(),
    },
  }
}

let round = 0

async function workOff(db: Db, workers: Child[]): Promise<number> {
  await queueBacklog(db, round++)
  const started = performance.now()
  for (const worker of workers) worker.tell('work')
  for (const worker of workers) await worker.next()
  while ((await db.query('bench-left', 'select from ready limit 1')).length > 0) await pause(10)
  const seconds = (performance.now() - started) / 1000
  for (const worker of workers) worker.tell('rest')
  for (const worker of workers) await worker.next()
  return TALKS / seconds
}

async function queueBacklog(db: Db, number: number): Promise<void> {
  const inbox = createInbox({ db, clock: systemClock, pace: () => ({ settleMs: 0, answerMs: 0 }) })
  await Promise.all(
    Array.from({ length: TALKS }, (_, talk) => {
      const user = `wmOwner${talk}`
      const id = `m${number}-${talk}`
      const at = systemClock.now()
      const content = { kind: 'text', text: QUESTION } as const
      const message = { id, channel: 'wecom-kf', account: 'wkBench', user, sourceId: id, at, content } as const
      return inbox.accept([{ author: 'owner', direction: 'in', turn: true, message }])
    }),
  )
}
