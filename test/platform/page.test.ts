import { cutPage, readPage, readPageQuery } from '../../src/platform/page'
import { createTestDatabase, type TestDatabase } from '../support/database'

const row = (seq: number, settled = true) => ({ seq: String(seq), settled })

describe('a page', () => {
  test('that is the last one hands out no cursor and shows everything', () => {
    expect(cutPage([row(1), row(2, false)], { after: '0', limit: 2 })).toEqual({
      items: [row(1), row(2, false)],
      next: null,
    })
  })

  test('that is followed by others ends before what is not settled', () => {
    expect(cutPage([row(1), row(2), row(3)], { after: '0', limit: 2 }).next).toBe('2')
    expect(cutPage([row(1), row(2, false), row(3)], { after: '0', limit: 2 })).toEqual({ items: [row(1)], next: '1' })
    expect(cutPage([row(8, false), row(9), row(10)], { after: '7', limit: 2 })).toEqual({ items: [], next: '7' })
  })

  test('is asked for with a cursor of ours and at most 500 rows', () => {
    expect(readPageQuery({})).toEqual({ after: '0', limit: 100 })
    expect(readPageQuery({ after: '12', limit: 9999 })).toEqual({ after: '12', limit: 500 })
    expect(readPageQuery({ limit: -1 }).limit).toBe(1)
    for (const after of ['', 'null', '-1', '1; drop table cases', '9'.repeat(19)])
      expect(() => readPageQuery({ after })).toThrow(expect.objectContaining({ failure: 'invalid' }))
  })
})

describe('reading while others write', () => {
  let own: TestDatabase
  beforeEach(async () => {
    own = await createTestDatabase()
    await own.db.query(
      'a-list',
      `create table note (seq bigint generated always as identity, words text, txid xid8 not null default pg_current_xact_id())`,
    )
    await own.db.query('another-table', 'create table elsewhere (words text)')
  })
  afterEach(() => own.close())

  const LIST = { table: 'note', numbers: 'note_seq_seq' }
  const write = (words: string) => own.db.query('write-note', 'insert into note (words) values ($1)', [words])
  const read = (limit: number, after = '0') =>
    readPage(own.db, LIST, { after, limit }, () =>
      own.db.query<{ seq: string; settled: boolean; words: string }>(
        'read-notes',
        `select seq::text, words, txid < pg_snapshot_xmin(pg_current_snapshot()) as settled from note
          where seq > $1 order by seq limit $2`,
        [after, limit + 1],
      ),
    )

  /** Runs `during` while a transaction that has written with `sql` stays open. */
  async function whileOpen<T>(sql: string, during: () => Promise<T>): Promise<T> {
    let end = () => {}
    const held = new Promise<void>((resolve) => (end = resolve))
    let open = Promise.resolve()
    await new Promise<void>((written) => {
      open = own.db.tx(async (tx) => {
        await tx.query(`open ${sql}`, sql)
        written()
        await held
      })
    })
    try {
      return await during()
    } finally {
      end()
      await open
    }
  }

  test('a long transaction that writes elsewhere holds nothing up', async () => {
    const page = await whileOpen(`insert into elsewhere values ('x')`, async () => {
      for (const words of ['一', '二', '三']) await write(words)
      return read(2)
    })

    expect(page.items.map(({ words }) => words)).toEqual(['一', '二'])
  })

  test('one that has drawn a number is waited for, and its row is not skipped', async () => {
    const page = await whileOpen(`insert into note (words) values ('先')`, async () => {
      for (const words of ['一', '二', '三']) await write(words)
      return read(2)
    })
    const rest = await read(10, page.next ?? '0')

    expect([...page.items, ...rest.items].map(({ words }) => words)).toEqual(['先', '一', '二', '三'])
  })

  test('one that gives up leaves a gap and no more', async () => {
    await own.db
      .tx(async (tx) => {
        await tx.query('write-note', 'insert into note (words) values ($1)', ['verworfen'])
        throw new Error('given up')
      })
      .catch(() => {})
    for (const words of ['一', '二', '三']) await write(words)

    expect((await read(2)).items.map(({ seq }) => seq)).toEqual(['2', '3'])
  })
})
