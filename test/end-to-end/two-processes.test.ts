import { databaseUrl } from '../support/test-server'
import { startDebianPostgres } from '../support/debian-postgres'
import type { DebianPostgres } from '../support/debian-postgres'
import { startRedis } from '../support/redis'
import type { TestRedis } from '../support/redis'
import { temporaryFolder } from '../support/temporary'
import { until } from '../support/until'
import pg from 'pg'
import { api, killProducts, say, startProduct, TOKEN } from './product'

jest.setTimeout(240_000)

let postgres: DebianPostgres
let redis: TestRedis
beforeAll(async () => {
  ;[postgres, redis] = await Promise.all([startDebianPostgres({ max_connections: '100' }), startRedis()])
})
afterEach(killProducts)
afterAll(() => Promise.all([postgres.stop(), redis.stop()]))

/** A database of this test's own, empty: both processes start on it at the same moment. */
async function newDatabase(name: string): Promise<string> {
  const client = new pg.Client({ connectionString: postgres.url })
  await client.connect()
  await client.query(`create database ${name}`).finally(() => client.end())
  return databaseUrl(postgres.url, name)
}

const logOf = async (url: string, user: string) =>
  (await api(url, 'GET', `/api/v1/exchanges?user=${user}&limit=500`)).body.items as { author: string; text: string }[]

it.each([
  ['with Redis, which dies in the middle', 'with_redis'],
  ['without Redis', 'without_redis'],
])('two processes on one server, %s, lose and double nothing and know of each other', async (_how, name) => {
  const withRedis = name === 'with_redis'
  const env: Record<string, string> = {
    DATABASE_URL: await newDatabase(name),
    DATA_DIR: temporaryFolder(),
    ...(withRedis ? { REDIS_URL: redis.url } : {}),
  }
  const [one = '', two = ''] = await Promise.all([startProduct(env).ready(), startProduct(env).ready()])

  // A console that listens at one process hears of what the other was told.
  const heard = listen(two)
  await say(one, 'heard', '谢谢')
  await until(() => heard.text().includes('changed'), 'the other process to hear of the talk')
  heard.stop()

  // What an editor saves in one is answered with in the other.
  const entry = {
    key: 'drone',
    question: '小区里能飞无人机吗',
    similar: ['无人机可以在小区飞吗'],
    answer: '小区内请不要放飞无人机。',
  }
  expect((await api(one, 'POST', '/api/v1/knowledge/entries', entry)).status).toBe(201)
  const found = async () =>
    (await api(two, 'POST', '/api/v1/knowledge/search', { query: '小区里能飞无人机吗' })).body.hits[0]?.key === 'drone'
  await until(found, 'the article in the other process')

  // Owners whose words land now here, now there.
  const owners = Array.from({ length: 8 }, (_, index) => `owner${index}`)
  const rounds = ['物业费怎么交', '装修要办什么手续', '谢谢', '再见']
  const answers = new Map<string, string[]>()
  await Promise.all(
    owners.map(async (user, at) => {
      const said: string[] = []
      for (const [round, words] of rounds.entries()) {
        if (withRedis && at === 0 && round === 2) await redis.kill()
        said.push(...(await say((at + round) % 2 === 0 ? one : two, user, words, `${user}-${round}`)))
      }
      answers.set(user, said)
    }),
  )
  if (withRedis) await redis.restart()

  for (const user of owners) {
    const log = await logOf(one, user)
    expect(log.filter(({ author }) => author === 'owner').map(({ text }) => text)).toEqual(rounds)
    // What was answered is what is on record, no less and not twice; menus carry their options in the log.
    const said = log.filter(({ author }) => author === 'bot')
    expect(said).toHaveLength(answers.get(user)!.length)
    expect(said.every(({ text }, index) => text.startsWith(answers.get(user)![index]!))).toBe(true)
    expect(await logOf(two, user)).toEqual(log)
  }
  // The same words again are the first answer again, wherever they come.
  const again = await say(two, 'owner0', rounds[0]!, 'owner0-0')
  expect(again).toEqual(answers.get('owner0')!.slice(0, again.length))
  const verdicts = await Promise.all([one, two].map((url) => api(url, 'GET', '/api/v1/exchanges/verify')))
  expect(verdicts[0]!.body).toMatchObject({ ok: true })
  expect(verdicts[1]!.body).toEqual(verdicts[0]!.body)
  if (!withRedis) return
  const redisOf = async (url: string) => (await api(url, 'GET', '/readyz')).body.redis as string
  await until(async () => (await redisOf(one)) === 'ok: answers', 'Redis to be found again')
})

it('of two processes the other serves on when one is killed in the middle of its turns', async () => {
  const env = { DATABASE_URL: await newDatabase('one_killed'), DATA_DIR: temporaryFolder() }
  const doomed = startProduct(env)
  const [one = '', two = ''] = await Promise.all([doomed.ready(), startProduct(env).ready()])
  const owners = Array.from({ length: 12 }, (_, index) => `left${index}`)
  const lost = owners.map((user) => say(one, user, '谢谢', user).catch(() => null))

  await until(async () => (await logOf(two, 'left0')).length > 0, 'the first words to be taken')
  await doomed.stop('SIGKILL')
  await Promise.all(lost)
  // Each asks again, as a browser does, with the id of its message.
  for (const user of owners) {
    const answered = async () =>
      (await api(two, 'POST', '/api/v1/web-chat/messages', { user, text: '谢谢', id: user })).body.replies.length === 1
    await until(answered, `${user} to be answered`, 90_000)
    expect((await logOf(two, user)).map(({ author }) => author)).toEqual(['owner', 'bot'])
  }
  expect((await api(two, 'GET', '/api/v1/exchanges/verify')).body).toMatchObject({ ok: true, count: 24 })
})

/** A console's live line. */
function listen(url: string): { text(): string; stop(): void } {
  const line = new AbortController()
  let text = ''
  void (async () => {
    const answer = await fetch(`${url}/api/v1/stream`, {
      headers: { authorization: `Bearer ${TOKEN}` },
      signal: line.signal,
    })
    const reader = answer.body!.pipeThrough(new TextDecoderStream()).getReader()
    for (let part = await reader.read(); !part.done; part = await reader.read()) text += part.value
  })().catch(() => {})
  return { text: () => text, stop: () => line.abort() }
}
