import { isGuessedCall } from '../../conversation/core-of'
import { clausesOf, isBareFacts } from '../../conversation/slots/clauses'
import { matterLine } from '../../conversation/slots/matter'
import { platesIn } from '../../conversation/slots/plate'
import type { Turn } from '../../conversation/turn'
import { addToCase } from '../../records/case/add-to-case'
import type { Case } from '../../records/case/case'
import { findCase } from '../../records/case/read-case'
import type { Intent } from '../../understanding/understanding'
import { openDeferralTask } from '../filing/open-deferral-task'
import { writerIn } from '../filing/writer-in'

const BELONGS_MS = 30 * 60_000
const LONGEST_MORE = 40
/** These say themselves what they are for. */
const OF_THEIR_OWN: readonly Intent[] = ['repair', 'suggestion', 'praise', 'progress', 'cancel', 'human']
const ASKS =
  /[?？]|吗|呢|么|怎|咋|啥|什么|多少|多久|哪|谁|几[点天个时号]|能不能|可不可以|是不是|有没有|行不行|如何|what|how|when|where|which/iu
/** When it was, how much, how many: more than the facts a guided talk asks for. */
const TELLS =
  /[今昨前明]天|早上|上午|中午|下午|傍晚|晚上|半夜|凌晨|[\d一二三四五六七八九十两几](点|号|个|位|辆|台|块|元|栋|幢|楼|层|单元|室|区|岁|米)|[A-Za-z]?\d{2,}/u
/** Of us, and not of whom the question is about. */
const GRIEVANCE = /你们|物业|投诉|举报|没人管|不管|态度|气死|垃圾|凭什么/u

/**
 * 「B127」, 「昨晚十点到今早七点」, 「138…，姓赵」, with a question still waiting (its choices on the screen, or with a colleague who looks into
 * it): facts that ask nothing are told of that question. They go to whoever answers it; nobody is sent off to 12345 with them.
 */
export async function moreOfQuestion(turn: Turn): Promise<boolean> {
  const { facts, draft, text, understanding } = turn
  if (facts.messages.length === 0 || facts.menuId !== null || draft !== null || understanding.emergency) return false
  if (understanding.handoff.needed && !isGuessedCall(understanding, text)) return false
  const isComplaint = understanding.intent === 'complaint'
  if (!tellsFacts(turn) && !(isComplaint && !ASKS.test(text))) return false
  const waiting = await waitingEnquiry(turn)
  if (isComplaint && (waiting === null || understanding.sentiment.label === 'angry' || GRIEVANCE.test(text)))
    return false
  if (waiting !== null) {
    addTo(turn, waiting)
    await turn.phrase('progress.noted', { number: waiting.number })
    return true
  }
  const asked = lastAsked(turn)
  if (asked === null || !asked.isOpen) return false
  await openDeferralTask(turn, `${asked.words}，${text}`)
  return true
}

/** 「他77了」, 「明天下午两点来」, right after an answer: heard, and what comes next is the owner's to say. */
export function goesOnAfterAnswer(turn: Turn): boolean {
  const { text, understanding } = turn
  if (lastAsked(turn) === null || !['other', 'chitchat', 'faq'].includes(understanding.intent)) return false
  return text !== '' && [...text].length <= LONGEST_MORE && !ASKS.test(text) && tellsFacts(turn)
}

async function waitingEnquiry(turn: Turn): Promise<Case | null> {
  const last = turn.memory.caseInTalk
  if (last?.kind !== 'enquiry' || !isRecent(last.at, turn.at)) return null
  const found = await findCase(turn.db, last.id)
  return found !== null && RUNNING.includes(found.status) ? found : null
}

const RUNNING: readonly string[] = ['open', 'accepted', 'in_progress', 'paused']

function addTo(turn: Turn, { id }: Case): void {
  const { facts, text, exchangeIds, at } = turn
  turn.caseRef.id = id
  const more = { note: matterLine(text), photos: facts.photos, exchangeIds, at, nameIn: writerIn(turn) }
  turn.effect((tx) => addToCase(tx, id, more))
}

/** The question that was the last thing said, and whether its choices are still to be chosen from. */
function lastAsked({ memory, at }: Turn): { words: string; isOpen: boolean } | null {
  const asked = memory.asked.at(-1)
  if (!asked || memory.lastAt !== asked.at || !isRecent(asked.at, at)) return null
  return { words: asked.words, isOpen: asked.normal.startsWith('choices:') }
}

const isRecent = (then: string, at: Date) => at.getTime() - new Date(then).getTime() < BELONGS_MS

/** Facts and no question, of a line that has no intent of its own; a photo alone. */
function tellsFacts({ text, understanding, services, at, community, facts }: Turn): boolean {
  if (text === '') return facts.photos.length > 0
  if ([...text].length > LONGEST_MORE || ASKS.test(text)) return false
  const clauses = clausesOf(services.reader, services.reader.plain(text), at, community.timeZone)
  if (isBareFacts(clauses)) return true
  if (OF_THEIR_OWN.includes(understanding.intent)) return false
  return clauses.some(({ hasFact }) => hasFact) || platesIn(text).length > 0 || TELLS.test(text)
}
