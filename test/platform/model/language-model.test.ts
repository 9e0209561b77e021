import { z } from 'zod'
import { ManualClock } from '../../../src/platform/clock'
import { openChatEndpoint } from '../../../src/platform/model/chat-endpoint'
import { createCircuitBreaker } from '../../../src/platform/model/circuit-breaker'
import { createLanguageModel } from '../../../src/platform/model/create-language-model'
import type { Asked } from '../../../src/platform/model/create-language-model'
import type { LanguageModel } from '../../../src/platform/model/language-model'
import { startModelServer } from '../../support/model-server'
import type { ModelServer } from '../../support/model-server'

const schema = z.object({ label: z.enum(['a', 'b']), quote: z.string().nullable() })
const ANSWER = { label: 'a', quote: null }

describe('asking a model', () => {
  let server: ModelServer
  let clock: ManualClock
  let model: LanguageModel
  let asked: Asked[]
  let left: number

  beforeEach(async () => {
    server = await startModelServer()
    clock = new ManualClock('2026-11-21T10:00:00+08:00')
    asked = []
    left = 100
    model = createLanguageModel({
      endpoint: openChatEndpoint({ baseUrl: server.url, apiKey: 'key', model: 'test' }),
      breaker: createCircuitBreaker(clock),
      budget: { take: () => Promise.resolve(left-- > 0) },
      onAsked: (one) => asked.push(one),
    })
  })
  afterEach(() => server.close())

  const ask = (about = '灯不亮', withinMs = 10_000, hide: string[] = []) =>
    model.ask({ purpose: 'understand', instruction: '分类', about, schema, withinMs, hide })

  it('gives the value when the answer has the shape that was asked for', async () => {
    server.behave({ say: ANSWER })

    expect(await ask()).toMatchObject({ ok: true, value: ANSWER })
    expect(server.requests).toMatchObject([{ path: '/v1/chat/completions', format: 'json_schema' }])
    expect(asked).toMatchObject([{ purpose: 'understand', outcome: 'ok' }])
  })

  it('hides what is personal before it leaves and puts it back into the answer', async () => {
    server.behave(({ about }) => ({ say: { label: 'b', quote: /\[手机\d\]/.exec(about)![0] } }))

    const answer = await ask(
      '我是李建国，3栋2单元501，电话13812345678，门卡号99887，另一个一三九八八八八七七七七',
      10_000,
      ['李建国'],
    )

    expect(answer).toMatchObject({ ok: true, value: { quote: '13812345678' } })
    for (const personal of ['李建国', '501', '13812345678', '99887', '一三九'])
      expect(server.requests[0]!.raw).not.toContain(personal)
  })

  it('leaves hotlines and amounts readable, because they decide what is meant', async () => {
    server.behave({ say: ANSWER })

    await ask('再不来我就打12345，物业费320元，119也打')

    expect(server.requests[0]!.about).toBe('再不来我就打12345，物业费320元，119也打')
  })

  it('reads an answer in a code fence, after thoughts, and among other words', async () => {
    for (const text of [
      '```json\n{"label":"a","quote":null}\n```',
      '<think>也许是 {"label":"b"}？</think>{"label":"a","quote":null}',
      '好的，结果如下：{"label":"a","quote":null}，请查收',
    ]) {
      server.behave({ text })
      expect(await ask()).toMatchObject({ ok: true, value: ANSWER })
    }
  })

  it('steps down to a form the endpoint knows, and remembers it', async () => {
    server.behave(({ format }) => (format === 'plain' ? { say: ANSWER } : { status: 400 }))

    await ask()
    await ask()

    expect(server.requests.map(({ format }) => format)).toEqual(['json_schema', 'json_object', 'plain', 'plain'])
    expect(server.requests[2]!.instruction).toContain('JSON Schema')
    expect(left).toBe(96)
  })

  it('keeps to the best form when the refusal was about something else', async () => {
    server.behave({ status: 400 })
    await ask()
    server.behave({ say: ANSWER })

    await ask()

    expect(server.requests.at(-1)!.format).toBe('json_schema')
  })

  it('answers in time when the model hangs', async () => {
    server.behave('hang')

    const answer = await ask('灯不亮', 150)

    expect(answer).toMatchObject({ ok: false, why: 'late' })
    expect(answer.tookMs).toBeLessThan(5_000)
  })

  it.each([
    ['words that are no JSON', { text: '我觉得是 a' }],
    ['JSON of another shape', { say: { label: 'c', quote: 7 } }],
    ['nothing but spaces', { text: '   ' }],
    ['a stream although none was asked for', { raw: 'data: {"x"\n\ndata: garbage', type: 'text/event-stream' }],
    ['half a JSON document', { raw: '{"choices":[{"mess', type: 'application/json' }],
    ['a page of a proxy', { raw: '<html>Bad gateway</html>', type: 'text/html' }],
  ] as const)('says that there is no answer when it gets %s', async (_name, behaviour) => {
    server.behave(behaviour)

    expect(await ask()).toMatchObject({ ok: false })
    expect(server.requests).toHaveLength(2)
  })

  it('does not read an answer that never ends', async () => {
    server.behave('endless')

    expect(await ask()).toMatchObject({ ok: false })
  })

  it.each([
    [{ status: 500 } as const, 'unavailable', 2],
    [{ status: 429 } as const, 'busy', 2],
    [{ status: 429, headers: { 'retry-after': '30' } } as const, 'busy', 2],
    [{ status: 401 } as const, 'refused', 1],
    ['reset' as const, 'unavailable', 2],
  ])('tries at most twice: %j is %s', async (behaviour, why, requests) => {
    server.behave(behaviour)

    expect(await ask()).toMatchObject({ ok: false, why })
    expect(server.requests).toHaveLength(requests)
  })

  it('takes the second answer when the first was blank', async () => {
    let first = true
    server.behave(() => (first ? ((first = false), { text: ' ' }) : { say: ANSWER }))

    expect(await ask()).toMatchObject({ ok: true })
  })

  it('asks nobody once the budget of the day is spent', async () => {
    server.behave({ say: ANSWER })
    left = 1
    await ask()

    expect(await ask()).toMatchObject({ ok: false, why: 'spent' })
    expect(server.requests).toHaveLength(1)
  })

  it('leaves a dead endpoint alone for a while, then tries it with one question', async () => {
    await server.close()
    for (let times = 0; times < 3; times++) expect(await ask()).toMatchObject({ why: 'unavailable' })

    expect(await ask()).toMatchObject({ ok: false, why: 'resting' })
    clock.advance(30_000)
    expect(await ask()).toMatchObject({ ok: false, why: 'unavailable' })
    expect(await ask()).toMatchObject({ ok: false, why: 'resting' })
    clock.advance(30_000)
    expect(await ask()).toMatchObject({ ok: false, why: 'resting' })
  })
})
