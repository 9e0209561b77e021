import { HintsView } from '../../../src/console/contract/hints'
import { givenServer, type GivenServer } from '../given-server'

describe('POST /console/hints', () => {
  let server: GivenServer
  beforeAll(async () => {
    server = await givenServer()
  })
  afterAll(() => server.close())

  const hintsFor = async (text: string) =>
    HintsView.strict().parse((await server.call('POST', '/console/hints', { text })).json).hints

  it('says before sending what the bot would not say, and what is said instead', async () => {
    const hints = await hintsFor('人手不够，这个我不知道，保证三天内给您修好')

    expect(hints.map(({ kind, quote }) => [kind, quote])).toEqual([
      ['excuse', '人手不够'],
      ['banned', '不知道'],
      ['result', '保证'],
      ['promise', '保证三天内给您修好'],
    ])
    expect(hints.every(({ instead }) => instead !== '')).toBe(true)
  })

  it('says that a time for something we do will stand in the ledger, and when', async () => {
    const [hint, ...more] = await hintsFor('您放心，我明天上午10点前给您回电')

    expect(more).toEqual([])
    expect(hint).toMatchObject({ kind: 'promise', instead: expect.stringMatching(/记成承诺：明天上午10:00前回电/) })
    expect(await hintsFor('您明天上午10点方便接电话吗？')).not.toContainEqual(
      expect.objectContaining({ kind: 'promise' }),
    )
  })

  it('has nothing to say about plain kind words, and keeps none', async () => {
    expect(await hintsFor('非常抱歉，我先帮您登记，您看方便说一下位置吗？')).toEqual([])
    expect(await hintsFor('')).toEqual([])
    expect((await server.call('GET', '/api/v1/exchanges')).json.items).toEqual([])
  })
})
