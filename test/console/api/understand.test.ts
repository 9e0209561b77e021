import { UnderstandingView } from '../../../src/console/contract/understanding'
import { UNDERSTOOD } from '../little-engine'
import { givenServer, type GivenServer } from '../given-server'

const asked: unknown[] = []

describe('POST /api/v1/understand', () => {
  let server: GivenServer
  beforeAll(async () => {
    server = await givenServer({
      understand: (...given) => {
        asked.push(given)
        return { ...UNDERSTOOD, intent: 'repair' }
      },
    })
  })
  afterAll(() => server.close())

  it('shows what the contract names and nothing else, and changes nothing', async () => {
    const { json } = await server.call('POST', '/api/v1/understand', { text: '灯坏了', history: ['你好'], id: 'u1' })

    expect(UnderstandingView.strict().parse(json)).toMatchObject({ intent: 'repair', emergency: null, entities: [] })
    expect(asked).toEqual([['灯坏了', { history: ['你好'], at: server.clock.now(), timeZone: 'Asia/Shanghai' }]])
    expect((await server.call('GET', '/api/v1/exchanges')).json.items).toEqual([])
  })

  it.each([[{}], [{ text: 1 }], [{ text: '' }], [{ text: 'a', history: 'b' }], [[]], ['nonsense']])(
    'refuses %j',
    async (body) => {
      const answer = await server.call('POST', '/api/v1/understand', body)

      expect(answer.status).toBe(400)
      expect(answer.json.error.message).not.toBe('')
    },
  )
})
