import type { EmulatorOptions } from '../../src/emulator/settings'
import type { Reply, Talk } from './talk'
import { HOUR, startDoor, startTalk, USER } from './talk'

let talk: Talk
afterEach(() => talk.wecom.close())
const start = async (options: EmulatorOptions = {}): Promise<void> => {
  talk = await startTalk(options)
}
const texts = (page: Reply): string[] =>
  (page.msg_list as Array<{ text?: { content: string } }>).map((item) => item.text?.content ?? '')

/** A token as a callback carries it. */
async function callbackToken(): Promise<string> {
  const door = await startDoor(() => talk.wecom.env)
  talk.wecom.setCallbackUrl(door.url)
  await talk.resident.text('在吗')
  await talk.wecom.idle()
  await door.close()
  return /<Token><!\[CDATA\[(.*?)\]\]>/.exec(door.heard[0]?.xml ?? '')?.[1] ?? ''
}

test('pages through the log in order, and has_more alone ends it', async () => {
  await start()
  for (const text of ['一', '二', '三']) await talk.resident.text(text)

  const first = await talk.sync({ limit: 2 })
  const second = await talk.sync({ limit: 2, cursor: first.next_cursor })
  const third = await talk.sync({ cursor: second.next_cursor })

  expect([texts(first), texts(second), texts(third)]).toEqual([['一', '二'], ['三'], []])
  expect([first.has_more, second.has_more, third.has_more]).toEqual([1, 0, 0])
})

test('does not give back what was sent through the API, but what servicers wrote', async () => {
  await start()
  await talk.resident.text('找人工')
  await talk.say('正在为您转接')
  await talk.trans(3, 'zhangsan')
  talk.wecom.servicer('zhangsan').say(talk.wecom.openKfid, USER, '我是张三')

  const page = await talk.sync()

  expect(texts(page)).toEqual(['找人工', '我是张三'])
  expect((page.msg_list as unknown[])[1]).toMatchObject({ origin: 5, servicer_userid: 'zhangsan' })
})

test('starts at the oldest item of the last three days without a cursor', async () => {
  await start()
  await talk.resident.text('四天前')
  talk.clock.advance(49 * HOUR)
  await talk.resident.text('两天前')
  talk.clock.advance(47 * HOUR)
  await talk.login()

  expect(texts(await talk.sync())).toEqual(['两天前'])
})

test('goes on at the oldest kept item when a cursor is older than three days, unless told to refuse it', async () => {
  await start()
  const { next_cursor } = await talk.sync()
  await talk.resident.text('旧')
  talk.clock.advance(73 * HOUR)
  await talk.resident.text('新')
  await talk.login()

  expect(texts(await talk.sync({ cursor: next_cursor }))).toEqual(['新'])
})

test('refuses a cursor it never gave, and pulling from the start after that is no violation', async () => {
  await start()
  await talk.sync()

  const refused = await talk.sync({ cursor: 'from-another-life' })
  const again = await talk.sync()

  expect(refused.errcode).toBe(40058)
  expect(again.errcode).toBe(0)
  expect(talk.rules()).toEqual([])
})

test('records a client that drops its cursor', async () => {
  await start()
  await talk.sync()
  await talk.sync()

  expect(talk.rules()).toEqual(['cursor-dropped'])
})

test('refuses a pull without open_kfid and records it', async () => {
  await start()

  const answer = await talk.post('kf/sync_msg', { limit: 10 })

  expect(answer.errcode).toBe(60251)
  expect(talk.rules()).toEqual(['sync-without-open-kfid'])
})

test('takes the token of a callback for ten minutes and answers 95007 afterwards', async () => {
  await start()
  const token = await callbackToken()

  const fresh = await talk.sync({ token })
  talk.clock.advance(600_001)
  const late = await talk.sync({ token, cursor: fresh.next_cursor })

  expect(fresh.errcode).toBe(0)
  expect(late.errcode).toBe(95007)
})

test('takes a token once only, where that is chosen', async () => {
  await start({ unverified: { msgTokenReusable: false } })
  const token = await callbackToken()
  const first = await talk.sync({ token })

  expect((await talk.sync({ token, cursor: first.next_cursor })).errcode).toBe(95007)
})

test('does not take the token of another account', async () => {
  await start()
  talk.wecom.addAccount({ openKfid: 'wkOther' })
  const token = await callbackToken()

  expect((await talk.sync({ token, open_kfid: 'wkOther' })).errcode).toBe(95007)
})

test('limits pulls without token to so many a minute', async () => {
  await start({ unverified: { tokenlessPullsPerMinute: 2 } })
  const { next_cursor: cursor } = await talk.sync()
  await talk.sync({ cursor })

  const third = await talk.sync({ cursor })
  talk.clock.advance(60_000)
  const later = await talk.sync({ cursor })

  expect(third.errcode).toBe(45009)
  expect(talk.rules()).toEqual(['sync-without-token-too-often'])
  expect(later.errcode).toBe(0)
})

test('refuses more than 1000 items a page', async () => {
  await start()

  expect((await talk.sync({ limit: 1001 })).errcode).toBe(40058)
})

test('tells a foreign account from a malformed id and from one that is not granted', async () => {
  await start()
  talk.wecom.grant(talk.wecom.openKfid, false)

  expect((await talk.sync({ open_kfid: 'wkElsewhere' })).errcode).toBe(95004)
  expect((await talk.sync({ open_kfid: 'nonsense' })).errcode).toBe(95000)
  expect((await talk.sync()).errcode).toBe(48007)
})

test('gives a voice as AMR, or as Silk where the pull asks for it', async () => {
  await start()
  await talk.resident.voice()
  const mediaOf = (page: Reply): string =>
    (page.msg_list as Array<{ voice: { media_id: string } }>)[0]?.voice.media_id ?? ''
  const first = await talk.sync()
  const second = await talk.sync({ voice_format: 1 })
  const beginningOf = async (id: string): Promise<string> => {
    const token = await talk.login()
    const file = await fetch(`${talk.wecom.baseUrl}/cgi-bin/media/get?access_token=${token}&media_id=${id}`)
    return (await file.text()).slice(0, 10)
  }

  expect((first.msg_list as Array<{ voice: object }>)[0]?.voice).toEqual({ media_id: mediaOf(first) })
  expect(await beginningOf(mediaOf(first))).toContain('#!AMR')
  expect(await beginningOf(mediaOf(second))).toContain('#!SILK')
})

test('turns a file above the inbound limit into a hint in words', async () => {
  await start()
  await talk.resident.image(Buffer.alloc(2 * 1024 * 1024 + 1))

  const page = await talk.sync()

  expect(page.msg_list).toMatchObject([{ msgtype: 'text', text: { content: expect.stringContaining('超过') } }])
})

test('passes on unknown types, locations and recalls as they are', async () => {
  await start()
  const msgid = await talk.resident.text('写错了')
  await talk.resident.raw('hologram', { beam: 7 })
  await talk.resident.location({ name: '3栋' })
  await talk.resident.recall(msgid)

  const page = await talk.sync()

  expect(page.msg_list).toMatchObject([
    { msgid },
    { msgtype: 'hologram', hologram: { beam: 7 }, origin: 3 },
    { msgtype: 'location', location: { name: '3栋' } },
    { msgtype: 'event', origin: 4, event: { event_type: 'user_recall_msg', recall_msgid: msgid } },
  ])
})

test('records two pulls of one account at the same time', async () => {
  await start()
  const { next_cursor: cursor } = await talk.sync()
  // Whichever arrives first is held open, so that the other meets it on any machine.
  talk.wecom.faults.set({ hang: { on: 'kf/sync_msg', when: 'after' } })
  const pulls = [talk.sync({ cursor }), talk.sync({ cursor })]
  await Promise.any(pulls)

  expect(talk.rules()).toEqual(['concurrent-pulls'])
  await talk.wecom.close()
  await Promise.allSettled(pulls)
})
