import { randomBytes } from 'node:crypto'
import { buffer } from 'node:stream/consumers'
import { ManualClock } from '../../../src/platform/clock'
import { createDatabaseFiles } from '../../../src/platform/files/database-files'
import { MAX_FILE_BYTES, type Files } from '../../../src/platform/files/files'
import { createTestDatabase, type TestDatabase } from '../../support/database'

const PNG = Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), randomBytes(100)])
const now = new Date('2026-11-21T08:00:00+08:00')

let store: TestDatabase
let files: Files
beforeAll(async () => {
  store = await createTestDatabase()
  files = createDatabaseFiles({ db: store.db, clock: new ManualClock(now) })
})
afterAll(() => store.close())

it('gives back what was put, with the type found in the bytes', async () => {
  const facts = await files.put({ bytes: PNG, name: '漏水 照片.png', mime: 'text/html' })
  const stored = await files.get(facts.id)

  expect(stored).toMatchObject({
    id: facts.id,
    name: '漏水 照片.png',
    mime: 'image/png',
    bytes: 108,
    sha256: facts.sha256,
    createdAt: now,
  })
  expect(stored && (await buffer(stored.stream()))).toEqual(PNG)
  expect(stored && (await buffer(stored.stream()))).toEqual(PNG)
})

it.each([0, 1, 256 * 1024 - 1, 256 * 1024, 256 * 1024 + 1, 1_000_000, MAX_FILE_BYTES])(
  'keeps %d bytes',
  async (size) => {
    const bytes = size < 2_000_000 ? randomBytes(size) : Buffer.alloc(size, '首问')

    const { id } = await files.put({ bytes, name: 'x' })
    const stored = await files.get(id)

    expect(stored && (await buffer(stored.stream())).equals(bytes)).toBe(true)
  },
)

it('refuses one byte more than the limit and keeps nothing of it', async () => {
  const before = await count()

  await expect(files.put({ bytes: Buffer.alloc(MAX_FILE_BYTES + 1), name: 'x' })).rejects.toMatchObject({
    failure: 'invalid',
    code: 'file_too_large',
  })

  expect(await count()).toEqual(before)
})

it('keeps one file when the same id is put twice, also at once; the first one stays', async () => {
  const puts = await Promise.all([1, 2, 3].map(() => files.put({ id: 'msg-1', bytes: PNG, name: 'photo.png' })))
  const again = await files.put({ id: 'msg-1', bytes: Buffer.from('%PDF-1.7'), name: 'other.pdf' })

  expect(again).toEqual(puts[0])
  expect(again.mime).toBe('image/png')
  const stored = await files.get('msg-1')
  expect(stored && (await buffer(stored.stream()))).toEqual(PNG)
})

it('commits with the transaction it is put in, or not at all', async () => {
  const attempt = store.db.tx(async (tx) => {
    await files.put({ id: 'undone', bytes: PNG, name: 'x' }, tx)
    throw new Error('no')
  })

  await expect(attempt).rejects.toThrow('no')
  expect(await files.get('undone')).toBeUndefined()
})

it('removes a file with all its parts, once', async () => {
  const before = await count()
  const { id } = await files.put({ bytes: randomBytes(600_000), name: 'x' })

  expect(await files.remove(id)).toBe(true)
  expect(await files.remove(id)).toBe(false)
  expect(await files.get(id)).toBeUndefined()
  expect(await count()).toEqual(before)
})

it('says so when a file is removed while somebody reads it', async () => {
  const { id } = await files.put({ bytes: randomBytes(600_000), name: 'x' })
  const stored = await files.get(id)
  await files.remove(id)

  await expect(stored && buffer(stored.stream())).rejects.toMatchObject({ code: 'file_gone' })
})

async function count(): Promise<unknown> {
  const [row] = await store.db.query(
    'count',
    'select (select count(*) from file) as files, (select count(*) from file_chunk) as parts',
  )
  return row
}
