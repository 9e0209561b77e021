import type { Files, FileFacts, NewFile } from '../../../src/platform/files/files'
import type { Arrival } from '../../../src/queue/arrival'
import { createMediaKeeper } from '../../../src/channels/wecom-kf/media-keeper'
import type { MediaKeeper } from '../../../src/channels/wecom-kf/media-keeper'
import type { Download } from '../../../src/channels/wecom/media-download'
import { refusal, unanswered } from '../../../src/channels/wecom/wecom-error'
import { ManualClock } from '../../../src/platform/clock'
import { createTestDatabase } from '../../support/database'
import type { TestDatabase } from '../../support/database'
import { Notes } from '../wecom/notes'

let database: TestDatabase
beforeAll(async () => void (database = await createTestDatabase()))
afterAll(() => database.close())

let clock: ManualClock
let kept: Map<string, NewFile>
let asked: string[]
let media: (mediaId: string) => Promise<Download>
let keeper: MediaKeeper
let atOnce: number
let most: number

beforeEach(async () => {
  await database.db.query('test-empty-media', 'delete from kf_media')
  clock = new ManualClock('2026-11-21T10:00:00Z')
  kept = new Map()
  asked = []
  atOnce = 0
  most = 0
  media = async () => ({ bytes: Buffer.from('PNG'), name: '漏水.png', mime: 'image/png' })
  keeper = keeperWith(1_500)
})

const keeperWith = (patienceMs: number) =>
  createMediaKeeper({
    db: database.db,
    clock,
    log: new Notes(),
    patienceMs,
    files: {
      put: async (file: NewFile) => {
        kept.set(file.id ?? '', file)
        return {
          id: file.id,
          name: file.name,
          mime: file.mime ?? '',
          bytes: file.bytes.byteLength,
          sha256: '',
        } as FileFacts
      },
      get: async (id: string) => {
        const file = kept.get(id)
        return file && { id, name: file.name, mime: file.mime ?? '', bytes: file.bytes.byteLength }
      },
    } as unknown as Files,
    api: {
      media: async (mediaId) => {
        asked.push(mediaId)
        most = Math.max(most, (atOnce += 1))
        try {
          return await media(mediaId)
        } finally {
          atOnce -= 1
        }
      },
    },
  })

const photo = (n: number): Arrival => ({
  author: 'owner',
  direction: 'in',
  turn: true,
  message: {
    id: `kf:wk:m${n}`,
    channel: 'wecom-kf',
    account: 'wk',
    user: 'wmA',
    sourceId: `m${n}`,
    at: clock.now(),
    content: { kind: 'image', attachment: { kind: 'image', fileId: null, mediaId: `MEDIA${n}` } },
  },
})
const text = (): Arrival => ({ ...photo(0), message: { ...photo(0).message, content: { kind: 'text', text: 'x' } } })
const fill = async (arrivals: Arrival[]) => {
  const filled = await keeper.fill(arrivals)
  await database.db.tx(filled.remember)
  return filled.arrivals.map(({ message: { content } }) => ('attachment' in content ? content.attachment : null))
}
const waiting = () =>
  database.db.query<{ problem: string; given_up: boolean }>('test-media', 'select problem, given_up from kf_media')

test('a photo is fetched and kept under the name it came with', async () => {
  const [attachment, none] = await fill([photo(1), text()])

  expect(none).toBeNull()
  expect(attachment).toEqual({
    kind: 'image',
    mediaId: 'MEDIA1',
    fileId: [...kept.keys()][0],
    name: '漏水.png',
    mime: 'image/png',
    bytes: 3,
  })
  expect(await waiting()).toEqual([])
})

test('a page that is pulled again fetches nothing again', async () => {
  await fill([photo(1)])
  await fill([photo(1)])

  expect(asked).toEqual(['MEDIA1'])
})

test('twenty files are fetched four at a time', async () => {
  media = async () => {
    await new Promise((resolve) => setImmediate(resolve))
    return { bytes: Buffer.from('x'), name: null, mime: null }
  }

  const attachments = await fill(Array.from({ length: 20 }, (_, n) => photo(n)))

  expect(most).toBe(4)
  expect(attachments.every((attachment) => attachment?.name === 'image.jpg')).toBe(true)
})

test('a photo that hangs keeps no words waiting, and lands later under the id it was promised', async () => {
  keeper = keeperWith(1)
  let arrive: (download: Download) => void = () => undefined
  media = () => new Promise((resolve) => (arrive = resolve))

  const [attachment] = await fill([photo(1)])

  expect(attachment).toEqual(expect.objectContaining({ problem: 'still being fetched', mediaId: 'MEDIA1' }))
  expect(await waiting()).toHaveLength(1)
  arrive({ bytes: Buffer.from('late'), name: null, mime: null })
  await keeper.stop()
  expect([...kept.keys()]).toEqual([attachment?.fileId])
})

test('what failed is tried again after growing pauses, and forgotten once it is there', async () => {
  media = async () => {
    throw unanswered('media/get', 'no answer')
  }
  const [attachment] = await fill([photo(1)])
  const tried: number[] = []
  for (let minute = 0; minute < 8; minute += 1) {
    clock.advance(60_000)
    if ((await keeper.retryDue()) > 0) tried.push(minute + 1)
  }

  expect(tried).toEqual([1, 6])
  media = async () => ({ bytes: Buffer.from('now'), name: null, mime: null })
  clock.advance(1800_000)
  await keeper.retryDue()
  expect(await waiting()).toEqual([])
  expect([...kept.keys()]).toEqual([attachment?.fileId])
})

test('what WeCom no longer has is given up at once, and says so', async () => {
  media = async () => {
    throw refusal('media/get', 40007)
  }

  const [attachment] = await fill([photo(1)])

  expect(attachment).toEqual(expect.objectContaining({ fileId: null, problem: 'WeCom no longer has it' }))
  expect(await waiting()).toEqual([{ problem: 'WeCom no longer has it', given_up: true }])
  clock.advance(3600_000)
  expect(await keeper.retryDue()).toBe(0)
})

test('after three days the trying ends', async () => {
  media = async () => {
    throw unanswered('media/get', 'no answer')
  }
  await fill([photo(1)])
  clock.advance(3 * 24 * 3600_000 + 1_000)
  await keeper.retryDue()

  expect((await waiting()).map(({ given_up }) => given_up)).toEqual([true])
})
