import type { Measurement } from '../bench'
import { machine } from './support/machine'
import { interleave, median } from './support/rounds'
import { withStore } from './support/store'
import { textTable } from './support/text-table'
import { prepareBareTurns } from './turn/bare-turns'
import { startDurableTurns } from './turn/durable-turns'
import { startEchoTurns } from './turn/echo-turns'
import { closedLoop, TALKS } from './turn/load'

const ROUNDS = 5
const SECONDS = 3
const CONCURRENCY = 8
const GOAL = 0.6

/** Durable turns a second from arrival to delivery, beside the same turn as bare SQL and a bare botbuilder in memory. */
export async function run(): Promise<Measurement> {
  const rates = await withStore(async ({ db }) => {
    const durable = startDurableTurns(db, CONCURRENCY)
    const bare = await prepareBareTurns(db)
    const echo = startEchoTurns()
    try {
      return await interleave(ROUNDS, {
        durable: () => closedLoop(SECONDS, durable.takeTurn),
        bare: () => closedLoop(SECONDS, bare.takeTurn),
        echo: () => closedLoop(SECONDS / 3, echo.takeTurn),
      })
    } finally {
      await durable.stop()
    }
  })
  // Ratios round by round, then their median: what disturbs a round disturbs both in it.
  const ratio = (to: number[]) => median(rates.durable.map((rate, round) => rate / to[round]!))
  const toBare = ratio(rates.bare)
  const toEcho = ratio(rates.echo)
  const row = (name: string, values: number[], against: string) => [
    name,
    median(values).toFixed(0),
    `${Math.min(...values).toFixed(0)}..${Math.max(...values).toFixed(0)}`,
    against,
  ]
  const table = textTable(
    ['turn', 'turns/s', 'min..max', 'ours / it'],
    [
      row('durable: accept, claim, think, commit, send', rates.durable, ''),
      row('bare SQL, two statements, same rows and chain', rates.bare, `${toBare.toFixed(2)} (goal ${GOAL})`),
      row('botbuilder echo in memory, nothing durable', rates.echo, toEcho.toFixed(3)),
    ],
  )
  const turnsPerSecond = { durable: median(rates.durable), bare: median(rates.bare), echo: median(rates.echo) }
  return {
    table,
    json: {
      bench: 'turn',
      talks: TALKS,
      concurrency: CONCURRENCY,
      rounds: ROUNDS,
      turnsPerSecond,
      toBare,
      toEcho,
      goal: GOAL,
      machine: machine(),
    },
  }
}
