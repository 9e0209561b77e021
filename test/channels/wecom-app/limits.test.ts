import { createWecomApi } from '../../../src/channels/wecom/api-client'
import { createAppApi } from '../../../src/channels/wecom-app/app-api'
import { createOwnerSender } from '../../../src/channels/wecom-app/owner-sender'
import { startSendLoop } from '../../../src/channels/wecom-app/send-loop'
import { queueText } from '../../../src/channels/wecom-app/send-store'
import { createUploads } from '../../../src/channels/wecom/uploads'
import { startEmulator, type Emulator } from '../../../src/emulator/start-emulator'
import { ManualClock } from '../../../src/platform/clock'
import { createDatabaseFiles } from '../../../src/platform/files/database-files'
import { createLog } from '../../../src/platform/log'
import type { OutboundContent } from '../../../src/messages/outbound'
import type { OutboxItem } from '../../../src/queue/delivery'
import type { Loop } from '../../../src/queue/loop'
import { createTestDatabase, type TestDatabase } from '../../support/database'
import { AT } from '../../records/given'

const MINUTE = 60_000
const log = createLog('silent')

let database: TestDatabase
let clock: ManualClock
let wecom: Emulator
let givenUp: string[]

beforeEach(async () => {
  database = await createTestDatabase()
  clock = new ManualClock(AT)
  wecom = await startEmulator({ clock })
  wecom.addMember('zhangsan')
  wecom.addMember('LiSi')
  givenUp = []
})
afterEach(async () => {
  await wecom.close()
  await database.close()
})

function wecomApi() {
  const { env } = wecom
  return createWecomApi(
    {
      ...{ base: wecom.baseUrl, corpId: env.WECOM_CORP_ID, secret: env.WECOM_SECRET },
      agentId: Number(env.WECOM_AGENT_ID),
    },
    { clock, log, pause: async () => undefined },
  )
}
const appApi = () => createAppApi(wecomApi())
const files = () => createDatabaseFiles({ db: database.db, clock })
const ownerSender = () =>
  createOwnerSender({
    api: appApi(),
    uploads: createUploads({ db: database.db, files: files(), api: wecomApi(), clock }),
    clock,
    notify: async () => ({ kind: 'sent' }),
  })

const startLoop = (): Loop =>
  startSendLoop({
    ...{ db: database.db, clock, log, waker: { onWake: () => () => {} }, api: appApi(), byHand: true },
    onUnreachable: async () => undefined,
    onGivenUp: async (kind) => void givenUp.push(kind),
    onError: (error) => {
      throw error
    },
  })
const say = (id: string, text: string, receivers = ['zhangsan']) =>
  queueText(database.db, { id, receivers, text, at: clock.now() })
const textsOf = (userid: string) => wecom.member(userid).inbox.map(({ text }) => text)
const rules = () => wecom.violations.map(({ rule }) => rule)

describe('what goes to members of staff', () => {
  it('is never more than WeCom lets through in a minute, and all of it arrives', async () => {
    const texts = Array.from({ length: 50 }, (_, index) => `第${index}条`)
    for (const [index, text] of texts.entries()) await say(`t${index}`, text)
    const [one, other] = [startLoop(), startLoop()]

    await one.drain()
    const within = textsOf('zhangsan').length
    for (let quarter = 0; quarter < 20; quarter++) {
      clock.advance(MINUTE / 4)
      await other.drain()
    }

    expect(within).toBeLessThanOrEqual(30)
    expect([...textsOf('zhangsan')].sort()).toEqual([...texts].sort())
    expect(rules()).toEqual([])
    await Promise.all([one.stop(), other.stop()])
  })

  it('does not make one colleague wait for another who has had enough', async () => {
    for (let index = 0; index < 30; index++) await say(`t${index}`, `第${index}条`)
    await say('other', '给李四', ['lisi'])
    const loop = startLoop()

    await loop.drain()

    expect(textsOf('LiSi')).toEqual(['给李四'])
    await loop.stop()
  })

  it('is cut to 2048 bytes a message, without a loss', async () => {
    const long = '请到三栋看一下水管。'.repeat(150)
    await say('long', long)
    const loop = startLoop()

    await loop.drain()

    expect(textsOf('zhangsan').join('')).toBe(long)
    expect(rules()).toEqual([])
    await loop.stop()
  })

  it('arrives once although the answer got lost, waits out a rate limit, and is given up aloud in the end', async () => {
    const loop = startLoop()
    wecom.faults.set({ reset: { on: 'message/send', when: 'after', times: 1 } })
    await say('lost', '答复丢失')
    await loop.drain()
    expect(textsOf('zhangsan')).toEqual(['答复丢失'])

    wecom.faults.set({ errcode: { on: 'message/send', errcode: 45009, times: 1 } })
    await say('limit', '限流')
    await loop.drain()
    expect(textsOf('zhangsan')).toHaveLength(1)
    clock.advance(MINUTE + 1_000)
    await loop.drain()
    expect(textsOf('zhangsan')).toEqual(['答复丢失', '限流'])

    wecom.faults.set({ badGateway: { on: 'message/send', probability: 1 } })
    await say('never', '发不出去')
    for (let hour = 0; hour < 12; hour++) {
      await loop.drain()
      clock.advance(60 * MINUTE)
    }
    expect(givenUp).toEqual(['text'])
    expect(rules()).toEqual([])
    await loop.stop()
  })
})

describe('what goes to an owner who is a member', () => {
  it('waits before the platform would drop it without a word', async () => {
    const sender = ownerSender()
    const item = (index: number): OutboxItem => ({
      ...{
        id: `o${index}`,
        conversationId: 'cv',
        channel: 'wecom-app',
        account: '1',
        user: 'zhangsan',
        exchangeId: null,
      },
      ...{ bot: true, attempts: 0, createdAt: clock.now() },
      body: { kind: 'message', way: 'plain', content: { type: 'text', text: `第${index}条` } },
    })

    const results: string[] = []
    for (let index = 0; index < 40; index++) results.push((await sender.deliver(item(index))).kind)
    const waits = await sender.deliver(item(40))
    clock.advance(MINUTE)
    const after = await sender.deliver(item(41))

    expect(results.filter((kind) => kind === 'sent').length).toBeLessThanOrEqual(30)
    expect(waits).toMatchObject({ kind: 'retry' })
    expect(after.kind).toBe('sent')
    expect(rules()).toEqual([])
  })

  it('says the same words again when they are meant again, and not when only the answer got lost', async () => {
    const sender = ownerSender()
    const item = (id: string): OutboxItem => ({
      ...{ id, conversationId: 'cv', channel: 'wecom-app', account: '1', user: 'zhangsan', exchangeId: null },
      ...{ bot: true, attempts: 0, createdAt: clock.now() },
      body: { kind: 'message', way: 'plain', content: { type: 'text', text: '请问您的房号是？' } },
    })
    wecom.faults.set({ reset: { on: 'message/send', when: 'after', times: 1 } })

    await sender.deliver(item('o_first'))
    clock.advance(4 * MINUTE)
    await sender.deliver(item('o_second'))

    expect(textsOf('zhangsan')).toEqual(['请问您的房号是？', '请问您的房号是？'])
    expect(rules()).toEqual([])
  })

  describe('as a picture or a document', () => {
    const PDF = Buffer.from('%PDF-1.4 something')
    const keep = async (bytes: Buffer, name: string, mime: string) => (await files().put({ bytes, name, mime })).id
    const show = (content: OutboundContent, more: Partial<OutboxItem> = {}) =>
      ownerSender().deliver({
        ...{ id: 'o_file', conversationId: 'cv', channel: 'wecom-app', account: '1', user: 'zhangsan' },
        ...{ exchangeId: 'ex', bot: false, attempts: 0, createdAt: clock.now() },
        body: { kind: 'message', way: 'plain', content },
        ...more,
      })
    const shown = () => wecom.member('zhangsan').inbox.map(({ msgtype, text }) => [msgtype, text])

    it('arrives as what it is, and is brought to WeCom once', async () => {
      const png = Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex')
      const picture = { type: 'image', fileId: await keep(png, '平面图.png', 'image/png'), text: '' } as const
      const form = { type: 'file', fileId: await keep(PDF, '装修申请表.pdf', 'application/pdf') } as const

      await show(picture, { id: 'o_1' })
      await show({ ...form, name: '装修申请表.pdf', text: '' }, { id: 'o_2' })
      await show({ ...form, name: '装修申请表.pdf', text: '' }, { id: 'o_3' })

      expect(shown()).toEqual([
        ['image', '[image]'],
        ['file', '[file]'],
        ['file', '[file]'],
      ])
      expect(await database.db.query('test-uploads', 'select file_id from kf_upload')).toHaveLength(2)
      expect(rules()).toEqual([])
    })

    it('arrives once although the answer to it got lost', async () => {
      const fileId = await keep(PDF, '通知.pdf', 'application/pdf')
      wecom.faults.set({ reset: { on: 'message/send', when: 'after', times: 1 } })

      expect(await show({ type: 'file', fileId, name: '通知.pdf', text: '' })).toMatchObject({ kind: 'sent' })

      expect(shown()).toEqual([['file', '[file]']])
    })

    it('is brought anew where WeCom has it no more', async () => {
      const fileId = await keep(PDF, '通知.pdf', 'application/pdf')
      const content: OutboundContent = { type: 'file', fileId, name: '通知.pdf', text: '' }
      await show(content, { id: 'o_1' })
      await database.db.query('test-throw-away', `update kf_upload set media_id = 'gone'`)

      const first = await show(content, { id: 'o_2' })
      const second = await show(content, { id: 'o_2', attempts: 1 })

      expect([first.kind, second.kind]).toEqual(['retry', 'sent'])
      expect(shown()).toHaveLength(2)
    })

    it('waits while the upload fails for a moment, and is named in words where WeCom does not take it', async () => {
      const content: OutboundContent = {
        type: 'file',
        name: '通知.pdf',
        text: '',
        fileId: await keep(PDF, '通知.pdf', 'application/pdf'),
      }
      wecom.faults.set({ busy: { on: 'media/upload', times: 3 } })
      const waits = await show(content)
      wecom.faults.set({ errcode: { on: 'media/upload', errcode: 40058 } })
      const told = await show(content, { attempts: 1 })
      const gone = await show({ ...content, fileId: 'file_gone' }, { id: 'o_gone' })

      expect([waits.kind, told.kind, gone.kind]).toEqual(['retry', 'sent', 'sent'])
      expect(shown()).toEqual([
        ['text', '[文件] 通知.pdf'],
        ['text', '[文件] 通知.pdf'],
      ])
    })
  })
})
