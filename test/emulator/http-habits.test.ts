import type { Talk } from './talk'
import { startTalk, USER } from './talk'

let talk: Talk
beforeEach(async () => {
  talk = await startTalk()
  await talk.resident.text('厨房漏水')
})
afterEach(() => talk.wecom.close())

const body = (content: string): string =>
  JSON.stringify({ touser: USER, open_kfid: talk.wecom.openKfid, msgtype: 'text', text: { content } })
const send = async (text: string | Buffer): Promise<number> =>
  ((await (await talk.postRaw('kf/send_msg', text)).json()) as { errcode: number }).errcode
const escaped = (text: string): string =>
  text.replace(/[\u0080-\uffff]/g, (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`)

test('refuses escaped characters with 40033', async () => {
  expect(await send(escaped(body('您好')))).toBe(40033)
  expect(talk.rules()).toEqual(['escaped-unicode'])
})

test('takes an escaped backslash before a u, and control characters, which JSON cannot write otherwise', async () => {
  expect(await send(body('C:\\users\\u4f60'))).toBe(0)
  expect(await send(body('一\u0001二'))).toBe(0)
  expect(talk.rules()).toEqual([])
})

test('refuses half a character, which JSON writes as an escape', async () => {
  expect(await send(body('好\ud83d'))).toBe(40033)
})

test('refuses a body that is not UTF-8 and records the sign of a broken one', async () => {
  expect(await send(Buffer.from(body('abc'), 'utf8').fill(0xff, 60, 61))).toBe(40058)
  expect(await send(body('坏\ufffd了'))).toBe(0)
  expect(talk.rules()).toEqual(['broken-characters', 'broken-characters'])
})

test.each(['', 'not json', '[]', 'null'])('refuses the body %j', async (text) => {
  expect(await send(text)).toBe(40058)
  expect(talk.rules()).toEqual(['body-not-json'])
})

test('answers the wrong method with an errcode and HTTP 200', async () => {
  expect((await talk.get('kf/send_msg')).errcode).toBe(40058)
  expect(talk.rules()).toEqual(['wrong-method'])
})

test('answers an unknown call with 404', async () => {
  const answer = await talk.postRaw('kf/teleport', '{}')

  expect(answer.status).toBe(404)
  expect(talk.rules()).toEqual(['unknown-endpoint'])
})

test('records debug mode', async () => {
  await talk.get('getcallbackip', { debug: '1' })

  expect(talk.rules()).toEqual(['debug-mode'])
})

test('names the addresses of the API and of callbacks', async () => {
  expect((await talk.get('get_api_domain_ip')).ip_list).toEqual(['127.0.0.1'])
  expect((await talk.get('getcallbackip')).ip_list).toContain('127.0.0.1')
})

test('closes with calls hanging and leaves nothing alive', async () => {
  talk.wecom.faults.set({ hang: { on: 'getcallbackip', ms: 3_600_000 } })
  const hanging = talk.get('getcallbackip').then(
    () => 'answered',
    () => 'broken',
  )
  await talk.wecom.until(() => talk.wecom.faults.fired.length === 1)

  await talk.wecom.close()

  expect(await hanging).toBe('broken')
})
