import { ChatHistory } from '../../src/console/contract/web-chat'
import { givenServer, type GivenServer } from './given-server'

const PNG = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR4nGP4z8DwHwAFAAH/iZk9HQAAAABJRU5ErkJggg=='

describe("the owner's web chat", () => {
  let server: GivenServer
  beforeAll(async () => {
    server = await givenServer()
  })
  afterAll(() => server.close())

  async function givenGuest(): Promise<{ cookie: string }> {
    const answer = await server.call('GET', '/chat', undefined, {})
    return { cookie: answer.headers.get('set-cookie')!.split(';')[0]! }
  }
  const history = async (guest: { cookie: string }, query = '') =>
    (await server.call('GET', `/chat/history${query}`, undefined, guest)).json
  const say = (guest: { cookie: string }, body: object) => server.call('POST', '/chat/messages', body, guest)

  it('gives a browser a guest of its own and keeps it', async () => {
    const first = await server.call('GET', '/chat', undefined, {})
    const cookie = first.headers.get('set-cookie')!
    const again = await server.call('GET', '/chat', undefined, { cookie: cookie.split(';')[0]! })
    const other = await server.call('GET', '/chat', undefined, {})

    expect(cookie).toMatch(
      /^shouwen_guest=guest-[\w-]{12}\.[\w-]{43}; Path=\/chat; Max-Age=\d+; HttpOnly; SameSite=Lax$/,
    )
    expect(again.headers.get('set-cookie')).toBe(cookie)
    expect(other.headers.get('set-cookie')).not.toBe(cookie)
  })

  it('speaks as its own guest, whatever user and time the body claims', async () => {
    const guest = await givenGuest()

    const answer = await say(guest, { user: '别人', text: '你好', at: '2020-01-01T00:00:00Z', id: 'g1' })

    expect(answer.json.replies).toEqual([{ type: 'text', text: '您说的是：你好' }])
    const { items } = (await server.call('GET', `/api/v1/exchanges?conversation=${answer.json.conversationId}`)).json
    expect(items[0]).toMatchObject({ user: expect.stringMatching(/^guest-/), at: expect.stringMatching(/^2026-11-21/) })
  })

  it('restores what was said, with menus as options, and only what is its own', async () => {
    const guest = await givenGuest()
    await say(guest, { text: '菜单', id: 'h1' })
    await say(guest, { menuId: 'm-repair' })

    const read = ChatHistory.parse(await history(guest))
    const later = await history(guest, `?after=${read.messages[1]!.seq}`)

    expect(read).toMatchObject({ handoff: null, more: false })
    expect(read.messages.map(({ text, kind }) => [kind, text])).toEqual([
      ['text', '菜单'],
      ['menu', '请选择：'],
      ['menu', '我要报修'],
      ['text', '已为您登记报修，师傅会联系您。'],
    ])
    expect(read.messages[0]!.sourceId).toBe('h1')
    expect(read.messages[1]).toMatchObject({
      tail: '也可以直接说。',
      options: [{ id: 'm-repair' }, { id: 'm-person' }],
    })
    expect(later.messages).toHaveLength(2)
    expect((await history(await givenGuest())).messages).toEqual([])
  })

  it('reads a long talk in parts, the newest first', async () => {
    const guest = await givenGuest()
    for (let n = 0; n < 30; n++) await say(guest, { text: `第${n}句` })

    const newest = await history(guest)
    const older = await history(guest, `?before=${newest.messages[0].seq}`)

    expect(newest).toMatchObject({ more: true })
    expect(newest.messages).toHaveLength(50)
    expect(newest.messages.at(-1).text).toBe('您说的是：第29句')
    expect(older).toMatchObject({ more: false })
    expect(older.messages).toHaveLength(10)
  })

  it('keeps photos for their owner and the staff', async () => {
    const guest = await givenGuest()
    await say(guest, { image: PNG })
    const [{ fileUrl }] = (await history(guest)).messages

    const own = await server.call('GET', fileUrl, undefined, guest)
    const others = await server.call('GET', fileUrl, undefined, await givenGuest())

    expect(own.headers.get('content-type')).toBe('image/png')
    expect(own.headers.get('content-security-policy')).toContain('sandbox')
    expect(own.headers.get('x-content-type-options')).toBe('nosniff')
    expect(others.status).toBe(404)
  })

  it('says who answers: a person who is called or serves', async () => {
    const guest = await givenGuest()
    const { json } = await say(guest, { text: '人工' })
    const called = await history(guest)
    await server.call('POST', `/api/v1/handoffs/${json.handoff.id}/accept`, { by: '徐静' })
    await server.call('POST', `/api/v1/handoffs/${json.handoff.id}/reply`, { by: '徐静', text: '您好' })
    const served = await history(guest)

    expect(called.handoff).toBe('waiting')
    expect(served.handoff).toBe('active')
    expect(served.messages.at(-1)).toMatchObject({ author: 'staff', authorName: '徐静', text: '您好' })
  })

  it('does not call a colleague by their account', async () => {
    const guest = await givenGuest()
    const { json } = await say(guest, { text: '人工' })
    await server.call('POST', `/api/v1/handoffs/${json.handoff.id}/accept`, { by: 'admin' })
    await server.call('POST', `/api/v1/handoffs/${json.handoff.id}/reply`, { by: 'admin', text: '您好' })

    expect((await history(guest)).messages.at(-1)).toMatchObject({ author: 'staff', authorName: null })
  })

  it.each(['/chat/history', '/chat/stream', '/chat/files/1'])(
    'closes %s to browsers without a genuine cookie',
    async (path) => {
      const { cookie } = await givenGuest()
      const forged = [`${cookie.slice(0, -4)}AAAA`, 'shouwen_guest=guest-x', 'shouwen_guest=.', '']
      for (const given of forged)
        expect((await server.call('GET', path, undefined, { cookie: given })).status).toBe(401)
    },
  )

  it('refuses messages without a cookie, from another site, and too many', async () => {
    const guest = await givenGuest()
    const crossSite = await server.call(
      'POST',
      '/chat/messages',
      { text: 'a' },
      { ...guest, 'sec-fetch-site': 'cross-site' },
    )
    const flood = await Promise.all(Array.from({ length: 61 }, () => say(guest, { text: '刷屏', id: 'same' })))

    expect((await say({ cookie: '' }, { text: 'a' })).status).toBe(401)
    expect(crossSite.status).toBe(403)
    expect(flood.map(({ status }) => status).sort()).toEqual([...Array<number>(60).fill(200), 429])
  })

  it('does not carry the API token, nor does the token speak here', async () => {
    const answer = await server.call('POST', '/chat/messages', { user: 'a', text: 'b' })

    expect(answer.status).toBe(401)
  })

  describe('where it is served', () => {
    const REMOTE = { 'x-forwarded-for': '203.0.113.9' }
    it.each([
      ['local', {}, 200],
      ['local', REMOTE, 404],
      ['local', { host: 'rebound.example' }, 404],
      ['public', REMOTE, 200],
      ['off', {}, 404],
    ] as const)('WEB_CHAT=%s with %j: %i', async (webChat, headers, status) => {
      const other = await givenServer({ settings: { webChat, timeZone: 'Asia/Shanghai' } })

      // fetch does not let us choose the host.
      const { get } = await import('node:http')
      const found = await new Promise((resolve, reject) =>
        get(`${other.url}/chat`, { headers }, (answer) => resolve(answer.resume().statusCode)).on('error', reject),
      )

      expect(found).toBe(status)
      await other.close()
    })
  })
})
