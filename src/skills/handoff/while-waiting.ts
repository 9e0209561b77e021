import { clausesOf } from '../../conversation/slots/clauses'
import { matterLine } from '../../conversation/slots/matter'
import { tellsOfFault } from '../../conversation/slots/read-answer'
import type { Turn } from '../../conversation/turn'
import { addToCase } from '../../records/case/add-to-case'
import { findCase } from '../../records/case/read-case'
import { openHandoffOf } from '../../records/handoff/find-handoffs'
import { openPromises } from '../../records/promise/promise'
import { answersWhose, fillPlace, namesAccused, settled, staysUnnamed, supplement } from '../complaint/complaint'
import { belongsToFiled } from '../filing/after-filing'
import { isAwaited } from '../filing/is-awaited'
import { troubleIn } from '../filing/is-about'
import { sayTime } from '../filing/say-time'
import { fileRepairAtOnce } from '../repair/repair'

/** What is said this long after filing belongs to the record when it names no other matter. */
const BELONGS_MS = 30 * 60_000
const RUNNING = ['open', 'accepted', 'in_progress', 'paused']
/** Said again within this time, and nothing to it: 「好的」 needs no answer. */
const TELL_AGAIN_MS = 60_000
const NOTHING_TO_IT = /^(好的?|嗯|哦|行|可以|知道了|收到|谢谢|辛苦了?|ok)+[吧啊呀哈了。.!！~～\s]*$/iu

/** When a result comes, not when the person does. */
const ASKS_OF_CASE =
  /(多久|什么时候|啥时候|几时|几点|哪天|何时).{0,6}(答复|回复|结果|修|处理|解决|上门|弄好)|(答复|结果|师傅).{0,4}(多久|什么时候|啥时候|几点|哪天)/u
/** Answers are not asked for: these say nothing that belongs on a record, or have an answer of their own. */
const NO_DETAIL = ['human', 'cancel', 'greeting', 'faq', 'progress', 'praise', 'rating']

/**
 * Somebody on duty is on their way (design D9): what the owner adds goes where that person finds it, on the talk that was open, the
 * record of this talk or one of its own, and 「确认」 files what is whole. In few words, and without a question.
 */
export async function waitWithOwner(turn: Turn): Promise<boolean> {
  for (const hears of HEARERS) if (await hears(turn)) return true
  return false
}

/** Who hears what is said meanwhile, in this order; the first whose words they are answers, the last always does. */
const HEARERS: readonly ((turn: Turn) => Promise<boolean>)[] = [
  staysUnnamed,
  answersWhose,
  settled,
  namesAccused,
  answersAside,
  belongsToFiled,
  asksOfCase,
  async (turn) => !NO_DETAIL.includes(turn.understanding.intent) && supplement(turn),
  filesAtOnce,
  addsToCase,
  sayWhoComes,
]

async function asksOfCase(turn: Turn): Promise<boolean> {
  if (turn.memory.caseInTalk === null || !ASKS_OF_CASE.test(turn.text)) return false
  await turn.takeAs('progress', { text: turn.text, toldBefore: [] })
  return true
}

/** 「3栋2单元501」, 「确认」: for the guided talk that was open when the person was called. */
async function answersAside(turn: Turn): Promise<boolean> {
  const { intent } = turn.understanding
  if (['human', 'greeting', 'progress', 'praise', 'rating'].includes(intent)) return false
  const { reader } = turn.services
  const clauses = clausesOf(reader, reader.plain(turn.text), turn.at, turn.community.timeZone)
  const isElse = ['faq', 'complaint', 'suggestion', 'cancel'].includes(intent)
  if (isElse && !clauses.some(({ hasFact }) => hasFact) && reader.yesNo(turn.text) !== 'yes') return false
  const taken = await turn.answerAside()
  if (taken === 'kept') await sayWhoComes(turn)
  return taken !== null
}

/** A matter that is told only now is on record before the person comes (B16). */
async function filesAtOnce(turn: Turn): Promise<boolean> {
  const { intent, unsure } = turn.understanding
  if (unsure !== undefined) return false
  if (intent === 'complaint' && troubleIn(turn.services.reader, turn.text) !== null) {
    await turn.takeAs('complaint', { text: turn.text, toldBefore: [] })
    return true
  }
  return ['repair', 'human', 'other'].includes(intent) && tellsOfFault(turn, turn.text) && fileRepairAtOnce(turn)
}

/** 「往客厅流了」, 「人就在我家门口」: whatever else is told goes on the record of this talk. */
async function addsToCase(turn: Turn): Promise<boolean> {
  const { caseInTalk: last } = turn.memory
  const { intent, sentiment } = turn.understanding
  if (last === null || turn.at.getTime() - new Date(last.at).getTime() > BELONGS_MS) return false
  if (NO_DETAIL.includes(intent) || NOTHING_TO_IT.test(turn.text) || turn.facts.menuId !== null) return false
  // Anger alone is for the person who comes, and tells nothing of the matter.
  if (sentiment.label === 'angry' && troubleIn(turn.services.reader, turn.text) === null) return false
  if (turn.facts.photos.length === 0 && (turn.text.match(/\p{Script=Han}/gu) ?? []).length < 2) return false
  const found = await findCase(turn.db, last.id)
  if (found === null || !RUNNING.includes(found.status)) return false
  const { exchangeIds } = turn
  turn.caseRef.id = found.id
  fillPlace(turn, found)
  turn.effect((tx) =>
    addToCase(tx, found.id, { note: matterLine(turn.text), photos: turn.facts.photos, exchangeIds, at: turn.at }),
  )
  await sayWhoComes(turn)
  return true
}

/** Who was called and by when they join; nothing where nothing was said and it was told a moment ago. */
async function sayWhoComes(turn: Turn): Promise<boolean> {
  const told = turn.memory.toldWaitingAt
  const isFresh = told !== null && turn.at.getTime() - new Date(told).getTime() < TELL_AGAIN_MS
  if (isFresh && NOTHING_TO_IT.test(turn.text.trim())) return true
  turn.memory.toldWaitingAt = turn.at.toISOString()
  const open = await openHandoffOf(turn.db, turn.claimed.conversation.id)
  const who = open?.asked.at(-1)?.name || turn.phrases.say('handoff.officer')
  const joins = (await openPromises(turn.db, turn.claimed.conversation.id)).find(({ kind }) => kind === 'join')
  if (joins !== undefined && joins.dueAt < turn.at) await turn.phrase('handoff.alreadyLate', { who })
  else
    await turn.phrase('handoff.already', {
      who,
      by: joins === undefined ? '' : turn.phrases.say('handoff.joinsBy', { due: sayTime(turn, joins.dueAt) }),
    })
  return true
}

/** The matter is over while somebody is on their way, or they are called off: 「找到了」, 「算了算了 不叫了」, 「别管了」. */
export function needsNobody(turn: Turn): boolean {
  if (!isAwaited(turn) || turn.facts.menuId !== null) return false
  const { sentiment, handoff } = turn.understanding
  if (sentiment.label === 'angry' || (handoff.needed && handoff.reason !== 'requested')) return false
  return CALLED_OFF.test(turn.text) && !STILL_WANTED.test(turn.text)
}

const CALLED_OFF =
  /((不|别)(用|必|要)?(再)?(叫|喊|找|派|转)(人|人工|你们|他|她|客服|同事)?了|(不用|不必|别)(再)?(过?来|管|麻烦|忙)(人|你们|您|他们|我们?)?了|没事(儿)?了|(已经)?(找到|找着|解决|搞定|弄好|修好|搞好)了)/u
/** Who says these wants somebody all the same, reproaches, or asks. */
const STILL_WANTED =
  /[?？]|吗|怎么|为什么|没(人|有人)?(找到|解决|搞定|弄好|修好)|还没|才|投诉|举报|曝光|媒体|记者|律师|法院|123[14]5|(转|要|叫|找)(个)?(人工|经理|领导|真人)(?!了)|又|但是?|不过|可是/u
