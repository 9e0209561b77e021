import { request } from 'node:http'
import { startEmulator } from '../../src/emulator/start-emulator'
import type { Emulator } from '../../src/emulator/start-emulator'
import { encrypt, sign } from '../../src/emulator/envelope'
import { startRunningApp } from '../support/running-app'
import type { RunningApp } from '../support/running-app'

/** The one answer to everything that is not genuine. */
const REFUSED = { status: 400, body: 'bad request' }
const MEGABYTE = 1024 * 1024

let wecom: Emulator
let running: RunningApp
beforeAll(async () => {
  wecom = await startEmulator()
  running = await startRunningApp(wecom.env)
})
afterAll(async () => {
  await running.stop()
  await wecom.close()
})

interface Letter {
  query: string
  body: string
}

/** A letter as WeCom writes it; every part of it can be made wrong. */
function letter(
  xml: string,
  wrong: { token?: string; aesKey?: string; receiveId?: string; timestamp?: number; nonce?: string } = {},
): Letter {
  const { env } = wecom
  const timestamp = String(wrong.timestamp ?? Math.floor(Date.now() / 1000))
  const nonce = wrong.nonce ?? String(Math.random()).slice(2)
  const sealed = encrypt(xml, wrong.aesKey ?? env.WECOM_ENCODING_AES_KEY, wrong.receiveId ?? env.WECOM_CORP_ID)
  const signature = sign(wrong.token ?? env.WECOM_TOKEN, timestamp, nonce, sealed)
  return {
    query: `msg_signature=${signature}&timestamp=${timestamp}&nonce=${nonce}`,
    body: `<xml><ToUserName>${env.WECOM_CORP_ID}</ToUserName><Encrypt><![CDATA[${sealed}]]></Encrypt></xml>`,
  }
}

const news = (openKfid: string) =>
  `<xml><ToUserName><![CDATA[${wecom.env.WECOM_CORP_ID}]]></ToUserName><CreateTime>${Math.floor(Date.now() / 1000)}</CreateTime>` +
  `<MsgType><![CDATA[event]]></MsgType><Event><![CDATA[kf_msg_or_event]]></Event><Token><![CDATA[T]]></Token>` +
  `<OpenKfId><![CDATA[${openKfid}]]></OpenKfId></xml>`

interface Answer {
  status: number
  body: string
  headers: Record<string, unknown>
}

/** node:http, because fetch would not send what is asked for here. A line that is cut is an answer too: status 0. */
function send(method: string, path: string, body: string | Buffer = '', type = 'text/xml'): Promise<Answer> {
  return new Promise((done) => {
    const call = request(
      `${running.url}${path}`,
      { method, agent: false, headers: { 'content-type': type } },
      (answer) => {
        let text = ''
        answer.on('data', (data: Buffer) => (text += data.toString()))
        answer.on('end', () => done({ status: answer.statusCode ?? 0, body: text, headers: answer.headers }))
      },
    )
    call.on('error', () => done({ status: 0, body: '', headers: {} }))
    call.end(body)
  })
}

const post = ({ query, body }: Letter, type?: string) => send('POST', `/wecom/callback?${query}`, body, type)
/** The accounts a letter may have made us believe in; the emulator's own is known anyway. */
const known = async () =>
  (
    await running.database.db.query<{ open_kfid: string }>(
      'known-accounts',
      'select open_kfid from kf_account where open_kfid <> $1',
      [wecom.openKfid],
    )
  ).map((row) => row.open_kfid)

describe('a callback that is not genuine', () => {
  const bomb = `<!DOCTYPE xml [<!ENTITY a "ha">${'bcdefgh'
    .split('')
    .map((name, index) => `<!ENTITY ${name} "${`&${'abcdefgh'[index]};`.repeat(10)}">`)
    .join('')}]>`
  const xxe = `<!DOCTYPE xml [<!ENTITY file SYSTEM "file:///etc/passwd">]>`
  const outer = (before: string, inside: string) => {
    const { query } = letter(news('wkForged'))
    return { query, body: `${before}<xml><Encrypt>${inside}</Encrypt></xml>` }
  }

  const forgeries: [string, () => Letter][] = [
    ['signed with another token', () => letter(news('wkForged'), { token: 'guessed' })],
    ['sealed with another key', () => letter(news('wkForged'), { aesKey: 'A'.repeat(43) })],
    ['for another company', () => letter(news('wkForged'), { receiveId: 'ww0000000000000000' })],
    ['for nobody', () => letter(news('wkForged'), { receiveId: '' })],
    ['of yesterday', () => letter(news('wkForged'), { timestamp: Math.floor(Date.now() / 1000) - 86_400 })],
    ['of tomorrow', () => letter(news('wkForged'), { timestamp: Math.floor(Date.now() / 1000) + 86_400 })],
    ['with somebody else’s signature', () => ({ ...letter(news('wkForged')), query: letter(news('wkOther')).query })],
    ['with an external entity outside', () => outer(xxe, '&file;')],
    ['with an entity bomb outside', () => outer(bomb, '&h;')],
    ['with an external entity inside', () => letter(xxe + news('&file;'))],
    ['with an entity bomb inside', () => letter(bomb + news('&h;'))],
    ['genuine but for its inside, which is no XML', () => letter('{"Event":"kf_msg_or_event"}')],
    ['without a body', () => ({ ...letter(news('wkForged')), body: '' })],
    ['with a body that is no XML', () => ({ ...letter(news('wkForged')), body: '{"Encrypt":"…"}' })],
    ['with an envelope that is no base64', () => outer('', '***')],
    ['with an envelope cut off', () => ({ ...letter(news('wkForged')), body: letter(news('x')).body.slice(0, 90) })],
    [
      'with two envelopes',
      () => ({ ...letter(news('wkForged')), body: '<xml><Encrypt>a</Encrypt><Encrypt>b</Encrypt></xml>' }),
    ],
    ['without a signature', () => edited((query) => query.replace(/msg_signature=\w+&/, ''))],
    ['without a time', () => edited((query) => query.replace(/&timestamp=\d+/, ''))],
    ['with a time in words', () => edited((query) => query.replace(/timestamp=\d+/, 'timestamp=now'))],
    ['without a nonce', () => edited((query) => query.replace(/&nonce=\d+/, ''))],
    ['with its signature twice', () => edited((query) => `${query}&msg_signature=0`)],
    ['with its time twice', () => edited((query) => `${query}&timestamp=1`)],
    ['with a parameter nobody can decode', () => edited((query) => `${query}&x=%E0%A4%A`)],
    ['without any parameter', () => edited(() => '')],
  ]
  const edited = (change: (query: string) => string) => {
    const genuine = letter(news('wkForged'))
    return { ...genuine, query: change(genuine.query) }
  }

  it.each(forgeries)('%s is refused like every other, and nothing is kept', async (_what, make) => {
    const { status, body, headers } = await post(make())

    expect({ status, body }).toEqual(REFUSED)
    expect(JSON.stringify(headers)).not.toMatch(/stack|error|sign|decrypt/i)
    expect(await known()).toEqual([])
  })

  it.each([
    ['application/json', '{"Encrypt":1}'],
    ['application/x-www-form-urlencoded', 'Encrypt=1'],
    ['multipart/form-data; boundary=x', '--x--'],
    ['application/octet-stream', Buffer.from(Array.from({ length: 4096 }, (_, index) => (index * 37) % 256))],
    ['image/png', Buffer.alloc(1000, 0)],
  ])('as %s is refused too', async (type, body) => {
    const { status, body: said } = await send('POST', `/wecom/callback?${letter(news('wkForged')).query}`, body, type)

    expect({ status, body: said }).toEqual(REFUSED)
  })

  it('of 3 MB is refused without being read to its end', async () => {
    const answers = await Promise.all(
      Array.from({ length: 8 }, () =>
        post({ ...letter(news('wkForged')), body: `<xml>${'x'.repeat(3 * MEGABYTE)}</xml>` }),
      ),
    )

    // Either the refusal, or the line was cut while the rest was still on its way.
    for (const { status, body } of answers)
      expect([`${REFUSED.status} ${REFUSED.body}`, '0 ']).toContain(`${status} ${body}`)
  })

  it.each(['PUT', 'DELETE', 'PATCH', 'OPTIONS'])('by %s finds no door', async (method) => {
    const { query, body } = letter(news('wkForged'))

    const { status } = await send(method, `/wecom/callback?${query}`, body)

    expect(status).toBeGreaterThanOrEqual(400)
    expect(status).toBeLessThan(500)
    expect(await known()).toEqual([])
  })

  it('with a forged echo is refused as well', async () => {
    const { query } = letter('echo', { token: 'guessed' })

    const { status, body } = await send('GET', `/wecom/callback?${query}&echostr=AAAA`)

    expect({ status, body }).toEqual(REFUSED)
  })
})

it('takes a genuine letter once, answers its replay 200, and doubles nothing', async () => {
  const genuine = letter(news(wecom.openKfid))
  const wakes = async () =>
    (
      await running.database.db.query<{ gen: string }>(
        'wakes',
        'select wake_gen as gen from kf_account where open_kfid = $1',
        [wecom.openKfid],
      )
    )[0]?.gen

  const first = await post(genuine)
  const once = await wakes()
  const replays = await Promise.all([post(genuine), post(genuine), post(genuine)])

  for (const { status, body } of [first, ...replays]) expect({ status, body }).toEqual({ status: 200, body: '' })
  expect(await wakes()).toBe(once)
})

it('answers an owner as always after all of it, and its log verifies', async () => {
  wecom.setCallbackUrl(`${running.url}/wecom/callback`)
  const resident = wecom.resident('wmAfterwards')

  await resident.text('物业费怎么交')
  await wecom.until(() => resident.received.length > 0, 15_000)

  expect((await running.api('GET', '/api/v1/exchanges?user=wmAfterwards')).body.items).toHaveLength(2)
  expect((await running.api('GET', '/api/v1/exchanges/verify')).body.ok).toBe(true)
  expect((await fetch(`${running.url}/healthz`)).status).toBe(200)
  const metrics = await (await fetch(`${running.url}/metrics`)).text()
  expect(metrics).toMatch(/shouwen_callback_seconds_count [1-9]/)
  expect(metrics).toMatch(/shouwen_messages_in_total\{channel="wecom-kf",kind="text"\} 1/)
  expect(metrics).toContain('shouwen_backlog{of="inboxWaiting"} 0')
  expect(wecom.violations).toEqual([])
})
