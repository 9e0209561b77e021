import { guardTurn } from '../../../src/conversation/guard/guard-turn'
import { Memory } from '../../../src/conversation/memory'
import { Turn } from '../../../src/conversation/turn'
import { TurnAdapter } from '../../../src/conversation/turn-adapter'
import { createPhrases } from '../../../src/dialogs/phrases'
import { shippedGuardRules } from '../../../src/messages/guard/guard-rules'
import type { ClaimedTurn } from '../../../src/queue/turn'
import { groupTalk } from '../../../src/skills/group-talk/group-talk'

const ANSWER = '押金退款在验收合格后办理，10天内到账。'

it('says an approved article whole before a group: what the editors promise is ours to say', async () => {
  const adapter = new TurnAdapter()
  await adapter.run(
    { type: 'message', conversation: { id: 'cv', isGroup: true, conversationType: '', name: '' } },
    async (context) => {
      const turn = new Turn(
        {
          conversation: { id: 'cv', channel: 'wecom-aibot', user: 'group:wr1:zhao', communityId: null, state: {} },
          person: { phone: null },
          handoff: null,
        } as unknown as ClaimedTurn,
        context,
        {
          search: async () => ({ decision: 'answer', hits: [{ key: 'deposit', version: 3, answer: ANSWER }] }),
        } as unknown as Turn['services'],
        { dialogs: new Map(), words: new Map() },
        createPhrases(new Map(), 'zh'),
        Memory.parse({}),
        {} as Turn['community'],
        {
          at: new Date('2026-11-21T10:00:00+08:00'),
          messages: [{ exchangeId: 'ex1', message: {} }],
          text: '装修押金怎么退',
          understanding: { intent: 'faq', emergency: null, handoff: { needed: false } },
        } as unknown as Turn['facts'],
      )
      await groupTalk.first!(turn)
      await guardTurn(turn, adapter, { rules: shippedGuardRules(), onDeferral: async () => undefined })
    },
  )

  const said = adapter.spoken().flatMap((item) => ('say' in item ? [item.say] : []))
  expect(said).toMatchObject([{ content: { text: ANSWER }, sources: [{ article: 'deposit', version: 3 }] }])
})
