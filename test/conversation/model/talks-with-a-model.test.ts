import { systemClock } from '../../../src/platform/clock'
import { openChatEndpoint } from '../../../src/platform/model/chat-endpoint'
import { createCircuitBreaker } from '../../../src/platform/model/circuit-breaker'
import { createLanguageModel } from '../../../src/platform/model/create-language-model'
import type { LanguageModel } from '../../../src/platform/model/language-model'
import { shippedGuardRules } from '../../../src/messages/guard/guard-rules'
import { summariseHandoff } from '../../../src/tasks/summarise-handoff'
import { startModelServer } from '../../support/model-server'
import type { ModelServer } from '../../support/model-server'
import { startTalk } from '../../support/talk'
import type { Talk } from '../../support/talk'

/** What a model says that reads everything as harmless and promises the moon. */
const LIE = {
  intent: 'chitchat',
  sentiment: 'positive',
  emergency: null,
  handoff: null,
  facts: { home: '9栋9单元909', place: '屋顶', time: '今晚3点', phone: '13900000000', name: '您好，本月物业费全免' },
  summary: '您好，本月物业费全免，我们保证明天上午修好。',
}
/** A model that points at nothing. */
const QUIET = { ...LIE, facts: { home: null, place: null, time: null, phone: null, name: null } }
/** Each says so little that not all of them can be clear to local understanding, however it is trained. */
const VAGUE = [
  '嗯那个就是说吧我也不晓得找谁，反正就挺烦的',
  '我家那个东西又那样了，跟上回一样，弄一弄行吗',
  '你们那个什么什么的手续到底咋整嘛我也说不明白',
  '这个月物业费能不能别收了呀你们说说看嘛',
  '那边那个一直响来响去的，也不知道算不算个事',
  '反正就是不太对劲，你们看着办吧',
]

let server: ModelServer
let talk: Talk
let plain: Talk
/** Every test has its own, so that no failure of one rests the model of another. */
let model: LanguageModel

beforeAll(async () => {
  server = await startModelServer()
  // Patient, because a slow machine is no slow model; the deadlines have tests of their own.
  talk = await startTalk({
    model: { language: { ask: (question) => model.ask({ ...question, withinMs: 30_000 }) } },
  })
  plain = await startTalk()
}, 60_000)
beforeEach(() => {
  server.requests.length = 0
  server.behave({ say: LIE })
  model = createLanguageModel({
    endpoint: openChatEndpoint({ baseUrl: server.url, apiKey: 'key', model: 'test' }),
    breaker: createCircuitBreaker(systemClock),
    budget: { take: () => Promise.resolve(true) },
  })
})
afterAll(async () => {
  await plain.close()
  await talk.close()
  await server.close()
})

const say = async (user: string, text: string) => words(await talk.say(text, { user }))
const words = (replies: { text: string }[]) => replies.map(({ text }) => text).join('\n')
/** Case numbers and times go on from test to test. */
const bare = (text: string) => text.replace(/\d+/g, '#')
const asked = (purpose: string) => server.requests.filter((request) => request.purpose === purpose)

async function traceOf(user: string) {
  const rows = await talk.db.query<{ trace: { model?: unknown[] } }>(
    'newest-trace-of',
    'select trace from turn where conversation_id = $1 order by at desc, id desc limit 1',
    [talk.conversationId(user)],
  )
  return rows[0]!.trace
}

async function stateOf(user: string): Promise<string> {
  const rows = await talk.db.query<{ state: unknown }>('state-of', 'select state from conversation where id = $1', [
    talk.conversationId(user),
  ])
  return JSON.stringify(rows[0]!.state)
}

describe('with a model that lies', () => {
  it('an emergency is heard at once and the model is not even asked', async () => {
    expect(await say('fire', '家里着火了，好大的烟')).toContain('119')

    expect(server.requests).toHaveLength(0)
  })

  it('nothing it promises reaches the owner, whatever is asked', async () => {
    const said: string[] = []
    for (const [at, text] of VAGUE.entries()) said.push(await say(`lie${at}`, text))

    expect(server.requests.length).toBeGreaterThan(0)
    expect(said.join('\n')).not.toMatch(/全免|13900000000|909|今晚3点|保证/)
  })

  it('a slot is never filled with what nobody said', async () => {
    await say(
      'lamp',
      '我家卫生间的灯不亮了，也不知道怎么搞的，前两天还好好的，昨晚开始一闪一闪，今天彻底不亮了，帮忙派个师傅看看吧谢谢了',
    )

    expect(await stateOf('lamp')).not.toMatch(/909|13900000000|屋顶/)
    expect(asked('understand')).toHaveLength(1)
  })

  it('a summary for colleagues with a promise in it is thrown away', async () => {
    await say('person', '转人工')

    const deps = { db: talk.db, model, rules: shippedGuardRules }
    expect(await summariseHandoff(deps, talk.conversationId('person'))).toBe(false)
    expect(asked('summary')).toHaveLength(1)
  })
})

describe('with a model that does its work', () => {
  it('nothing personal leaves: the endpoint sees placeholders', async () => {
    server.behave({ say: QUIET })
    await say('private', '我叫李建国，住3栋2单元501，电话13812345678，我家那个水管吧说不清怎么回事反正就是不太对劲')
    await say('private', '车牌京A12345那个事也一并说一下，门禁卡号是80213，邮箱li@example.com，你们给看看怎么弄')
    for (const text of VAGUE) await say('private', text)

    expect(asked('understand').length).toBeGreaterThan(0)
    const sent = server.requests.map(({ raw }) => raw).join('\n')
    for (const personal of ['李建国', '13812345678', '501', '京A12345', '80213', 'li@example.com'])
      expect(sent).not.toContain(personal)
  })

  it('an emergency no rule has words for is raised, with the owner’s own words as evidence', async () => {
    const text = '楼下那家窗户一直往外冒那种黑乎乎的东西，呛得人睁不开眼'
    server.behave({ say: { ...QUIET, emergency: { type: 'fire', quote: '往外冒那种黑乎乎的东西' } } })

    const said = await say('smoke', text)

    expect(said).toContain('119')
    // Rules that learn these words some day ask nobody, and the answer is the same.
    if (asked('understand').length > 0)
      expect((await traceOf('smoke')).model).toMatchObject([
        { purpose: 'understand', outcome: 'ok', proposed: { emergency: 'fire' }, decided: { emergency: true } },
      ])
  })

  it('what stands somewhere in a long story is found where it points, and read by our own parsers', async () => {
    const story =
      '是这么回事啊，上个礼拜我儿子回来住了几天，走的时候说厨房那个水槽下面有点潮，我当时没在意，今天一看柜子底板都泡胀了，水一直往下滴，我家就在五栋那边二单元，人到了楼下喊一声周建国他就下来开门，你们来个人修吧'
    await plain.say(story, { user: 'story' })
    const [alone] = await plain.db.query<{ state: unknown }>(
      'state-of',
      'select state from conversation where id = $1',
      [plain.conversationId('story')],
    )
    expect(JSON.stringify(alone)).not.toContain('"name":"周建国"')
    server.behave({ say: { ...QUIET, intent: 'repair', facts: { ...QUIET.facts, name: '周建国' } } })

    await say('story', story)

    expect((await traceOf('story')).model).toMatchObject([{ outcome: 'ok', decided: { filled: ['name'] } }])
    expect(await stateOf('story')).toContain('"name":"周建国"')
  })

  it('the trace holds labels and no words of the owner', async () => {
    server.behave({ say: { ...QUIET, handoff: { reason: 'policy', quote: '那个东西又那样了' } } })
    for (const [at, text] of VAGUE.entries()) await say(`trace${at}`, text)

    const traces = await Promise.all(VAGUE.map((_, at) => traceOf(`trace${at}`)))
    const notes = JSON.stringify(traces.map(({ model: asks }) => asks ?? []))
    expect(notes).toContain('"proposed"')
    for (const text of VAGUE) expect(notes).not.toContain(text.slice(0, 6))
  })

  it('the card of a handoff gets a few lines for whoever takes over, once', async () => {
    server.behave({ say: { ...QUIET, summary: '业主反映楼道灯坏了，希望有人来看，机器人已请同事接手，情绪平静。' } })
    await say('card', '楼道灯坏了')
    await say('card', '转人工，我的电话是13812345678')
    const deps = { db: talk.db, model, rules: shippedGuardRules }

    expect(await summariseHandoff(deps, talk.conversationId('card'))).toBe(true)
    expect(await summariseHandoff(deps, talk.conversationId('card'))).toBe(false)

    const [row] = await talk.db.query<{ card: { summary: string; facts: unknown } }>(
      'card-of',
      'select card from handoff where conversation_id = $1',
      [talk.conversationId('card')],
    )
    expect(row!.card.summary).toContain('楼道灯坏了')
    expect(row!.card.facts).toBeDefined()
    expect(asked('summary').map(({ raw }) => raw)).not.toContain('13812345678')
  })
})

describe('choosing among articles', () => {
  const QUESTIONS = ['车位怎么收', '停车要多少', '门禁怎么弄', '卡怎么办', '宠物怎么办', '费用怎么交', '快递怎么办']
  let question: string
  let keys: string[]

  beforeAll(async () => {
    for (const [at, text] of QUESTIONS.entries()) {
      const replies = await plain.say(text, { user: `probe${at}` })
      const menu = replies.find(({ options }) => options?.some(({ id }) => id === 'faq_none'))
      if (!menu) continue
      question = text
      keys = menu.options!.map(({ id }) => id.replace('faq_', ''))
      return
    }
    throw new Error('no question of the list is offered choices any more')
  }, 60_000)

  it('answers with the approved article the model picked, word for word and with its source', async () => {
    server.behave(({ purpose }) => ({ say: purpose === 'choose' ? { pick: 2 } : QUIET }))

    const said = await say('pick', question)

    // The answer, and the offer to meet in words of its own.
    const rows = await talk.db.query<{ sources: { article: string }[]; text: string }>(
      'out-of',
      `select e.sources, c.text from exchange e join exchange_content c on c.exchange_id = e.id
        where e.direction = 'out' and e.conversation_id = $1 order by e.seq`,
      [talk.conversationId('pick')],
    )
    expect(rows.map(({ sources }) => sources)).toEqual([[{ article: keys[1], version: 1 }], []])
    expect(said).toBe(rows.map(({ text }) => text).join('\n'))
  })

  it.each([0, 9])('asks the owner as before when the model picks %d, which is none', async (pick) => {
    server.behave(({ purpose }) => ({ say: purpose === 'choose' ? { pick } : QUIET }))

    const replies = await talk.say(question, { user: `none${pick}` })

    expect(replies.some(({ options }) => options?.some(({ id }) => id === 'faq_none'))).toBe(true)
    expect(asked('choose').length).toBeGreaterThan(0)
  })
})

describe('with a model that fails', () => {
  it.each([
    ['breaks off', 'reset'],
    ['fails', { status: 500 }],
    ['talks instead', { text: '好的' }],
    ['streams', { raw: 'data: x', type: 'text/event-stream' }],
    ['never answers', 'hang'],
  ] as const)('that %s, says just what it says without one', async (name, behaviour) => {
    server.behave(behaviour)
    const patient = model
    // How long it waits is the port's own test; here a moment is enough.
    model = { ask: (question) => patient.ask({ ...question, withinMs: 200 }) }

    for (const [at, text] of VAGUE.slice(0, 3).entries()) {
      const user = `${name}${at}`
      const without = words(await plain.say(text, { user }))
      expect(bare(await say(user, text))).toBe(bare(without))
    }
    expect(server.requests.length).toBeGreaterThan(0)
  })
})
