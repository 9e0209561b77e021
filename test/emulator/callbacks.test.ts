import type { EmulatorOptions } from '../../src/emulator/settings'
import type { Talk } from './talk'
import { startDoor, startTalk } from './talk'

let talk: Talk
let door: Awaited<ReturnType<typeof startDoor>>
type Answerer = Parameters<typeof startDoor>[1]

async function open(answer?: Answerer, options: EmulatorOptions = {}): Promise<void> {
  door = await startDoor(() => talk.wecom.env, answer)
  talk = await startTalk({
    callbackUrl: door.url,
    ...options,
    limits: { callbackTimeoutMs: 20_000, verificationTimeoutMs: 20_000, callbackRetryDelayMs: 1, ...options.limits },
  })
}
afterEach(async () => {
  await talk.wecom.close()
  await door.close()
})
const signatures = (): string[] => door.heard.map((heard) => heard.query.get('msg_signature') ?? '')

test('repeats a callback without answer, three times in all, then drops it', async () => {
  await open((heard) => heard.silence(), { limits: { callbackTimeoutMs: 50 } })
  await talk.resident.text('在吗')
  await talk.wecom.idle()

  expect(talk.wecom.deliveries).toMatchObject([{ delivered: false, attempts: Array(3).fill({ outcome: 'timeout' }) }])
  expect(talk.rules()).toEqual(Array(3).fill('callback-too-slow'))
  expect(new Set(signatures()).size).toBe(1)
})

test('repeats it with a fresh envelope, where that is chosen', async () => {
  await open((heard) => heard.silence(), {
    limits: { callbackTimeoutMs: 50 },
    unverified: { retryIsFresh: true },
  })
  await talk.resident.text('在吗')
  await talk.wecom.idle()

  expect(new Set(signatures()).size).toBe(3)
})

test('repeats it after a broken connection until it is taken', async () => {
  await open((heard) => (heard.count < 3 ? heard.breakOff() : heard.reply(200, '')))
  await talk.resident.text('在吗')
  await talk.wecom.idle()

  const outcomes = talk.wecom.deliveries[0]?.attempts.map((attempt) => attempt.outcome)
  expect(outcomes).toEqual(['broken', 'broken', 'answered'])
})

test.each([
  [true, 2],
  [false, 1],
])('repeats it after a 500: %s', async (retryOnHttpError, attempts) => {
  await open((heard) => heard.reply(heard.count === 1 ? 500 : 200, ''), { unverified: { retryOnHttpError } })
  await talk.resident.text('在吗')
  await talk.wecom.idle()

  expect(talk.wecom.deliveries[0]?.attempts).toHaveLength(attempts)
  expect(talk.rules()).toEqual(['callback-refused'])
})

test('does not verify a callback that takes longer than a second', async () => {
  await open((heard) => heard.silence(), { limits: { verificationTimeoutMs: 50 } })

  expect(await talk.wecom.verifyCallback()).toEqual({ ok: false, reason: 'timeout' })
})

test('can verify with the plus signs of the echo as they are, which a careless receiver reads as spaces', async () => {
  await open((heard) => heard.reply(200, heard.xml))

  // The door of these tests reads queries as forms do.
  await expect(talk.wecom.verifyCallback({ rawPlus: true })).resolves.toMatchObject({ ok: false })
  await expect(talk.wecom.verifyCallback()).resolves.toMatchObject({ ok: true })
})

test('records content in the answer to a KF callback, except the word success', async () => {
  await open((heard) => heard.reply(200, heard.count === 1 ? 'success' : '<xml>hello</xml>'))
  await talk.resident.text('一')
  await talk.wecom.idle()
  const afterSuccess = talk.rules()
  await talk.resident.text('二')
  await talk.wecom.idle()

  expect(afterSuccess).toEqual([])
  expect(talk.rules()).toEqual(['callback-answered-with-content'])
})

test('announces several acts in one callback when they happen together', async () => {
  await open()
  await talk.wecom.together(async () => {
    await talk.resident.text('一')
    await talk.resident.text('二')
  })
  await talk.wecom.idle()

  expect(door.heard).toHaveLength(1)
  expect(talk.wecom.log(talk.wecom.openKfid)).toHaveLength(2)
})

test('tells of accounts granted and withdrawn, and a withdrawn one announces nothing more', async () => {
  await open()
  talk.wecom.grant(talk.wecom.openKfid, false)
  await talk.resident.text('在吗')
  await talk.wecom.idle()

  expect(door.heard).toHaveLength(1)
  expect(door.heard[0]?.xml).toContain('<FromUserName><![CDATA[sys]]></FromUserName>')
  expect(door.heard[0]?.xml).toContain(`<AuthDelOpenKfId><![CDATA[${talk.wecom.openKfid}]]></AuthDelOpenKfId>`)
})

describe('faults', () => {
  test('lose a callback while the message stays in the log', async () => {
    await open()
    talk.wecom.faults.set({ lostCallback: {} })
    await talk.resident.text('丢了')
    await talk.wecom.idle()

    expect(door.heard).toEqual([])
    expect((await talk.sync()).msg_list).toHaveLength(1)
  })

  test.each([
    [false, 1],
    [true, 2],
  ])('double a callback, with a fresh envelope: %s', async (fresh, envelopes) => {
    await open()
    talk.wecom.faults.set({ doubleCallback: { fresh } })
    await talk.resident.text('在吗')
    await talk.wecom.idle()

    expect(door.heard).toHaveLength(2)
    expect(new Set(signatures()).size).toBe(envelopes)
    expect(new Set(door.heard.map((heard) => heard.xml)).size).toBe(1)
  })

  test('hold a callback back until the next one has been answered', async () => {
    const story: string[] = []
    let answerFirst = (): void => undefined
    await open((heard) => {
      story.push(/<OpenKfId><!\[CDATA\[(\w+)/.exec(heard.xml)?.[1] ?? '')
      if (heard.count > 1) return heard.reply(200, '')
      answerFirst = () => {
        story.push('answered')
        heard.reply(200, '')
      }
    })
    talk.wecom.addAccount({ openKfid: 'wkSecond' })
    talk.wecom.faults.set({ reorderedCallback: {} })
    await talk.resident.text('先')
    await talk.wecom.resident('wmLi', 'wkSecond').text('后')
    await talk.wecom.until(() => story.length > 0)
    // Two calls there and back: anything posted beside the first callback would have arrived by now.
    await talk.get('getcallbackip')
    await talk.get('getcallbackip')
    answerFirst()
    await talk.wecom.idle()

    expect(story).toEqual(['wkSecond', 'answered', talk.wecom.openKfid])
  })
})
