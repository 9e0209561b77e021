import { Agent, request } from 'node:http'
import { join } from 'node:path'
import { systemClock } from '../../platform/clock'
import type { Measurement } from '../bench'
import { KEYS, writeLetters } from './callback/letters'
import type { Letter } from './callback/letters'
import { openLoop } from './callback/open-loop'
import { startChild } from './support/child'
import { machine } from './support/machine'
import { median, quantile } from './support/rounds'
import { withStore } from './support/store'
import { textTable } from './support/text-table'

const ROUNDS = 3
const SECONDS = 10
const MESSAGES_PER_SECOND = 500
/** Beside the flood, rarely enough not to be a second one. */
const INSERTS_PER_SECOND = 50
const GOAL = 2

/** How long WeCom waits for our 200 in a flood, beside a bare committed insert at the same time on the same server. */
export async function run(): Promise<Measurement> {
  const rounds = await withStore(async ({ db, dataDir }) => {
    await db.query('bench-make', 'create table bench_insert (id text primary key, said text not null)')
    const { token, aesKey, receiveId } = KEYS
    const door = startChild(join(__dirname, 'callback', 'door-process'), [dataDir, token, aesKey, receiveId])
    const agent = new Agent({ keepAlive: true, maxSockets: 64 })
    try {
      const port = Number(await door.next())
      const measure = async (round: number, seconds: number) => {
        const letters = writeLetters(MESSAGES_PER_SECOND * seconds, systemClock.now())
        const [callback, insert] = await Promise.all([
          openLoop(MESSAGES_PER_SECOND, seconds, (index) => post(agent, port, letters[index]!)),
          openLoop(INSERTS_PER_SECOND, seconds, async (index) => {
            await db.query('bench-insert', 'insert into bench_insert (id, said) values ($1, $2)', [
              `${round}-${index}`,
              letters[index]!.path,
            ])
          }),
        ])
        return { callback, insert }
      }
      await measure(-1, 2)
      const measured = []
      for (let round = 0; round < ROUNDS; round++) measured.push(await measure(round, SECONDS))
      return measured
    } finally {
      agent.destroy()
      await door.end()
    }
  })
  const over = (name: 'callback' | 'insert', share: number) =>
    median(rounds.map((round) => quantile(round[name], share)))
  const ratio = median(rounds.map(({ callback, insert }) => quantile(callback, 0.99) / quantile(insert, 0.99)))
  const row = (title: string, name: 'callback' | 'insert', against: string) => [
    title,
    over(name, 0.5).toFixed(1),
    over(name, 0.99).toFixed(1),
    against,
  ]
  return {
    table: textTable(
      [`${MESSAGES_PER_SECOND}/s for ${SECONDS} s, ${ROUNDS} rounds`, 'p50 ms', 'p99 ms', 'p99 / p99'],
      [
        row('POST /wecom/callback, decrypted and committed', 'callback', `${ratio.toFixed(2)} (goal ${GOAL})`),
        row(`a bare committed insert, ${INSERTS_PER_SECOND}/s beside it`, 'insert', ''),
      ],
    ),
    json: {
      bench: 'callback',
      messagesPerSecond: MESSAGES_PER_SECOND,
      seconds: SECONDS,
      rounds: ROUNDS,
      callbackMs: { p50: over('callback', 0.5), p99: over('callback', 0.99) },
      insertMs: { p50: over('insert', 0.5), p99: over('insert', 0.99) },
      ratio,
      goal: GOAL,
      machine: machine(),
    },
  }
}

function post(agent: Agent, port: number, { path, body }: Letter): Promise<void> {
  return new Promise((resolve, reject) => {
    const headers = { 'content-type': 'text/xml', 'content-length': Buffer.byteLength(body) }
    const sent = request({ agent, port, host: '127.0.0.1', method: 'POST', path, headers }, (answer) => {
      answer.resume()
      answer.once('end', () =>
        answer.statusCode === 200 ? resolve() : reject(new Error(`the callback answered ${answer.statusCode}`)),
      )
    })
    sent.once('error', reject)
    sent.end(body)
  })
}
