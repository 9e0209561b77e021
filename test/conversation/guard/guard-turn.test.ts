import type { Dialogs } from '../../../src/dialogs/read-dialogs'
import { createPhrases } from '../../../src/dialogs/phrases'
import { shippedGuardRules } from '../../../src/messages/guard/guard-rules'
import type { OutboundContent } from '../../../src/messages/outbound'
import { ClaimedTurn } from '../../../src/queue/turn'
import { guardNews } from '../../../src/conversation/guard/guard-news'
import { guardTurn } from '../../../src/conversation/guard/guard-turn'
import { recordingPhrases } from '../../../src/conversation/guard/recording-phrases'
import { Memory } from '../../../src/conversation/memory'
import { Turn } from '../../../src/conversation/turn'
import { TurnAdapter } from '../../../src/conversation/turn-adapter'

const rules = shippedGuardRules()
const dialogs: Dialogs = {
  dialogs: new Map(),
  words: new Map([
    ['repair.filed', { zh: '登记好了，{who}{due}前处理好，电话 {phone} 找您。' }],
    ['faq.deferred', { zh: '{due}前在这里答复您。' }],
    ['patterns.voucher', { zh: '补办门禁卡免费。' }],
  ]),
}

/** What the owner reads when skills say these things in a turn, and what the guard did besides. */
async function guarded(
  speak: (turn: Turn) => Promise<void>,
  given: { text?: string; handoff?: boolean; phone?: string } = {},
) {
  const adapter = new TurnAdapter()
  const called: string[] = []
  const deferred: string[] = []
  let trace: Record<string, unknown> = {}
  await adapter.run(
    { type: 'message', conversation: { id: 'cv', isGroup: false, conversationType: '', name: '' } },
    async (context) => {
      const turn: Turn = new Turn(
        claimed(given),
        context,
        // Nothing the guard does asks a service.
        {} as Turn['services'],
        dialogs,
        recordingPhrases(createPhrases(dialogs.words, 'zh'), (words) => turn.approved.push(words)),
        Memory.parse({}),
        {} as Turn['community'],
        {
          at: AT,
          messages: [],
          text: given.text ?? '你好',
          photos: [],
          menuId: null,
          events: [],
        } as unknown as Turn['facts'],
      )
      turn.handOver = async (reason) => void called.push(reason)
      await speak(turn)
      await guardTurn(turn, adapter, {
        rules,
        onDeferral: async (late) => {
          deferred.push(late.text)
          await late.phrase('faq.deferred', { due: '今天18:00' })
        },
      })
      trace = turn.trace
    },
  )
  const said = adapter.spoken().flatMap((item) => ('say' in item ? [item.say.content] : []))
  return { said, texts: said.map((content) => ('text' in content ? content.text : '')), called, deferred, trace }
}

const AT = new Date('2026-11-21T10:00:00+08:00')

function claimed(given: { handoff?: boolean; phone?: string }): ClaimedTurn {
  return ClaimedTurn.parse({
    conversation: {
      id: 'cv',
      channel: 'web',
      account: 'web',
      user: 'u',
      communityId: null,
      personId: 'p',
      state: {},
      muted: false,
    },
    gen: 1,
    epoch: 1,
    attempts: 0,
    person: { id: 'p', name: null, salutation: null, phone: given.phone ?? null, language: null },
    handoff: given.handoff
      ? {
          id: 'h',
          status: 'waiting',
          reason: 'requested',
          mode: 'console',
          staffed: true,
          assignee: null,
          caseId: null,
          openedAt: AT,
        }
      : null,
    messages: [],
  })
}

describe('the last look at what a turn says', () => {
  it('never lets a promise of a model through, and calls a person when nothing is left', async () => {
    const result = await guarded((turn) => turn.say('您好，本月物业费全免'))

    expect(result.texts).toEqual([])
    expect(result.called).toEqual(['policy'])
    expect(result.trace).toMatchObject({ guarded: ['money'] })
  })

  it('lets wording of ours stand with the times and numbers it was filled with', async () => {
    const result = await guarded(
      (turn) => turn.phrase('repair.filed', { who: '张师傅', due: '今天18:30', phone: '13812345678' }),
      { phone: '13812345678' },
    )

    expect(result.texts).toEqual(['登记好了，张师傅今天18:30前处理好，电话 13812345678 找您。'])
    expect(result.trace).toEqual({})
  })

  it('keeps another owner’s number back even inside wording of ours', async () => {
    const result = await guarded((turn) =>
      turn.phrase('repair.filed', { who: '张师傅', due: '今天18:30', phone: '13900000000' }),
    )

    expect(result.texts.join()).not.toContain('13900000000')
    expect(result.trace).toMatchObject({ guarded: ['personal'] })
  })

  it('answers with an article word for word, and what was put behind it must stand for itself', async () => {
    const article = '补办门禁卡收工本费20元，3天内可取。'
    const result = await guarded(async (turn) => {
      turn.approved.push(article)
      await turn.say(`${article}\n滞纳金也给您免了，免费用两年。`, { sources: [{ article: 'card', version: 1 }] })
    })

    expect(result.texts[0]).toContain(article)
    expect(result.texts[0]).not.toContain('免费用两年')
  })

  it('lets an option of a menu go that threatens or promises, and keeps the others', async () => {
    const menu: OutboundContent = {
      type: 'menu',
      text: '您想问哪一个？',
      options: [
        { id: 'a', label: '门禁卡怎么补办' },
        { id: 'b', label: '点这里物业费全免' },
      ],
    }

    const result = await guarded((turn) => turn.say(menu))

    expect(result.said).toEqual([{ ...menu, options: [menu.options[0]] }])
  })

  it('calls nobody twice', async () => {
    const result = await guarded((turn) => turn.say('保证修好'), { handoff: true })

    expect(result.texts).toEqual([])
    expect(result.called).toEqual([])
  })

  it('opens a task with a time when the words put the owner off', async () => {
    const result = await guarded((turn) => turn.say('这个我先核实一下，稍后回复您。'), { text: '快递柜归谁管' })

    expect(result.deferred).toEqual(['快递柜归谁管'])
    expect(result.texts).toEqual(['这个我先核实一下，稍后回复您。', '今天18:00前在这里答复您。'])
  })

  it('opens none when somebody has the matter already', async () => {
    const result = await guarded((turn) => turn.say('同事会尽快答复您。'), { handoff: true })

    expect(result.deferred).toEqual([])
  })

  it('cuts a flood that is no article', async () => {
    const result = await guarded((turn) => turn.say('请您看一下这段说明。'.repeat(500)))

    expect(Buffer.byteLength(result.texts[0]!)).toBeLessThanOrEqual(4096)
  })
})

it('never passes on a note that threatens with fees, and keeps the news around it', () => {
  const news = { type: 'text' as const, text: '您的报修有新进展。\n备注：不交物业费就停水。\n编号 BX-1。' }

  expect(guardNews(news, rules)).toEqual({ type: 'text', text: '您的报修有新进展。\n编号 BX-1。' })
  expect(guardNews({ type: 'text', text: '不交物业费就停水' }, rules)).toMatchObject({
    text: expect.stringContaining('查进度'),
  })
})
