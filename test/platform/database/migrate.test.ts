import { createHash } from 'node:crypto'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { migrate, shipped, type Migration } from '../../../src/platform/database/migrate'
import { openDatabase } from '../../../src/platform/database/open-database'
import { createTestDatabase, type TestDatabase } from '../../support/database'
import { temporaryFolder } from '../../support/temporary'

let store: TestDatabase
beforeEach(async () => {
  store = await createTestDatabase('empty')
})
afterEach(() => store.close())

const one = migration(1, 'create table first (id int)')
const two = migration(2, 'create table second (id int); insert into second values (1);')
const three = migration(3, 'create table third (id int)')

it('applies what is missing, in order, once, and says what it did', async () => {
  expect(await migrate(store.db, [one])).toEqual(['0001_test.sql'])
  expect(await migrate(store.db, [one, two, three])).toEqual(['0002_test.sql', '0003_test.sql'])
  expect(await migrate(store.db, [one, two, three])).toEqual([])

  expect(await store.db.query('read', 'select id from second')).toEqual([{ id: 1 }])
})

it('applies the shipped migrations to an empty database', async () => {
  const names = await migrate(store.db)

  expect(names).toEqual(shipped().map(({ name }) => name))
  expect(names[0]).toMatch(/^0001_/)
})

it('lets four processes migrate at once: one does it, the others find it done', async () => {
  const others = await Promise.all([1, 2, 3].map(() => openDatabase({ databaseUrl: store.url, dataDir: '' })))

  const done = await Promise.all([store.db, ...others].map((db) => migrate(db)))

  expect(done.filter((names) => names.length > 0)).toHaveLength(1)
  await Promise.all(others.map((db) => db.close()))
})

it('undoes all of a migration that fails, keeps the ones before it and names it', async () => {
  const broken = migration(2, 'create table second (id int); select * from nowhere')

  await expect(migrate(store.db, [one, broken, three])).rejects.toMatchObject({
    message: 'The migration 0002_test.sql failed and was undone: relation "nowhere" does not exist',
  })

  expect(await tables()).toEqual(['first', 'schema_migration'])
  expect(await migrate(store.db, [one, two, three])).toEqual(['0002_test.sql', '0003_test.sql'])
})

it.each([
  [
    'a migration that changed since it was applied',
    [one, migration(2, 'create table altered ()')],
    /0002_test\.sql differs/,
  ],
  ['a database newer than this code', [one], /newer than this version of Shouwen \(it has 0002_test\.sql\)/],
  ['a migration that is missing here', [one, three], /0002_test\.sql was applied .* lacks it/],
])('refuses %s and changes nothing', async (_what, migrations, sentence) => {
  await migrate(store.db, [one, two])

  await expect(migrate(store.db, migrations)).rejects.toMatchObject({
    failure: 'refused',
    message: expect.stringMatching(sentence),
  })

  expect(await tables()).toEqual(['first', 'schema_migration', 'second'])
})

it('refuses a new migration with an old number: it would run in another order than elsewhere', async () => {
  await migrate(store.db, [one, three])

  await expect(migrate(store.db, [one, two, three])).rejects.toMatchObject({
    failure: 'refused',
    message: expect.stringMatching(/0002_test\.sql comes before others/),
  })
})

it('reads the files of a folder by number and minds neither line ends nor other files', () => {
  const folder = join(temporaryFolder(), 'migrations')
  mkdirSync(folder)
  writeFileSync(join(folder, '0002_test.sql'), 'select 2;\r\n')
  writeFileSync(join(folder, '0001_first.sql'), 'select 1;\n')
  writeFileSync(join(folder, 'README.md'), 'x')

  expect(shipped(folder)).toEqual([
    { number: 1, name: '0001_first.sql', sql: 'select 1;\n', checksum: sha256('select 1;\n') },
    { number: 2, name: '0002_test.sql', sql: 'select 2;\n', checksum: sha256('select 2;\n') },
  ])
})

it.each([['0001_second.sql'], ['2_short.sql'], ['0002-dash.sql']])(
  'refuses the file name %s beside 0001_first.sql',
  (name) => {
    const folder = temporaryFolder()
    for (const file of ['0001_first.sql', name]) writeFileSync(join(folder, file), '')

    expect(() => shipped(folder)).toThrow(/migration/i)
  },
)

async function tables(): Promise<string[]> {
  const rows = await store.db.query<{ name: string }>(
    'tables',
    `select tablename as name from pg_tables where schemaname = 'public' order by 1`,
  )
  return rows.map(({ name }) => name)
}

function migration(number: number, sql: string): Migration {
  return { number, name: `000${number}_test.sql`, sql, checksum: sha256(sql) }
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}
