import { createServer } from 'node:net'
import { readdirSync } from 'node:fs'
import pg from 'pg'
import { migrate } from '../../../src/platform/database/migrate'
import { openDatabase } from '../../../src/platform/database/open-database'
import { checkServer } from '../../../src/platform/database/session'
import { startDebianPostgres, type DebianPostgres } from '../../support/debian-postgres'
import { temporaryFolder } from '../../support/temporary'
import { databaseUrl } from '../../support/test-server'
import { until } from '../../support/until'

jest.setTimeout(120_000)
let server: DebianPostgres
beforeAll(async () => {
  server = await startDebianPostgres()
})
afterAll(() => server.stop())

const open = (url: string) => openDatabase({ databaseUrl: url, dataDir: temporaryFolder() })

it('runs the same code on a server, which keeps everything, and leaves DATA_DIR empty', async () => {
  const dataDir = temporaryFolder()

  const first = await openDatabase({ databaseUrl: server.url, dataDir })
  await migrate(first)
  await first.tx((tx) =>
    tx.query('keep', `insert into file values ('f1', '照片', 'image/png', 0, '', null, null, 'talk', now())`),
  )
  await first.close()
  const second = await openDatabase({ databaseUrl: server.url, dataDir })

  expect(second.kind).toBe('server')
  expect(await migrate(second)).toEqual([])
  expect(await second.query('read', 'select name from file')).toEqual([{ name: '照片' }])
  expect(readdirSync(dataDir)).toEqual([])
  await second.close()
})

it('says what is wrong with DATABASE_URL in one sentence and never repeats the password', async () => {
  const wrong: [string, RegExp][] = [
    [
      server.url.replace(String(server.port), '1'),
      /\(postgres:\/\/127\.0\.0\.1:1\/postgres\) cannot be used: nothing listens there\.$/,
    ],
    [server.url.replace('127.0.0.1', 'no-such-host.invalid'), /the host name (is not known|cannot be looked up)/],
    [server.url.replace('only-for-tests', 'guessed'), /the user or the password is wrong/],
    [databaseUrl(server.url, 'elsewhere'), /there is no such database on that server/],
    ['mysql://root:only-for-tests@localhost/x', /must look like postgres:\/\//],
  ]

  for (const [url, sentence] of wrong) {
    const failure = await open(url).catch((error: unknown) => error)
    expect(failure).toMatchObject({ name: 'AppError', message: expect.stringMatching(sentence) })
    expect((failure as Error).message).toMatch(/^DATABASE_URL [^\n]*\.$/)
    expect((failure as Error).message).not.toMatch(/only-for-tests|guessed/)
  }
})

it('gives up on a server that takes the connection and never answers', async () => {
  const silent = createServer(() => {})
  await new Promise<void>((done) => silent.listen(0, '127.0.0.1', done))
  const { port } = silent.address() as { port: number }

  await expect(open(`postgres://company@127.0.0.1:${port}/x?connect_timeout=0.2`)).rejects.toMatchObject({
    failure: 'unavailable',
    message: expect.stringMatching(/no answer came in time/),
  })

  silent.close()
})

it('refuses a database that is not UTF8', async () => {
  await administer(`create database ascii template template0 encoding 'SQL_ASCII' locale 'C'`)

  await expect(open(databaseUrl(server.url, 'ascii'))).rejects.toMatchObject({
    failure: 'refused',
    message: expect.stringMatching(/must be encoded in UTF8, this one is in SQL_ASCII\.$/),
  })
})

it.each([
  [{ version: '14.22', number: 140_022 }, /PostgreSQL 15 or newer is needed, this server is 14\.22\.$/],
  [{ standby: true }, /is a read-only standby/],
])('refuses a server that is %j', async (facts, sentence) => {
  const row = { version: '18.4', number: 180_004, standby: false, encoding: 'UTF8', ...facts }
  const client = { query: async () => ({ rows: [row] }) } as unknown as pg.ClientBase

  await expect(checkServer(client, false)).rejects.toMatchObject({
    failure: 'refused',
    message: expect.stringMatching(sentence),
  })
})

it('asks to try again while the server is away and goes on when it is back', async () => {
  const db = await open(server.url)
  await db.query('answer', 'select 42 as answer')
  await server.kill()

  await until(
    async () => (await db.query('answer', 'select 42 as answer').catch(codeOf)) === 'database_unavailable',
    'a refusal',
  )
  await expect(db.tx((tx) => tx.query('answer', 'select 42 as answer'))).rejects.toMatchObject({ retryable: true })
  await server.restart()

  expect(await db.query('answer', 'select 42 as answer')).toEqual([{ answer: 42 }])
  await db.close()
})

it('commits durably even where the server or the user is set to hurry', async () => {
  await administer(`alter role company set synchronous_commit = off`)
  await administer(`alter role company set timezone = 'America/New_York'`)

  const db = await open(server.url)

  expect(
    await db.query(
      'hurry',
      `select current_setting('synchronous_commit') as commit, current_setting('timezone') as zone`,
    ),
  ).toEqual([{ commit: 'on', zone: 'UTC' }])
  await db.close()
})

async function administer(sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: server.url })
  await client.connect()
  await client.query(sql).finally(() => client.end())
}

function codeOf(error: unknown): string {
  return (error as { code: string }).code
}
