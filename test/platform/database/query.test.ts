import { createTestDatabase, type TestDatabase } from '../../support/database'
import { until } from '../../support/until'

let store: TestDatabase
beforeAll(async () => {
  store = await createTestDatabase()
  await store.db.query('make', 'create table thing (id int primary key, word text)')
})
beforeEach(() => store.db.query('empty', 'truncate thing'))
afterAll(() => store.close())

const things = () => store.db.query('things', 'select id, word from thing order by id')
const insert = `insert into thing (id, word) values ($1, $2)`

it('gives bigint as text, times as Date, days and numerics as text, jsonb parsed', async () => {
  const rows = await store.db.query(
    'every-type',
    `select 9007199254740993::bigint as big, timestamptz '2026-11-21 08:00+08' as at, date '2026-11-21' as day,
            timestamp '2026-11-21 08:00' as naive, 1.10::numeric as price, jsonb '{"栋":3}' as house,
            array[1,2]::bigint[] as many, '{x}'::text[] as words, '\\x00ff'::bytea as bytes, null as nothing`,
  )

  expect(rows).toEqual([
    {
      big: '9007199254740993',
      at: new Date('2026-11-21T00:00:00Z'),
      day: '2026-11-21',
      naive: '2026-11-21 08:00:00',
      price: '1.10',
      house: { 栋: 3 },
      many: ['1', '2'],
      words: ['x'],
      bytes: Buffer.from([0, 255]),
      nothing: null,
    },
  ])
})

it('takes a Date as the same moment, whatever the time zone of the machine', async () => {
  const at = new Date('2026-11-21T23:59:59.123Z')

  const rows = await store.db.query('moment', 'select $1::timestamptz as at, ($1::timestamptz)::text as text', [at])

  expect(rows).toEqual([{ at, text: '2026-11-21 23:59:59.123+00' }])
})

it('throws when one name stands for two texts, in and outside a transaction', async () => {
  await store.db.query('greeting', 'select 1 as one')

  await expect(store.db.query('greeting', 'select 2 as two')).rejects.toMatchObject({ code: 'statement_name_taken' })
  await expect(store.db.tx((tx) => tx.query('greeting', 'select 3 as three'))).rejects.toMatchObject({ failure: 'bug' })
})

it.each(['', '五'.repeat(22)])('refuses "%s" as a name, which PostgreSQL would cut or not keep', async (name) => {
  await expect(store.db.query(name, 'select 1')).rejects.toMatchObject({ code: 'statement_name_invalid' })
})

it('commits everything of a transaction and gives its result', async () => {
  const result = await store.db.tx(async (tx) => {
    await tx.query('insert', insert, [1, '水'])
    await tx.query('insert', insert, [2, '电'])
    return 'done'
  })

  expect(result).toBe('done')
  expect(await things()).toHaveLength(2)
})

it('undoes everything of a transaction that throws, and throws the same error', async () => {
  const failure = new Error('no')

  const attempt = store.db.tx(async (tx) => {
    await tx.query('insert', insert, [1, '水'])
    throw failure
  })

  await expect(attempt).rejects.toBe(failure)
  expect(await things()).toEqual([])
})

it('passes the violation of a rule through as PostgreSQL says it', async () => {
  await store.db.query('insert', insert, [1, '水'])

  await expect(store.db.query('insert', insert, [1, '电'])).rejects.toMatchObject({
    code: '23505',
    constraint: 'thing_pkey',
  })
  expect(await things()).toEqual([{ id: 1, word: '水' }])
})

it('does not claim success when a failed statement was swallowed inside', async () => {
  const attempt = store.db.tx(async (tx) => {
    await tx.query('insert', insert, [1, '水'])
    await tx.query('insert', insert, [1, '电']).catch(() => {})
  })

  await expect(attempt).rejects.toMatchObject({ code: 'transaction_rolled_back' })
  expect(await things()).toEqual([])
})

it('runs statements of one transaction one after the other, even asked for at once', async () => {
  await store.db.tx((tx) => Promise.all([3, 1, 2].map((id) => tx.query('insert', insert, [id, '水']))))

  expect(await things()).toHaveLength(3)
})

it('waits for a statement nobody waited for, and takes none after the end', async () => {
  let escaped: { query: typeof store.db.query } | undefined

  await store.db.tx(async (tx) => {
    escaped = tx
    void tx.query('insert', insert, [1, '水'])
  })

  expect(await things()).toHaveLength(1)
  await expect(escaped?.query('insert', insert, [2, '电'])).rejects.toMatchObject({ code: 'transaction_over' })
})

it('asks to try again after a deadlock, and the other transaction commits', async () => {
  await store.db.query('two', `insert into thing values (1, ''), (2, '')`)
  let waiting = 0
  const both = () => until(() => waiting === 2, 'both to hold a row')
  const cross = (mine: number, other: number) =>
    store.db.tx(async (tx) => {
      const sql = 'update thing set word = $2 where id = $1'
      await tx.query('change', sql, [mine, String(mine)])
      waiting++
      await both()
      await tx.query('change', sql, [other, String(mine)])
    })

  const results = await Promise.allSettled([cross(1, 2), cross(2, 1)])

  const [refused] = results.filter((result) => result.status === 'rejected')
  expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
  expect(refused).toMatchObject({ reason: { failure: 'unavailable', code: 'database_contention' } })
})

it('drops a connection that was cut and goes on with another', async () => {
  const cut =
    'select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()'

  const attempt = store.db.tx(async (tx) => {
    await store.db.query('cut', cut)
    await tx.query('insert', insert, [1, '水'])
  })

  await expect(attempt).rejects.toMatchObject({ failure: 'unavailable', code: 'database_unavailable' })
  expect(await things()).toEqual([])
})

it('goes on by itself after the columns of a table changed under its statements', async () => {
  await store.db.query('wide', 'create table wide (a int)')
  await store.db.query('all-of-wide', 'select * from wide')
  await store.db.query('widen', 'alter table wide add b int')

  await until(async () => {
    const result = await store.db.query('all-of-wide', 'select * from wide').catch((error: unknown) => error)
    if (result instanceof Error) expect(result).toMatchObject({ retryable: true })
    return Array.isArray(result)
  }, 'the statement to be prepared anew')
})

it('refuses work after it was closed', async () => {
  const other = await createTestDatabase()
  await other.close()

  await expect(other.db.query('answer', 'select 42')).rejects.toMatchObject({ code: 'database_closed' })
})
