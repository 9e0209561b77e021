import { WebAnswer } from '../../../src/console/contract/web-chat'
import { givenServer, type GivenServer } from '../given-server'

const PATH = '/api/v1/web-chat/messages'
/** One red pixel. */
const PNG = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR4nGP4z8DwHwAFAAH/iZk9HQAAAABJRU5ErkJggg=='

describe('POST /api/v1/web-chat/messages', () => {
  let server: GivenServer
  beforeAll(async () => {
    server = await givenServer()
  })
  afterAll(() => server.close())
  const say = (body: object) => server.call('POST', PATH, body)
  const logOf = async (user: string) => (await server.call('GET', `/api/v1/exchanges?user=${user}`)).json.items

  it('answers after the turn, with texts and menus', async () => {
    const text = await say({ user: 'w1', text: '你好' })
    const menu = await say({ user: 'w1', text: '菜单' })

    expect(text.status).toBe(200)
    expect(WebAnswer.parse(text.json)).toMatchObject({
      replies: [{ type: 'text', text: '您说的是：你好' }],
      handoff: null,
    })
    expect(menu.json.replies[0].options).toEqual([
      { id: 'm-repair', label: '我要报修' },
      { id: 'm-person', label: '转人工' },
    ])
    expect(menu.json.conversationId).toBe(text.json.conversationId)
  })

  it('says that a person was called, and nothing while one serves', async () => {
    const called = await say({ user: 'w2', text: '转人工' })
    await server.call('POST', `/api/v1/handoffs/${called.json.handoff.id}/accept`, { by: '徐静' })
    const served = await say({ user: 'w2', text: '在吗' })
    await server.call('POST', `/api/v1/handoffs/${called.json.handoff.id}/close`, { by: '徐静' })
    const after = await say({ user: 'w2', text: '谢谢' })

    expect(called.json.handoff).toEqual({ id: expect.any(String), status: 'waiting' })
    expect(served.json).toMatchObject({ replies: [], handoff: { status: 'active' } })
    expect(after.json).toMatchObject({ replies: [{ text: '您说的是：谢谢' }], handoff: null })
  })

  it('takes the same id once and gives the first answer again, also when both come at the same moment', async () => {
    const message = { user: 'w3', text: '报修 灯坏了', id: 'm-1' }

    const answers = await Promise.all([say(message), say(message), say({ ...message, text: '别的话' })])
    const later = await say(message)

    for (const { json } of [...answers, later]) expect(json).toEqual(answers[0]!.json)
    expect(await logOf('w3')).toHaveLength(2)
    expect((await server.call('GET', '/api/v1/cases?user=w3')).json.items).toHaveLength(1)
  })

  it('keeps two users with the same id apart', async () => {
    await say({ user: 'w4', text: '一', id: 'same' })
    const other = await say({ user: 'w5', text: '二', id: 'same' })

    expect(other.json.replies[0].text).toBe('您说的是：二')
  })

  it('reads menu taps, voice, places, photos and the time of the owner', async () => {
    await say({ user: 'w6', text: '菜单', at: '2026-11-20T08:15:00+08:00' })
    await say({ user: 'w6', menuId: 'm-person' })
    await say({ user: 'w6', voice: { text: '楼道灯坏了' } })
    await say({ user: 'w6', location: { name: '南门', address: '翠湖路1号', latitude: 30.2, longitude: 120.1 } })
    await say({ user: 'w6', image: PNG })

    const inbound = (await logOf('w6')).filter((item: { direction: string }) => item.direction === 'in')
    expect(inbound.map(({ kind, text }: { kind: string; text: string }) => [kind, text])).toEqual([
      ['text', '菜单'],
      ['menu', '转人工'],
      ['voice', '楼道灯坏了'],
      ['location', '南门 翠湖路1号'],
      ['image', ''],
    ])
    expect(inbound[0]).toMatchObject({
      at: '2026-11-20T08:15:00.000+08:00',
      receivedAt: '2026-11-21T09:30:00.000+08:00',
    })
  })

  it.each([
    ['no content', { user: 'x' }, /exactly one of/],
    ['two contents', { user: 'x', text: 'a', menuId: 'b' }, /exactly one of/],
    ['no user', { text: 'a' }, /body\.user/],
    ['a text that is a number', { user: 'x', text: 5 }, /body\.text.*expected string/],
    ['a photo that is no base64', { user: 'x', image: '???' }, /image.*base64/],
    ['a photo that is no png or jpeg', { user: 'x', image: Buffer.from('GIF89a').toString('base64') }, /png or jpeg/],
    ['a time without offset', { user: 'x', text: 'a', at: '2026-11-20 08:00' }, /body\.at/],
    ['a place nowhere on earth', { user: 'x', location: { latitude: 300, longitude: 0 } }, /latitude/],
  ])('refuses %s with the field and what was expected', async (_name, body, message) => {
    const answer = await say(body)

    expect(answer.status).toBe(400)
    expect(answer.json.error).toMatchObject({ code: expect.any(String), message: expect.stringMatching(message) })
  })

  it('answers 404 for a community that does not exist', async () => {
    const answer = await say({ user: 'x', text: 'a', community: '没有这个小区' })

    expect(answer.status).toBe(404)
    expect(answer.json.error.code).toBe('community_not_found')
  })

  it('takes bodies up to 10 MB and answers 413 beyond, to a client that is still sending', async () => {
    const fits = await say({ user: 'w7', text: 'a', more: 'x'.repeat(9_900_000) })
    const tooBig = await say({ user: 'w7', image: 'A'.repeat(12 * 1024 * 1024) })
    const after = await say({ user: 'w7', text: '还在' })

    expect(fits.status).toBe(200)
    expect(tooBig).toMatchObject({ status: 413, json: { error: { code: 'body_too_large' } } })
    expect(after.status).toBe(200)
  })

  it('mends words that the database cannot hold instead of losing the message', async () => {
    const answer = await server.call('POST', PATH, '{"user":"w8","text":"漏\\u0000水\\ud83d了"}')

    expect(answer.status).toBe(200)
    expect(answer.json.replies[0].text).toBe('您说的是：漏水\uFFFD了')
  })

  it('says 202 when the turn takes too long; the rest comes by the log', async () => {
    const slow = await givenServer({
      webChat: { conversationOf: () => 'cv', send: async () => ({ conversationId: 'cv', answer: null }) },
    })

    const answer = await slow.call('POST', PATH, { user: 'a', text: 'b' })

    expect(answer).toMatchObject({ status: 202, json: { conversationId: 'cv', replies: [], handoff: null } })
    await slow.close()
  })
})
