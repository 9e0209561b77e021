import { setTimeout as pause } from 'node:timers/promises'
import { freePort } from '../support/free-port'
import { killPrograms, startProgram } from '../support/program'
import type { Program } from '../support/program'
import { temporaryFolder } from '../support/temporary'
import { until } from '../support/until'

const KILLS = 20
const TOKEN = 'kill-test-token-0123456789'

/** A failed test must not leave its owners writing for ever. */
let over = false
beforeEach(() => {
  over = false
})
afterEach(async () => {
  over = true
  await killPrograms()
})

interface Server {
  program: Program
  url: string
}

async function start(dataDir: string, port: number): Promise<Server> {
  const program = startProgram('src/tools/start.mjs', [], {
    env: {
      DATA_DIR: dataDir,
      PORT: String(port),
      API_TOKEN: TOKEN,
      ADMIN_PASSWORD: 'Kill-test-1',
      TURN_QUIET_MS: '20',
      LOG_LEVEL: 'error',
    },
  })
  await program.said(/is ready/)
  return { program, url: `http://127.0.0.1:${port}` }
}

/** Sends one message with a fixed id until it is answered, whatever happens to the server meanwhile. */
async function sayUntilAnswered(url: () => string, id: string): Promise<void> {
  while (!over) {
    const answer = await fetch(`${url()}/api/v1/web-chat/messages`, {
      method: 'POST',
      headers: { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json' },
      body: JSON.stringify({ user: `owner-${id}`, text: '谢谢', id }),
    }).catch(() => null)
    if (answer?.status === 200 && ((await answer.json()) as { replies: unknown[] }).replies.length === 1) return
    await pause(20)
  }
}

async function logOf(url: string, user: string): Promise<{ author: string }[]> {
  const answer = await fetch(`${url}/api/v1/exchanges?user=${user}`, { headers: { authorization: `Bearer ${TOKEN}` } })
  return ((await answer.json()) as { items: { author: string }[] }).items
}

it('loses nothing and answers nothing twice when the whole process is killed 20 times under load', async () => {
  const dataDir = temporaryFolder()
  const port = await freePort()
  let server = await start(dataDir, port)
  const answered: string[] = []
  let stopping = false
  const owner = async (lane: number) => {
    for (let count = 0; !stopping; count++) {
      const id = `${lane}-${count}`
      await sayUntilAnswered(() => server.url, id)
      answered.push(id)
    }
  }
  const owners = Array.from({ length: 6 }, (_, lane) => owner(lane))

  for (let kill = 0; kill < KILLS; kill++) {
    const before = answered.length
    // Killed in the middle of work: only once some of this life's messages have been answered.
    await until(() => answered.length > before + 3 + (kill % 5), 'answers before the next kill')
    await server.program.kill('SIGKILL')
    server = await start(dataDir, port)
  }
  stopping = true
  await Promise.all(owners)

  expect(answered.length).toBeGreaterThan(KILLS * 3)
  for (const id of answered)
    expect((await logOf(server.url, `owner-${id}`)).map((row) => row.author)).toEqual(['owner', 'bot'])
  const verdict = await fetch(`${server.url}/api/v1/exchanges/verify`, {
    headers: { authorization: `Bearer ${TOKEN}` },
  })
  expect(await verdict.json()).toMatchObject({ ok: true })
}, 400_000)

it('finishes the turn under way and loses nothing when stopped by Ctrl-C', async () => {
  const dataDir = temporaryFolder()
  const port = await freePort()
  let server = await start(dataDir, port)
  const sent = Array.from({ length: 10 }, (_, index) => sayUntilAnswered(() => server.url, `stop-${index}`))
  await pause(30)
  const ended = await server.program.kill('SIGINT')
  expect(ended.code).toBe(0)
  server = await start(dataDir, port)
  await Promise.all(sent)

  for (let index = 0; index < 10; index++)
    expect((await logOf(server.url, `owner-stop-${index}`)).map((row) => row.author)).toEqual(['owner', 'bot'])
}, 120_000)

it('serves from two processes on one data folder without losing or doubling a message', async () => {
  const dataDir = temporaryFolder()
  const [one, two] = [await start(dataDir, await freePort()), await start(dataDir, await freePort())]
  const ids = Array.from({ length: 40 }, (_, index) => `two-${index}`)
  await Promise.all(ids.map((id, index) => sayUntilAnswered(() => (index % 2 ? one : two).url, id)))

  for (const id of ids) expect((await logOf(one.url, `owner-${id}`)).map((row) => row.author)).toEqual(['owner', 'bot'])
  const verdict = await fetch(`${two.url}/api/v1/exchanges/verify`, { headers: { authorization: `Bearer ${TOKEN}` } })
  expect(await verdict.json()).toMatchObject({ ok: true })
}, 120_000)
