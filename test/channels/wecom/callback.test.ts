import fastify from 'fastify'
import type { FastifyInstance } from 'fastify'
import type { CallbackEvent } from '../../../src/channels/wecom/callback'
import { registerWecomCallback } from '../../../src/channels/wecom/callback-routes'
import { openEnvelope, sealEnvelope, signatureOf } from '../../../src/channels/wecom/envelope'
import { readXml, textField } from '../../../src/channels/wecom/callback-xml'
import { ManualClock } from '../../../src/platform/clock'
import { Notes } from './notes'

const keys = { token: 'Tok3n', aesKey: 'kWxPEV2UEDyxWpmPdKC3F4dgPDmOvfKX1HGnEUDS1aR', receiveId: 'ww49f0ab532d5d035a' }
const WAKE = '<xml><Event><![CDATA[kf_msg_or_event]]></Event><Token>T1</Token><OpenKfId>wk1</OpenKfId></xml>'

let app: FastifyInstance
let base: string
let clock: ManualClock
let log: Notes
let events: CallbackEvent[]
let onEvent: (event: CallbackEvent) => Promise<void | Record<string, string>>

beforeEach(async () => {
  app = fastify({ logger: false })
  clock = new ManualClock('2026-11-21T10:00:00Z')
  log = new Notes()
  events = []
  onEvent = async (event) => void events.push(event)
  await registerWecomCallback(app, { ...keys, clock, log, onEvent: (event) => onEvent(event) })
  base = await app.listen({ port: 0, host: '127.0.0.1' })
})
afterEach(() => app.close())

describe('address verification', () => {
  test('answers the decrypted echo and nothing else', async () => {
    const answer = await get(addressOf(seal('7301616140317555161061'), true))

    expect(answer.statusCode).toBe(200)
    expect(answer.body).toBe('7301616140317555161061')
    expect(answer.type).toContain('text/plain')
  })

  test('keeps a raw plus in echostr', async () => {
    let letter = seal('1')
    for (let echo = 2; !letter.encrypt.includes('+'); echo += 1) letter = seal(String(echo))
    const { signature, timestamp, nonce, encrypt } = letter

    const query = `msg_signature=${signature}&timestamp=${timestamp}&nonce=${nonce}&echostr=${encrypt}`
    const answer = await get(`/wecom/callback?${query}`)

    expect(encrypt).toContain('+')
    expect(answer.statusCode).toBe(200)
  })

  test('may be asked twice', async () => {
    const url = addressOf(seal('42'), true)

    expect((await get(url)).body).toBe('42')
    expect((await get(url)).body).toBe('42')
  })
})

describe('an event', () => {
  test('is handed over once and answered with an empty 200', async () => {
    const answer = await post(seal(WAKE))

    expect(answer.statusCode).toBe(200)
    expect(answer.body).toBe('')
    expect(events).toEqual([{ Event: 'kf_msg_or_event', Token: 'T1', OpenKfId: 'wk1' }])
  })

  test('delivered a second time is answered 200 and not handed over again', async () => {
    const letter = seal(WAKE)

    const answers = [await post(letter), await post(letter), await post(letter)]

    expect(answers.map(({ statusCode }) => statusCode)).toEqual([200, 200, 200])
    expect(events).toHaveLength(1)
  })

  test('that could not be stored is answered 503, and its second delivery is tried again', async () => {
    const letter = seal(WAKE)
    const store = onEvent
    onEvent = async () => {
      throw new Error('the database is away')
    }

    const first = await post(letter)
    onEvent = store
    const second = await post(letter)

    expect([first.statusCode, second.statusCode]).toEqual([503, 200])
    expect(first.body).toBe('')
    expect(events).toHaveLength(1)
  })

  test('keeps ids beyond 2^53, leading zeros, CDATA and repeated elements as they are', async () => {
    await post(
      seal(
        '<xml><MsgId>4561255354251345929</MsgId><Content><![CDATA[<b>110 & 007</b>]]></Content>' +
          '<AuthAddOpenKfId>wk1</AuthAddOpenKfId><AuthAddOpenKfId>wk2</AuthAddOpenKfId><Zero>007</Zero></xml>',
      ),
    )

    expect(events[0]).toEqual({
      MsgId: '4561255354251345929',
      Content: '<b>110 & 007</b>',
      AuthAddOpenKfId: ['wk1', 'wk2'],
      Zero: '007',
    })
  })

  test('may be answered by a passive reply, sealed and signed for the same receiver', async () => {
    onEvent = async () => ({ MsgType: 'text', Content: '收到 ]]> 好的' })

    const answer = await post(seal('<xml><MsgType>text</MsgType></xml>'))

    const outer = readXml(answer.body)
    const part = (name: string) => textField(outer, name) ?? ''
    const inner = openEnvelope(keys, {
      signature: part('MsgSignature'),
      timestamp: part('TimeStamp'),
      nonce: part('Nonce'),
      encrypt: part('Encrypt'),
    })
    expect(readXml(inner)).toEqual({ MsgType: 'text', Content: '收到 ]]> 好的' })
  })

  test('within ten minutes of our clock is taken, beyond it refused and the skew told to the log', async () => {
    const letter = seal(WAKE)
    const later = seal(WAKE, { nonce: 'later' })

    clock.advance(9 * 60_000)
    const inside = await post(letter)
    clock.advance(2 * 60_000)
    const outside = await post(later)

    expect([inside.statusCode, outside.statusCode]).toEqual([200, 400])
    expect(log.sentences('warn')).toEqual([expect.stringContaining('a clock is wrong')])
  })
})

describe('a hostile callback gets one and the same answer', () => {
  const good = () => seal(WAKE)
  const bomb = `<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">${Array.from({ length: 9 }, (_, i) => `<!ENTITY a${i} "&a;&a;&a;">`).join('')}]>`
  const cases: Array<[string, () => { url: string; body: string | Buffer }]> = [
    [
      'forged signature',
      () => ({ url: addressOf({ ...good(), signature: 'f'.repeat(40) }), body: outer(good().encrypt) }),
    ],
    ['signature of another token', () => sealedWith({ ...keys, token: 'other' })],
    ['foreign receiveid', () => sealedWith({ ...keys, receiveId: 'wwforeign' })],
    ['foreign key', () => sealedWith({ ...keys, aesKey: 'abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG' })],
    ['stale timestamp', () => request(seal(WAKE, { timestamp: '1409659813' }))],
    ['timestamp from the future', () => request(seal(WAKE, { timestamp: '4102444800' }))],
    ['timestamp that is no number', () => request(seal(WAKE, { timestamp: '12e3' }))],
    ['no parameters', () => ({ url: '/wecom/callback', body: outer(good().encrypt) })],
    ['a missing nonce', () => ({ url: addressOf(good()).replace(/&nonce=[^&]*/, ''), body: outer(good().encrypt) })],
    ['a repeated nonce', () => ({ url: `${addressOf(good())}&nonce=2`, body: outer(good().encrypt) })],
    ['a parameter that cannot be decoded', () => ({ url: `${addressOf(good())}&x=%E0%A4%A`, body: '' })],
    ['an empty body', () => ({ url: addressOf(good()), body: '' })],
    ['a body that is no XML', () => ({ url: addressOf(good()), body: '{"encrypt":"x"}' })],
    ['broken XML', () => ({ url: addressOf(good()), body: outer(good().encrypt).replace('</xml>', '') })],
    ['no Encrypt', () => ({ url: addressOf(good()), body: '<xml><A>1</A></xml>' })],
    ['two Encrypts', () => ({ url: addressOf(good()), body: '<xml><Encrypt>a</Encrypt><Encrypt>b</Encrypt></xml>' })],
    [
      'an external entity',
      () => ({
        url: addressOf(good()),
        body: `<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><xml><Encrypt>&e;</Encrypt></xml>`,
      }),
    ],
    ['an entity bomb', () => ({ url: addressOf(good()), body: `${bomb}<xml><Encrypt>&a8;</Encrypt></xml>` })],
    ['an entity bomb inside a genuine letter', () => request(seal(`${bomb}<xml><Event>&a8;</Event></xml>`))],
    ['deep nesting', () => ({ url: addressOf(good()), body: '<xml>'.repeat(20_000) + '</xml>'.repeat(20_000) })],
    ['a prototype as element', () => ({ url: addressOf(good()), body: '<xml><__proto__><a>1</a></__proto__></xml>' })],
    ['three megabytes', () => ({ url: addressOf(good()), body: outer('A'.repeat(3 << 20)) })],
    ['binary', () => ({ url: addressOf(good()), body: Buffer.from([0, 255, 254, 0, 1, 2, 3, 128]) })],
    ['a genuine letter without XML inside', () => request(seal('plain text'))],
    ['a very long address', () => ({ url: `${addressOf(good())}&x=${'y'.repeat(9000)}`, body: outer(good().encrypt) })],
  ]

  test.each(cases)('%s', async (_what, make) => {
    const { url, body } = make()

    const answer = await ask('POST', url, body)

    expect({ status: answer.statusCode, body: answer.body }).toEqual({ status: 400, body: 'bad request' })
    expect(events).toEqual([])
    expect(log.everything()).not.toContain(keys.aesKey)
    expect(log.everything()).not.toContain('passwd')
  })

  test('and the process goes on serving', async () => {
    for (const [, make] of cases) {
      const { url, body } = make()
      await ask('POST', url, body)
    }

    const answer = await post(seal(WAKE, { nonce: 'after' }))

    expect(answer.statusCode).toBe(200)
    expect(events).toHaveLength(1)
  })

  test('the verification refuses alike', async () => {
    const forged = addressOf({ ...seal('42'), signature: '0'.repeat(40) }, true)
    const without = addressOf(seal('42'), false)

    for (const url of [forged, without, '/wecom/callback']) {
      const answer = await get(url)
      expect([answer.statusCode, answer.body]).toEqual([400, 'bad request'])
    }
  })
})

function seal(message: string, on: { timestamp?: string; nonce?: string } = {}, by = keys) {
  const timestamp = on.timestamp ?? String(Math.floor(clock.now().getTime() / 1000))
  const letter = sealEnvelope(by, message, { timestamp, nonce: on.nonce ?? '1372623149' })
  return { ...letter, signature: signatureOf(by.token, timestamp, letter.nonce, letter.encrypt) }
}

function sealedWith(by: typeof keys) {
  return request(seal(WAKE, {}, by))
}

function request(letter: ReturnType<typeof seal>) {
  return { url: addressOf(letter), body: outer(letter.encrypt) }
}

function addressOf(letter: ReturnType<typeof seal>, echo = false): string {
  const query = new URLSearchParams({
    msg_signature: letter.signature,
    timestamp: letter.timestamp,
    nonce: letter.nonce,
    ...(echo ? { echostr: letter.encrypt } : {}),
  })
  return `/wecom/callback?${query}`
}

function outer(encrypt: string): string {
  return `<xml><ToUserName><![CDATA[ww]]></ToUserName>\n<Encrypt><![CDATA[${encrypt}]]></Encrypt><AgentID>1</AgentID></xml>`
}

function post(letter: ReturnType<typeof seal>) {
  const { url, body } = request(letter)
  return ask('POST', url, body)
}

function get(url: string) {
  return ask('GET', url)
}

async function ask(method: string, url: string, body?: string | Buffer) {
  const response = await fetch(base + url, {
    method,
    body,
    headers: body === undefined ? {} : { 'content-type': 'text/xml' },
  })
  return {
    statusCode: response.status,
    body: await response.text(),
    type: response.headers.get('content-type') ?? '',
  }
}
