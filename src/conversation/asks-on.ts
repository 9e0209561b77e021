import { isFaulty } from './slots/faulty'
import type { Turn } from './turn'

/** 「保安亭的呢」, 「凭什么」, right after an answer: asked of what was answered, and neither complaint nor repair. */
export function asksOn({ memory, text, at, facts, understanding, named }: Turn): boolean {
  const last = memory.asked.at(-1)
  if (
    last === undefined ||
    facts.menuId !== null ||
    named !== null ||
    !['repair', 'complaint', 'progress'].includes(understanding.intent)
  )
    return false
  if (at.getTime() - new Date(last.at).getTime() > ASKED_ON_MS || understanding.emergency) return false
  if (memory.caseInTalk !== null && memory.caseInTalk.at >= last.at) return false
  const isGuess = understanding.handoff.reason !== 'requested' && !understanding.signals.includes('threat')
  return isGuess && (BARE_NOUN.test(text) || WHY_SO.test(text)) && !isFaulty(text)
}

const ASKED_ON_MS = 10 * 60_000
/** A thing and 「呢」, and nothing told of it; 「人呢」 looks for somebody. */
const BARE_NOUN =
  /^(那|那么|还有)?(?!(你们?的?)?(师傅|人|结果|回复|答复|东西|钱)呢)(?!.*(怎么|为什么|还没|没有?|不))\p{Script=Han}{1,8}呢[啊呀]?[?？。!！\s]*$/u
const WHY_SO =
  /^(那|这)?(为(什么|啥|何)|什么道理|哪来的规定|谁规定的)(啊|呀|呢)*[?？。!！\s]*$|^(那|这)?凭(什么|啥)(?!.*(你们|锁|扣|罚|打|骂|拖|投诉|举报)).{0,12}$/u
