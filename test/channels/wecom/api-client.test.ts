import { MemoryTokenStore } from '../../../src/channels/wecom/access-token'
import { WecomError } from '../../../src/channels/wecom/wecom-error'
import { startEmulator } from '../../../src/emulator/start-emulator'
import { createWecomApi } from '../../../src/channels/wecom/api-client'
import { ManualClock } from '../../../src/platform/clock'
import { FakeWecom } from './fake-wecom'
import { Notes } from './notes'

let wecom: FakeWecom
beforeEach(() => (wecom = new FakeWecom()))

const STATE = 'kf/service_state/get'
const owner = { openKfid: 'wk1', user: 'wm1' }

describe('the access token', () => {
  test('is fetched once for fifty calls at the same moment', async () => {
    const api = wecom.api()

    await Promise.all(Array.from({ length: 50 }, () => api.serviceState(owner)))

    expect(wecom.calls('gettoken')).toHaveLength(1)
    expect(wecom.calls(STATE)).toHaveLength(50)
  })

  test.each([40014, 42001])(
    'refused with %i is renewed once for all fifty, each call repeated once',
    async (errcode) => {
      wecom.on(STATE, ({ query }) => (query.get('access_token') === 'SECRET-TOKEN-1' ? { errcode } : {}))
      const api = wecom.api()

      await Promise.all(Array.from({ length: 50 }, () => api.serviceState(owner)))

      expect(wecom.calls('gettoken')).toHaveLength(2)
      expect(wecom.calls(STATE).length).toBeLessThanOrEqual(100)
    },
  )

  test('refused twice is an error, not a loop', async () => {
    wecom.on(STATE, () => ({ errcode: 40014 }))

    const error = await failure(wecom.api().serviceState(owner))

    expect([error.errcode, error.errorClass]).toEqual([40014, 'token'])
    expect(wecom.calls(STATE)).toHaveLength(2)
    expect(wecom.calls('gettoken')).toHaveLength(2)
  })

  test('is renewed minutes before its end', async () => {
    const api = wecom.api()
    await api.serviceState(owner)

    wecom.clock.advance(6500_000)
    await api.serviceState(owner)
    expect(wecom.calls('gettoken')).toHaveLength(1)
    wecom.clock.advance(400_000)
    await api.serviceState(owner)

    expect(wecom.calls('gettoken')).toHaveLength(2)
  })

  test('is one for two processes, and the one found dead is deleted only if it is still the shared one', async () => {
    const tokens = new MemoryTokenStore()
    const [one, two] = [wecom.api({ tokens }), wecom.api({ tokens })]
    await Promise.all([one.serviceState(owner), two.serviceState(owner)])
    wecom.on(STATE, ({ query }) => (query.get('access_token') === 'SECRET-TOKEN-1' ? { errcode: 42001 } : {}))

    await one.serviceState(owner)
    await two.serviceState(owner)

    expect(wecom.calls('gettoken')).toHaveLength(2)
    expect((await tokens.read())?.token).toBe('SECRET-TOKEN-2')
  })

  test('and the secret stand in no error and no log line, whatever fails', async () => {
    const replies = [
      () => ({
        errcode: 40058,
        errmsg: 'bad, hint: [x], from ip: 1.2.3.4, more info at https://x?access_token=SECRET',
      }),
      () => new TypeError('fetch failed https://wecom.test/cgi-bin/x?access_token=SECRET-TOKEN-1'),
      () => new Response('<html>SECRET</html>', { status: 502 }),
      () => ({ errcode: 45009 }),
      () => ({ errcode: 60020, errmsg: 'not allow to access from your ip, from ip: 203.0.113.9' }),
    ]
    for (const reply of replies) {
      const one = new FakeWecom()
      one.on(STATE, reply)
      const error = await failure(one.api().serviceState(owner))
      expect(JSON.stringify([error, error.message, error.stack, error.details, error.cause])).not.toContain('SECRET')
      expect(one.log.everything()).not.toContain('SECRET')
    }
  })
})

describe('a wrong setting', () => {
  test('of the secret raises an alarm and is not hammered', async () => {
    wecom.on('gettoken', () => ({ errcode: 40001, errmsg: 'invalid credential' }))
    const api = wecom.api()

    const errors = []
    for (let call = 0; call < 20; call += 1) errors.push(await failure(api.serviceState(owner)))

    expect(wecom.calls('gettoken')).toHaveLength(1)
    expect(wecom.calls(STATE)).toHaveLength(0)
    expect(errors.map(({ errorClass }) => errorClass)).toEqual(Array(20).fill('configuration'))
    expect(errors.at(-1)?.retryAfterMs).toBeGreaterThan(0)
    expect(api.alarms()).toEqual([expect.objectContaining({ errcode: 40001, api: '*' })])
    expect(wecom.log.sentences('error')).toHaveLength(1)
  })

  test('is tried again after a growing pause, and the alarm ends with the first success', async () => {
    wecom.on('gettoken', (_seen, count) => (count < 3 ? { errcode: 40001 } : { access_token: 'T', expires_in: 7200 }))
    const api = wecom.api()
    await failure(api.serviceState(owner))

    wecom.clock.advance(301_000)
    await failure(api.serviceState(owner))
    wecom.clock.advance(301_000)
    await failure(api.serviceState(owner))
    expect(wecom.calls('gettoken')).toHaveLength(2)
    wecom.clock.advance(301_000)
    await api.serviceState(owner)

    expect(api.alarms()).toEqual([])
  })

  test('of the trusted address names the address to enter, and holds every API back for a minute', async () => {
    wecom.on(STATE, () => ({
      errcode: 60020,
      errmsg: 'not allow to access from your ip, hint: [1], from ip: 203.0.113.9, more',
    }))
    const api = wecom.api()

    const error = await failure(api.serviceState(owner))
    await failure(api.kfAccounts())

    expect(error.ip).toBe('203.0.113.9')
    expect(api.alarms()[0]?.ip).toBe('203.0.113.9')
    expect(wecom.calls('kf/account/list')).toHaveLength(0)
    wecom.clock.advance(61_000)
    expect(await api.kfAccounts()).toEqual([])
    expect(api.alarms()).toEqual([])
  })

  test('of one account holds no other call back', async () => {
    wecom.on(STATE, (_seen, count) => (count === 1 ? { errcode: 48007 } : {}))
    const api = wecom.api()
    await failure(api.serviceState(owner))

    expect(await api.serviceState(owner)).toEqual({ state: 0, servicer: null })
  })
})

describe('a rate limit', () => {
  test('pauses that API for a minute and no other', async () => {
    wecom.on(STATE, (_seen, count) => (count === 1 ? { errcode: 45009 } : {}))
    const api = wecom.api()

    const first = await failure(api.serviceState(owner))
    const second = await failure(api.serviceState(owner))

    expect([first.errorClass, first.retryAfterMs]).toEqual(['throttled', 60_000])
    expect(second.errorClass).toBe('throttled')
    expect(wecom.calls(STATE)).toHaveLength(1)
    expect(await api.kfAccounts()).toEqual([])
    wecom.clock.advance(60_000)
    expect(await api.serviceState(owner)).toEqual({ state: 0, servicer: null })
  })

  test('that strikes again and again was an hour’s limit', async () => {
    wecom.on(STATE, () => ({ errcode: 45009 }))
    const api = wecom.api()
    const pauses: number[] = []
    for (let strike = 0; strike < 4; strike += 1) {
      const { retryAfterMs } = await failure(api.serviceState(owner))
      pauses.push(retryAfterMs / 60_000)
      wecom.clock.advance(retryAfterMs)
    }

    expect(pauses).toEqual([1, 1, 10, 60])
  })

  test('on calls at once (45033) waits a moment and then lets fewer through', async () => {
    let running = 0
    let most = 0
    wecom.on(STATE, async (_seen, count) => {
      if (count === 1) return { errcode: 45033 }
      most = Math.max(most, (running += 1))
      await new Promise((resolve) => setImmediate(resolve))
      running -= 1
      return {}
    })
    const api = wecom.api()
    await failure(api.serviceState(owner))
    wecom.clock.advance(1_000)

    await Promise.all(Array.from({ length: 30 }, () => api.serviceState(owner)))

    expect(most).toBe(8)
  })
})

describe('what is transient', () => {
  test.each<[string, () => Record<string, unknown> | Response | Error]>([
    ['errcode -1', () => ({ errcode: -1 })],
    ['a broken connection', () => new TypeError('fetch failed')],
    ['HTTP 502 with a page', () => new Response('<html></html>', { status: 502 })],
    ['half a JSON text', () => new Response('{"errcode":0,"ser', { status: 200 })],
    ['a JSON list', () => Response.json([])],
  ])('%s is tried three times with growing pauses', async (_what, reply) => {
    wecom.on(STATE, reply)

    const error = await failure(wecom.api().serviceState(owner))

    expect([error.errorClass, error.retryable]).toEqual(['transient', true])
    expect(wecom.calls(STATE)).toHaveLength(3)
    expect(wecom.pauses).toEqual([200, 600])
  })

  test('and a send is left to whoever stored its msgid', async () => {
    wecom.on('kf/send_msg', () => ({ errcode: -1 }))

    const error = await failure(wecom.api().sendMsg(owner, 'o_1', { msgtype: 'text', text: { content: '您好' } }))

    expect(error.maybeDone).toBe(true)
    expect(wecom.calls('kf/send_msg')).toHaveLength(1)
  })

  test('a caller that gives up is obeyed', async () => {
    const stop = new AbortController()
    wecom.on(STATE, () => {
      stop.abort()
      return { errcode: -1 }
    })

    await expect(wecom.api().serviceState(owner, { signal: stop.signal })).rejects.toThrow()

    expect(wecom.calls(STATE)).toHaveLength(1)
  })
})

describe('a request', () => {
  test.each([
    ['https://qyapi.weixin.qq.com', 'https://qyapi.weixin.qq.com/cgi-bin/gettoken'],
    ['https://qyapi.weixin.qq.com/', 'https://qyapi.weixin.qq.com/cgi-bin/gettoken'],
    ['https://qyapi.weixin.qq.com/cgi-bin/', 'https://qyapi.weixin.qq.com/cgi-bin/gettoken'],
    ['http://10.0.0.8:8080/wecom', 'http://10.0.0.8:8080/wecom/cgi-bin/gettoken'],
  ])('goes below WECOM_API_BASE %s', async (base, expected) => {
    const urls: string[] = []
    const fetch: typeof globalThis.fetch = (input, init) => {
      urls.push(String(input).split('?')[0] ?? '')
      return wecom.fetch(input, init)
    }

    await wecom.api({ fetch }, base).checkCredentials()

    expect(urls).toEqual([expected])
  })

  test('carries raw UTF-8 and no escape, whatever the text holds', async () => {
    const content = '厨房漏水💧 "紧急"\n半个\uD83D字 \u0007响'
    await wecom.api().sendMsg(owner, 'o_1', { msgtype: 'text', text: { content } })

    const body = wecom.calls('kf/send_msg')[0]?.body ?? ''
    expect(body).not.toMatch(/\\u/)
    expect(JSON.parse(body).text.content).toBe('厨房漏水💧 "紧急"\n半个\uFFFD字 响')
  })

  test('leaves empty fields out', async () => {
    await wecom.api().syncMsg({ openKfid: 'wk1', cursor: '', token: '', limit: 100 })

    expect(JSON.parse(wecom.calls('kf/sync_msg')[0]?.body ?? '')).toEqual({ open_kfid: 'wk1', limit: 100 })
  })
})

describe('a download', () => {
  const file = (headers: Record<string, string>, body = 'bytes') => new Response(body, { headers })

  test.each([
    ['attachment; filename="photo.png"', 'photo.png'],
    ["attachment; filename=x.pdf; filename*=UTF-8''%E5%90%88%E5%90%8C.pdf", '合同.pdf'],
    [`attachment; filename="${Buffer.from('合同.pdf').toString('latin1')}"`, '合同.pdf'],
    ['attachment; filename="../../etc/passwd"', 'passwd'],
    ['attachment', null],
  ])('takes its name from %s', async (disposition, name) => {
    wecom.on('media/get', () => file({ 'content-disposition': disposition, 'content-type': 'application/pdf' }))

    expect((await wecom.api().media('m1')).name).toBe(name)
  })

  test('that is an error in JSON is not taken for a file', async () => {
    wecom.on('media/get', () => ({ errcode: 40007 }))

    expect((await failure(wecom.api().media('m1'))).errorClass).toBe('stale')
  })

  test('of a JSON file is a file', async () => {
    const headers = { 'content-disposition': 'attachment; filename="a.json"', 'content-type': 'application/json' }
    wecom.on('media/get', () => file(headers, '{"errcode":40007}'))

    expect((await wecom.api().media('m1')).bytes.toString()).toBe('{"errcode":40007}')
  })
})

describe('against the emulator, over real HTTP', () => {
  test('every call we use is understood and breaks no rule, with answers that lack what is empty', async () => {
    const clock = new ManualClock('2026-11-21T10:00:00Z')
    const emulator = await startEmulator({ clock })
    const api = createWecomApi(
      {
        base: emulator.baseUrl,
        corpId: emulator.env.WECOM_CORP_ID,
        secret: emulator.env.WECOM_SECRET,
        agentId: 1000002,
      },
      { clock, log: new Notes() },
    )
    emulator.faults.set({ omitEmpty: { probability: 1 }, oddErrmsg: { probability: 1 } })
    const resident = emulator.resident('wmWang')
    await resident.enter({ scene: 'gate3', sceneParam: 'b=3' })
    await resident.image()
    const named = { openKfid: emulator.openKfid, user: 'wmWang' }
    try {
      const page = await api.syncMsg({ openKfid: emulator.openKfid })
      const photo = page.msg_list.at(-1) as { image: { media_id: string } }

      expect(await api.kfAccounts()).toHaveLength(1)
      expect(await api.kfServicers(emulator.openKfid)).toEqual({
        people: [{ userid: 'zhangsan', receiving: true }],
        departments: [],
      })
      expect((await api.media(photo.image.media_id)).mime).toBe('image/png')
      expect(await api.serviceState(named)).toEqual({ state: 0, servicer: null })
      await api.sendMsg(named, 'o_1', { msgtype: 'text', text: { content: '您好' } })
      await api.recallMsg(emulator.openKfid, 'o_1')
      expect((await api.transferSession(named, 3, 'zhangsan')).code).toBeTruthy()
      expect(await api.serviceState(named)).toEqual({ state: 3, servicer: 'zhangsan' })
      expect((await api.customers(['wmWang']))[0]?.enter_session_context?.scene_param).toBe('b=3')
      expect(await api.contactWay(emulator.openKfid, 'gate3')).toContain('http')
      const amr = { name: '录音.amr', mime: 'audio/amr', bytes: Buffer.from('#!AMR\n0123456789') }
      expect(await api.uploadMedia('voice', amr)).toBeTruthy()
      await api.sendAppText('zhangsan', '有一位业主等待人工')
      expect(emulator.appMessages.map(({ text }) => text)).toEqual(['有一位业主等待人工'])
      expect(emulator.violations).toEqual([])
    } finally {
      await emulator.close()
    }
  })
})

async function failure(work: Promise<unknown>): Promise<WecomError> {
  const error = await work.then(
    () => new Error('it succeeded'),
    (reason: unknown) => reason,
  )
  if (error instanceof WecomError) return error
  throw error
}
