import type { Talk } from './talk'
import { startDoor, startTalk, USER } from './talk'

let talk: Talk
let door: Awaited<ReturnType<typeof startDoor>>

beforeEach(async () => {
  door = await startDoor(() => talk.wecom.env)
  talk = await startTalk({ callbackUrl: door.url, limits: { verificationTimeoutMs: 20_000 } })
})

afterEach(async () => {
  await talk.wecom.close()
  await door.close()
})

test('carries a question to the bot and its answer back to the resident', async () => {
  const msgid = await talk.resident.text('厨房漏水')
  await talk.wecom.idle()
  const token = /<Token><!\[CDATA\[(.*?)\]\]>/.exec(door.heard[0]?.xml ?? '')?.[1]
  const page = await talk.sync({ token })
  const sent = await talk.say('已为您登记报修')

  expect(door.heard[0]).toMatchObject({ method: 'POST', signatureOk: true, receiveId: talk.wecom.env.WECOM_CORP_ID })
  expect(door.heard[0]?.xml).toContain(`<OpenKfId><![CDATA[${talk.wecom.openKfid}]]></OpenKfId>`)
  expect(page).toMatchObject({
    errcode: 0,
    has_more: 0,
    msg_list: [{ msgid, origin: 3, external_userid: USER, msgtype: 'text', text: { content: '厨房漏水' } }],
  })
  expect(sent.errcode).toBe(0)
  expect(talk.resident.received).toMatchObject([{ msgid: sent.msgid, text: '已为您登记报修', via: 'send_msg' }])
  expect(talk.wecom.violations).toEqual([])
})

test('verifies a callback that echoes the decrypted number', async () => {
  const echo = await startDoor(
    () => talk.wecom.env,
    (heard) => heard.reply(200, heard.xml),
  )
  talk.wecom.setCallbackUrl(echo.url)

  const verdict = await talk.wecom.verifyCallback()

  await echo.close()
  expect(verdict).toEqual({ ok: true, reason: 'ok' })
})

test('does not verify a callback that puts anything around the echo', async () => {
  const echo = await startDoor(
    () => talk.wecom.env,
    (heard) => heard.reply(200, `"${heard.xml}"\n`),
  )
  talk.wecom.setCallbackUrl(echo.url)

  const verdict = await talk.wecom.verifyCallback()

  await echo.close()
  expect(verdict).toEqual({ ok: false, reason: 'the body is not the echo' })
})
