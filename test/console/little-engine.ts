import { textOf } from '../../src/messages/inbound'
import type { ClaimedTurn, TurnDecision } from '../../src/queue/turn'
import { openCase } from '../../src/records/case/open-case'
import { openHandoff } from '../../src/records/handoff/open-handoff'
import type { Understanding } from '../../src/understanding/understanding'
import { ZONE } from '../records/given'

/**
 * As much of a bot as the server needs behind it: 人工 asks for a person, 报修 files a case, 菜单 shows a menu, all else is
 * repeated. While a person serves it is silent.
 */
export function thinkLittle(claimed: ClaimedTurn): TurnDecision {
  const { conversation, messages } = claimed
  const text = messages.map(({ message }) => textOf(message.content)).join('\n')
  const at = messages[0]!.message.at
  const decision: TurnDecision = {
    at,
    state: {},
    understanding: messages.map(({ exchangeId }) => ({ exchangeId, value: UNDERSTOOD })),
    out: [],
    effects: [],
    trace: {},
  }
  if (conversation.muted) return decision
  const say = (words: string) => decision.out.push({ say: { content: { type: 'text', text: words } } })

  if (text.includes('人工')) {
    decision.effects.push(async (tx) => {
      await openHandoff(tx, {
        conversationId: conversation.id,
        personId: conversation.personId,
        communityId: conversation.communityId,
        reason: text.includes('气死') ? 'sentiment' : 'requested',
        evidence: [text],
        mode: conversation.channel === 'wecom-kf' ? 'native' : 'console',
        staffed: true,
        card: {
          facts: { name: '王女士', phone: '13800000011', home: '3栋1单元1202', said: ['厨房漏水', text] },
          attempts: [{ question: '漏水怎么办', times: 2 }],
          promises: [],
          mood: { label: 'angry', score: -0.8, signals: ['repeat'], tippedBy: text },
          doNotAskAgain: ['称呼', '电话', '门牌'],
        },
        at,
        zone: ZONE,
      })
    })
    say('已经为您转给同事，5分钟内回复您。')
  } else if (text.includes('报修')) {
    decision.effects.push(async (tx, turn) => {
      await openCase(tx, {
        kind: 'repair',
        category: '水电/漏水',
        summary: text,
        conversationId: conversation.id,
        personId: conversation.personId,
        channel: conversation.channel,
        user: conversation.user,
        communityId: conversation.communityId,
        location: { building: '3', unit: '1', room: '1202' },
        contact: { name: '王女士', phone: '13800000011' },
        source: 'web',
        at,
        zone: ZONE,
        ownerOfRecord: 'xu-jing',
        exchangeIds: turn.exchangeIds,
      })
    })
    say('已为您登记报修，师傅会联系您。')
  } else if (text.includes('菜单')) {
    const options = [
      { id: 'm-repair', label: '我要报修' },
      { id: 'm-person', label: '转人工' },
    ]
    decision.out.push({ say: { content: { type: 'menu', text: '请选择：', options, tail: '也可以直接说。' } } })
  } else {
    say(text === '' ? '收到照片' : `您说的是：${text}`)
  }
  return decision
}

export const UNDERSTOOD: Understanding = {
  intent: 'other',
  confidence: 0.5,
  alsoIntents: [],
  sentiment: { label: 'neutral', score: 0 },
  emergency: null,
  handoff: { needed: false, reason: null, evidence: [] },
  entities: [],
  signals: [],
  evidence: [],
}
