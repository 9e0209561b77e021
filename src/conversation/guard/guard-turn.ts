import { checkWords, putsOff } from '../../messages/guard/check-words'
import type { Finding, Grounds } from '../../messages/guard/check-words'
import { cutToBytes, LONGEST_BYTES } from '../../messages/guard/cut-to-bytes'
import type { GuardRules } from '../../messages/guard/guard-rules'
import { withoutFindings } from '../../messages/guard/without-findings'
import type { OutboundContent } from '../../messages/outbound'
import { parsePhone } from '../../understanding/slots/parse-phone'
import type { Turn } from '../turn'
import type { TurnAdapter } from '../turn-adapter'
import { wordingsOf } from './wordings'

/**
 * The last look at what a turn says, whoever worded it: skills, files or a model (domain.md B15, B28, C1, C17, D14). A sentence that
 * rests on nothing of ours is not said; when nothing is left, a person answers. Words that put the owner off get a task with a time.
 */
export async function guardTurn(
  turn: Turn,
  adapter: TurnAdapter,
  given: { rules: GuardRules; onDeferral: (turn: Turn) => Promise<void> },
): Promise<void> {
  const grounds = groundsOf(turn)
  const found: Finding[] = []
  let putOff = false
  adapter.revise((say) => {
    const content = tame(say.content, (text) => {
      const findings = checkWords(text, given.rules, grounds)
      found.push(...findings)
      const kept = withoutFindings(text, findings)
      putOff ||= putsOff(kept, given.rules)
      // Approved articles are as long as they are; the channel cuts them into messages.
      return say.sources === undefined ? cutToBytes(kept, LONGEST_BYTES) : kept
    })
    return content && { ...say, content }
  })
  if (found.length > 0) turn.trace['guarded'] = [...new Set(found.map(({ kind }) => kind))]
  const isMute = !adapter.spoken().some((item) => 'say' in item)
  if (found.length > 0 && isMute && !turn.handedOver && turn.claimed.handoff === null)
    await turn.callPerson('policy', [turn.text])
  else if (putOff && !hasTask(turn)) {
    turn.trace['putOff'] = true
    await given.onDeferral(turn)
  }
}

/** Somebody has it with a time: a case of this turn, the case the talk is about, a person who was called. */
function hasTask(turn: Turn): boolean {
  return turn.filed.length > 0 || turn.handedOver || turn.claimed.handoff !== null || turn.memory.caseInTalk !== null
}

function groundsOf(turn: Turn): Grounds {
  const { conversation, person } = turn.claimed
  // 「一三八零…」, said aloud, is read back in digits.
  const phone = parsePhone(turn.text)
  return {
    approved: [...turn.approved, ...wordingsOf(turn.dialogs)],
    owner: [
      turn.text,
      ...turn.memory.history,
      ...Object.values(turn.draft?.facts ?? {}),
      turn.draft?.matter ?? '',
      phone?.status === 'ok' ? phone.value : '',
    ],
    own: [JSON.stringify([conversation.state, turn.draft, turn.memory.waitingFacts]), person.phone ?? ''],
  }
}

/** Null when nothing that can be said is left. */
function tame(content: OutboundContent, kept: (text: string) => string): OutboundContent | null {
  switch (content.type) {
    case 'text': {
      const text = kept(content.text)
      return text === '' ? null : { ...content, text }
    }
    case 'menu': {
      const options = content.options.filter(({ label }) => kept(label) !== '')
      const text = kept(content.text)
      if (options.length === 0) return text === '' ? null : { type: 'text', text }
      return { ...content, text, options, ...(content.tail ? { tail: kept(content.tail) } : {}) }
    }
    case 'image':
    case 'link':
      return { ...content, ...(content.text ? { text: kept(content.text) } : {}) }
    default:
      return content
  }
}
