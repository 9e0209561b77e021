import { ExchangePage, LogVerdict } from '../../../src/console/contract/exchange'
import { givenServer, type GivenServer } from '../given-server'

describe('the log over REST', () => {
  let server: GivenServer
  beforeAll(async () => {
    server = await givenServer()
    for (const user of ['a', 'b']) {
      await server.call('POST', '/api/v1/web-chat/messages', { user, text: '报修 水管', id: `${user}-1` })
      await server.call('POST', '/api/v1/web-chat/messages', { user, text: '二', id: `${user}-2` })
    }
  })
  afterAll(() => server.close())
  const list = async (query: string) => server.call('GET', `/api/v1/exchanges?${query}`)

  it('shows every message with all fields of the contract, in the order they were logged', async () => {
    const { json } = await list('user=a')

    expect(ExchangePage.parse(json)).toEqual(json)
    expect(json.next).toBeNull()
    expect(json.items.map(({ direction, author, text }: Record<string, string>) => [direction, author, text])).toEqual([
      ['in', 'owner', '报修 水管'],
      ['out', 'bot', '已为您登记报修，师傅会联系您。'],
      ['in', 'owner', '二'],
      ['out', 'bot', '您说的是：二'],
    ])
    expect(json.items[0]).toMatchObject({
      channel: 'web',
      sourceId: 'a-1',
      delivery: 'n/a',
      at: '2026-11-21T09:30:00.000+08:00',
      understanding: { intent: 'other' },
      caseIds: [expect.stringMatching(/^cs_/)],
    })
    expect(json.items[1]).toMatchObject({ delivery: 'sent', understanding: null })
  })

  it('filters by user, channel, conversation and case', async () => {
    const { conversationId, caseIds } = (await list('user=b')).json.items[0]

    expect((await list(`conversation=${conversationId}`)).json.items).toHaveLength(4)
    expect((await list(`case=${caseIds[0]}`)).json.items).toHaveLength(1)
    expect((await list('user=b&channel=web')).json.items).toHaveLength(4)
    expect((await list('user=b&channel=wecom-kf')).json.items).toHaveLength(0)
    expect((await list('user=nobody')).json).toEqual({ items: [], next: null })
  })

  it('walks pages by their cursor without losing or doubling a message', async () => {
    const seen: number[] = []
    let after = ''
    for (let pages = 0; pages < 10; pages++) {
      const { json } = await list(`limit=3${after}`)
      seen.push(...json.items.map(({ seq }: { seq: number }) => seq))
      if (json.next === null) break
      after = `&after=${json.next}`
    }

    expect(seen).toHaveLength(8)
    expect(seen).toEqual([...new Set(seen)].sort((a, b) => a - b))
  })

  it.each([['limit=0'], ['limit=many'], ['after=yesterday'], ['after=-1'], ['user=']])('refuses %s', async (query) => {
    const answer = await list(query)

    expect(answer.status).toBe(400)
    expect(answer.json.error.message).toContain(query.split('=')[0])
  })

  it('gives 500 rows at most', async () => {
    expect((await list('limit=100000')).status).toBe(200)
  })

  it('verifies the chain, and names the message that was changed', async () => {
    const sound = await server.call('GET', '/api/v1/exchanges/verify')
    const { seq, id } = (await list('user=b')).json.items[2]
    await server.db.query('forge', 'update exchange_content set text = $2 where exchange_id = $1', [id, '假话'])
    const forged = await server.call('GET', '/api/v1/exchanges/verify')

    expect(LogVerdict.parse(sound.json)).toMatchObject({
      ok: true,
      count: 8,
      head: expect.stringMatching(/^[0-9a-f]{64}$/),
    })
    expect(forged).toMatchObject({ status: 200, json: { ok: false, brokenAt: seq } })
  })
})
