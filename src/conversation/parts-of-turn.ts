import type { Understanding } from '../understanding/understanding'
import { hear } from './hear'
import { clausesOf, isBareFacts } from './slots/clauses'
import { isFaulty } from './slots/faulty'
import { splitMatters, splitPraise } from './split-matters'
import type { Part } from './split-matters'
import type { Turn } from './turn'

export async function partsOf(turn: Turn): Promise<Part[] | null> {
  if (turn.facts.menuId !== null || turn.understanding.handoff.needed || turn.named !== null) return null
  if (turn.understanding.signals.includes('sarcasm')) return null
  const { reader } = turn.services
  const options = { at: turn.at, timeZone: turn.community.timeZone }
  const understand = (text: string) => hear(reader, text, options)
  const isFacts = (text: string) =>
    turn.draft !== null && isBareFacts(clausesOf(reader, reader.plain(text), turn.at, turn.community.timeZone))
  return (
    splitMatters(turn.text, understand, isFacts) ??
    splitPraise(turn.text, understand) ??
    (await withSideQuestion(turn, understand, isFacts))
  )
}

/**
 * 「厨房漏水，物业费怎么交」, 「明天上午，月卡多少钱」: a question beside a fault, or beside an answer to us, is answered and the repair goes on. What
 * is asked of the repair itself (「师傅几点到」) is a question apart only where an article answers it.
 */
async function withSideQuestion(
  turn: Turn,
  understand: (text: string) => Understanding,
  isFacts: (text: string) => boolean,
): Promise<Part[] | null> {
  const { text, services, claimed, at } = turn
  const pieces = (text.match(BETWEEN_MARKS) ?? []).map((said) => ({ said, heard: understand(said.trim()) }))
  if (pieces.length < 2) return null
  const [asked, ...more] = pieces.filter(({ said, heard }) => asksBeside(turn, said, heard))
  if (asked === undefined || more.length > 0) return null
  const rest = pieces.filter((piece) => piece !== asked)
  const own = rest
    .map(({ said }) => said)
    .join('')
    .replace(/[，,；;、\s]+$/u, '')
  const heardOwn = understand(own)
  if (!isFacts(own) && !(heardOwn.intent === 'repair' && tellsOfFaultIn(turn, own))) return null
  const find = (query: string) =>
    services.search(query, { communityId: claimed.conversation.communityId, at, history: [], limit: 1 })
  const question = asked.said
    .replace(OF_COURTESY, '')
    .replace(/[，,；;\s]+$/u, '')
    .trim()
  const isAnswered = (await find(question)).decision === 'answer'
  if (!isAnswered && OF_THE_VISIT.test(question)) return null
  // 「家里没水了，是不是欠费停的」: one question, and an article for all of it.
  if (turn.draft === null && turn.understanding.intent === 'faq' && (await find(text)).decision === 'answer')
    return null
  return [
    { text: own, understanding: heardOwn },
    { text: question, understanding: { ...asked.heard, intent: 'faq', unsure: undefined } },
  ]
}

function asksBeside(turn: Turn, said: string, { intent, confidence }: Understanding): boolean {
  const length = (said.match(/\p{Script=Han}/gu) ?? []).length
  return (
    intent === 'faq' && confidence >= SURE_QUESTION && length >= 4 && ASKED.test(said) && !tellsOfFaultIn(turn, said)
  )
}

function tellsOfFaultIn({ services: { reader } }: Turn, text: string): boolean {
  return reader.category(text, 'repair') !== null && isFaulty(reader.plain(text))
}

const BETWEEN_MARKS = /[^，,。；;！!？?\n\s]+[，,。；;！!？?\n\s]*/gu
const SURE_QUESTION = 0.8
const ASKED = /[?？]|吗|么|多少|怎么|咋|几|什么|啥|哪|谁|能不能|可不可以|是不是|要不要|有没有|如何/u
const OF_COURTESY = /^(对了|另外|还有|顺便|顺带|请问|麻烦|我?(还)?(再|想)?(问|咨询|打听)(一?下|个事)?)+[，,：:\s]*/u
/** Said of the repair that is being taken down. */
const OF_THE_VISIT = /修|师傅|上门|派|来|到|等|赔|责|怎么办|咋办|咋整|处理|弄|换|这个|怎么回事|原因|关/u
