import { missing, RETRIEVAL_PEERS } from '../../../src/tools/bench/peers/retrieval-peers'
import { run } from '../../../src/tools/bench/peers'

describe('npm run bench -- peers', () => {
  const before = process.env['EVAL_DATA']
  afterEach(() => {
    if (before === undefined) delete process.env['EVAL_DATA']
    else process.env['EVAL_DATA'] = before
  })

  it('says why it measures nothing where the public sets are not', async () => {
    process.env['EVAL_DATA'] = '/nonexistent'

    expect(await run()).toMatchObject({ json: { bench: 'peers', skipped: expect.stringContaining('EVAL_DATA') } })
  })

  it('can always run the plain one, and names a peer that is not installed', () => {
    const [plain] = RETRIEVAL_PEERS

    expect(plain && missing(plain)).toBeNull()
    expect(missing({ name: 'x', needs: 'a-package-nobody-has', load: () => () => undefined })).toMatch(/not installed/)
    expect(
      plain?.load([
        { id: 'a', key: 'a', question: '物业费怎么交', similar: [], answer: '', version: 1 },
        { id: 'b', key: 'b', question: '泳池几点开', similar: [], answer: '', version: 1 },
      ])('泳池开门时间'),
    ).toBe('b')
  })
})
