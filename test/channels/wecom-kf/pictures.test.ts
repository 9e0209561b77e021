import { createDatabaseFiles } from '../../../src/platform/files/database-files'
import type { OutboundContent } from '../../../src/messages/outbound'
import { DoorStage } from './open-door'

let stage: DoorStage
afterEach(() => stage.close())

const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
)

async function open() {
  stage = await DoorStage.open()
  const resident = stage.emulator.resident('wmA')
  await resident.text('在哪里交费')
  await stage.settle()
  return resident
}
async function keep(bytes = PNG, name = '示意图.png', mime = 'image/png'): Promise<string> {
  return (await createDatabaseFiles(stage).put({ bytes, name, mime })).id
}
const show = (content: OutboundContent, more = {}) => stage.say('wmA', '', { content, ...more })
const types = (resident: { received: { msgtype: string; text: string }[] }) =>
  resident.received.map(({ msgtype, text }) => [msgtype, text])

test('a picture reaches the owner, and the same picture again needs no second upload', async () => {
  const resident = await open()
  const fileId = await keep()

  const results = [
    await show({ type: 'image', fileId, text: '缴费示意图' }),
    await show({ type: 'image', fileId, text: '缴费示意图' }),
  ]

  expect(results.map(({ kind }) => kind)).toEqual(['sent', 'sent'])
  const ids = resident.received.map(({ payload }) => (payload as { media_id: string }).media_id)
  expect(new Set(ids).size).toBe(1)
  expect(stage.emulator.violations).toEqual([])
})

test('a document of a colleague reaches the owner as a file, brought to WeCom once', async () => {
  const resident = await open()
  const fileId = await keep(Buffer.from('%PDF-1.4 something'), '停水通知.pdf', 'application/pdf')

  const results = [
    await show({ type: 'file', fileId, name: '停水通知.pdf', text: '' }),
    await show({ type: 'file', fileId, name: '停水通知.pdf', text: '' }),
  ]

  expect(results.map(({ kind }) => kind)).toEqual(['sent', 'sent'])
  expect(types(resident)).toEqual([
    ['file', '[file]'],
    ['file', '[file]'],
  ])
  expect(new Set(resident.received.map(({ payload }) => (payload as { media_id: string }).media_id)).size).toBe(1)
  expect(stage.emulator.violations).toEqual([])
})

test('a link goes as a card with its picture, as words without one', async () => {
  const resident = await open()
  const link = { type: 'link' as const, title: '装修须知', text: '开工前请看', url: 'https://example.com/a?b=1&c=2' }

  await show({ ...link, fileId: await keep() })
  for (const part of stage.door.sender.shape(link)) await show(part)

  expect(types(resident)).toEqual([
    ['link', '装修须知\n开工前请看\nhttps://example.com/a?b=1&c=2'],
    ['text', '装修须知\n开工前请看\nhttps://example.com/a?b=1&c=2'],
  ])
})

test('a place and a mini program arrive as what they are', async () => {
  const resident = await open()
  const place = { name: '物业服务中心', address: '东门左侧一楼', latitude: 31.2, longitude: 121.4 }

  await show({ type: 'location', location: place, text: '物业服务中心在东门左侧一楼' })
  await show({ type: 'miniprogram', appId: 'wx123', page: 'pages/pay.html', text: '在线缴费', fileId: await keep() })

  expect(types(resident)).toEqual([
    ['location', '物业服务中心\n东门左侧一楼'],
    ['miniprogram', '在线缴费'],
  ])
  expect(stage.emulator.violations).toEqual([])
})

test.each([
  ['that is not there any more', async () => 'fl_gone'],
  ['that WeChat cannot show', () => keep(Buffer.from('%PDF-1.4 something'), '须知.pdf', 'application/pdf')],
])('a picture %s is said in words', async (_which, make) => {
  const resident = await open()

  expect((await show({ type: 'image', fileId: await make(), text: '缴费处在东门' })).kind).toBe('sent')

  expect(types(resident)).toEqual([['text', '缴费处在东门']])
})

test('a picture that WeCom has thrown away is brought again', async () => {
  const resident = await open()
  const fileId = await keep()
  await show({ type: 'image', fileId, text: '图' })
  await stage.db.query('test-throw-away', `update kf_upload set media_id = 'gone'`)

  const item = stage.item('wmA', { kind: 'message', way: 'plain', content: { type: 'image', fileId, text: '图' } })
  const first = await stage.door.sender.deliver(item)
  const second = await stage.door.sender.deliver({ ...item, attempts: 1 })

  expect([first.kind, second.kind]).toEqual(['retry', 'sent'])
  expect(types(resident).map(([msgtype]) => msgtype)).toEqual(['image', 'image'])
})

test('an upload that fails for a moment keeps the message for later', async () => {
  const resident = await open()
  stage.emulator.faults.set({ busy: { on: 'media/upload', times: 3 } })

  const result = await show({ type: 'image', fileId: await keep(), text: '图' })

  expect(result.kind).toBe('retry')
  expect(resident.received).toEqual([])
})

test('with a one-time code only words travel', async () => {
  const resident = await open()
  const { welcomeCode } = await stage.emulator.resident('wmB').enter()
  await stage.settle()

  await stage.say('wmB', '', {
    content: { type: 'image', fileId: await keep(), text: '欢迎' },
    way: 'welcome',
    code: welcomeCode,
  })

  expect(types(stage.emulator.resident('wmB'))).toEqual([['text', '欢迎']])
  expect(resident.received).toEqual([])
})
