import { cutText } from '../../platform/cut-text'
import type { Skill } from '../../conversation/skill'
import type { Turn } from '../../conversation/turn'
import { isGuessedCall } from '../../conversation/core-of'
import { tellsOfFault } from '../../conversation/slots/read-answer'
import { actOnCase } from '../../records/case/act-on-case'
import type { Case } from '../../records/case/case'
import { casesOfUser } from '../../records/case/find-cases'
import { addRatingComment, rateCase } from '../../records/case/rate-case'
import { wholeTime } from '../../records/case/whole-time'
import { addOpenMinutes } from '../../records/case/working-time'
import { servicePolicy } from '../../records/handoff/service-policy'
import { makePromise } from '../../records/promise/promise'
import { lastRatingAsk, noteRatingAsk } from '../../records/rating/rating-ask'
import { communityOf } from '../filing/file-case'
import { troubleIn } from '../filing/is-about'
import { linkTurn } from '../filing/link-turn'
import { talkOf } from '../filing/talk-of'
import { worksAgain } from '../filing/works-again'
import { answerBy } from '../../records/promise/answer-time'
import { sayTime } from '../filing/say-time'
import { smallTalk } from '../small-talk/small-talk'

/** Short words that say it is solved, alone or with thanks. */
const CONFIRMED =
  /^(嗯|恩|好的?|是的?|对|谢谢|感谢|多谢|师傅)?[,，。!！ ]*(都|已经|已|确认|现在|全)?(修好|弄好|处理好|解决|搞定|好|恢复|没问题|可以|不漏)了?(已)?(解决)?了?[,，。!！~～ ]*(谢谢|多谢|感谢|辛苦)?(你们?|您|了|师傅|啦|各位|大家)*[!！。~～]*$/
/** The same words said of anything: of our case only right after we have spoken of it. */
const BARE_ASSENT =
  /^(嗯|恩|好的?|是的?|对)?[,，。!！ ]*(好|可以|没问题)[,，。!！~～ ]*(谢谢|多谢|感谢|辛苦)?(你们?|您|了|啦|各位|大家)*[!！。~～]*$/

/** The owner ends a case: by a score, or by saying that it is not solved. Staff have no way here (B40). */
export const rating: Skill = {
  name: 'rate',
  intents: ['rating'],

  /** 「修好了，谢谢」 to the question whether it is solved is the confirmation, not praise and not small talk; 「5」 is a score then. */
  async claims(turn) {
    if (turn.draft !== null) return false
    if (turn.facts.menuId === null && LATER.test(turn.text.trim()) && (await waitingForWord(turn)) !== null) return true
    // 「5分，另外阳台的灯也坏了」: a score that was asked for is one, whatever else is said.
    if (SCORED.test(turn.text) && (await askedCase(turn)) !== null) return true
    if (await confirmed(turn)) return true
    return BARE_SCORE.test(turn.text) && (await askedCase(turn)) !== null
  },

  /** Soon after a score: why it was that one. */
  first: (turn) => hearReason(turn),

  async take(turn) {
    const unseen = LATER.test(turn.text.trim()) ? await waitingForWord(turn) : null
    if (unseen !== null) {
      // 「好了」, which the words ask for, is then said of this case.
      turn.caseRef.id = unseen.id
      linkTurn(turn, unseen.id)
      return turn.phrase('progress.later')
    }
    const waiting = await confirmed(turn)
    if (waiting && turn.services.reader.rating(turn.text) === null) return confirm(turn, waiting)
    const score = turn.services.reader.rating(turn.text)
    const asked = await askedCase(turn)
    // A digit out of nowhere is no score: 「1」 may answer anything, and nobody asked for one.
    if (BARE_SCORE.test(turn.text) && asked === null) return smallTalk.take(turn)
    // Nor is 「扣了20又扣20」, in which no score can be read and none is spoken of.
    if (score === null && asked === null && !SPEAKS_OF_SCORE.test(turn.text)) return smallTalk.take(turn)
    const one = asked ?? (await finishedCase(turn))
    if (one && score !== null) {
      await rate(turn, one, score)
      return takeTheRest(turn)
    }
    if (score === null || score >= (await goodFrom(turn, null))) return turn.phrase('patterns.rated_good')
    // Dissatisfied with no case of theirs to rate: the call we name is in the ledger all the same (C1).
    const dueAt = await callTime(turn)
    promiseCall(turn, null, dueAt)
    await turn.phrase('patterns.rated_bad', { next: sayTime(turn, dueAt) })
  },

  async tapped(turn, rest) {
    const [, id, answer] = /^(.+)_([1-5]|no)$/.exec(rest) ?? []
    const own = await filedBy(turn)
    const one = own.find((candidate) => candidate.id === id)
    if (!one || (one.status !== 'resolved' && one.status !== 'closed')) return turn.phrase('patterns.laterMenu')
    if (answer !== 'no') return rate(turn, one, Number(answer))
    turn.caseRef.id = one.id
    linkTurn(turn, one.id)
    turn.effect((tx) =>
      actOnCase(tx, one.id, {
        action: 'reopen',
        by: turn.claimed.conversation.user,
        note: '业主反馈没解决',
        at: turn.at,
        now: turn.now,
        talk: talkOf(turn),
      }).then(() => undefined),
    )
    turn.memory.rated = null
    turn.memory.caseInTalk = { id: one.id, number: one.number, kind: one.kind, at: turn.at.toISOString() }
    await turn.phrase('progress.reopened', {
      number: one.number,
      who: turn.phrases.say('handoff.officer'),
      next: sayTime(turn, answerBy(turn.at, { zone: turn.community.timeZone, hours: turn.community.hours })),
    })
  },
}

/** 「晚上看了再说」 to the question whether it is solved. */
const LATER =
  /^(好的?|嗯|行|等|我|先|今晚|晚上|晚点|回头|回去|回家|到家|下班|明天|过几天|一会儿?|待会儿?|到时候?|再|要|让我|,|，|\s)*(看|试|用|观察|瞧)(看|试|用|一下|下|了|过|几天|两天|情况|以后|之后|完|好|,|，|\s)*(再(说|看|评|定|告诉你们?|回复?你?们?|打分))?(吧|啊|哈)?[。.!！~～]*$/u
const SCORED = /(?<![\d.])[1-5一二三四五]\s*(分(?!钟|之)|星)/u

/** 「5分 另外阳台的灯也坏了」: what stands behind the score is a matter of its own where it tells of a fault. */
async function takeTheRest(turn: Turn): Promise<void> {
  const rest = turn.text
    .replace(/^.*?[1-5一二三四五]\s*(分|星)[，,。;；!！\s]*/u, '')
    .replace(/^(另外|还有|对了|顺便)[，,\s]*/u, '')
  if (turn.facts.menuId !== null || rest === turn.text || !tellsOfFault(turn, rest)) return
  turn.memory.rated = null
  await turn.takeAs('repair', { text: rest, toldBefore: [] })
}

/** What is said soon after a score, and is no other matter, is the reason for it. */
async function hearReason(turn: Turn): Promise<boolean> {
  const { rated } = turn.memory
  const { text, understanding, facts } = turn
  if (rated === null || turn.draft !== null || facts.menuId !== null || understanding.emergency) return false
  if (turn.at.getTime() - new Date(rated.at).getTime() > REASON_MS || [...text].length < SHORTEST_REASON) return false
  if (
    OTHER_MATTER.test(text) ||
    /[?？]|吗|怎么/u.test(text) ||
    (understanding.intent === 'repair' && tellsOfFault(turn, text)) ||
    isOfOthers(turn) ||
    BARE_SCORE.test(text)
  )
    return false
  const isLow = rated.score < rated.good
  // 「扣一分是因为…」 says what it is, whatever it is heard as.
  const fits = (isLow ? LOW_INTENTS : GOOD_INTENTS).includes(understanding.intent) || /扣.{0,4}分/u.test(text)
  if (!fits || (!isLow && !REASON.test(text))) return false
  turn.caseRef.id = rated.id
  linkTurn(turn, rated.id)
  turn.effect((tx) => addRatingComment(tx, rated.id, cutText(text, 500)))
  await turn.phrase(isLow ? 'progress.ratedWhy' : 'progress.ratedWhyGood', { number: rated.number, next: rated.next })
  const { handoff } = understanding
  if (handoff.needed && !isGuessedCall(understanding, text) && turn.claimed.handoff === null)
    await turn.callPerson(handoff.reason ?? 'policy', handoff.evidence)
  return true
}

/** 「楼上半夜装修吵得睡不着」 says nothing of how we worked: it is a complaint, whatever was rated before. */
function isOfOthers({ text, services: { reader } }: Turn): boolean {
  return OTHERS.test(troubleIn(reader, text) ?? '') && !OF_THE_VISIT.test(text)
}

const OTHERS = /^(噪音扰民|停车管理|宠物扰民|违章装修|违建占用|高空抛物|绿化|群租)/u
const OF_THE_VISIT = /师傅|师父|维修|修完|你们|上门|干活|弄完|走的时候/u

const REASON_MS = 30 * 60_000
const SHORTEST_REASON = 3
const OTHER_MATTER =
  /投诉|举报|报修|人工|另外|还有(个|一|件)|建议|又|还是(不|没|坏|漏)|没(修|弄|处理|解决)好|谢谢|感谢/u
const REASON = /扣|因为|少.{0,2}分|主要|就是|不过|但是?|要是|下次|师傅|来晚|迟到|态度|可惜|美中不足/u
const LOW_INTENTS: readonly string[] = [
  'complaint',
  'repair',
  'rating',
  'suggestion',
  'faq',
  'other',
  'chitchat',
  'progress',
]
const GOOD_INTENTS: readonly string[] = ['complaint', 'rating', 'suggestion', 'other', 'chitchat', 'praise']

/** Only a digit, with or without a sign or 分: a score only as an answer to our question. */
const BARE_SCORE = /^[\s]*[-+－＋]?[0-9０-９一二三四五]{1,2}[\s分。！!]*$/u
/** A judgement, with or without a number. */
const SPEAKS_OF_SCORE = /分|星|评|满意|打分|好评|差评|👍|👎|rate|rating|star|satisf/i
/** A question for a score is answered within this time or not at all; the case closes by itself then. */
const ASK_GOOD_MS = 72 * 3600_000

/** What we asked a score for, of the person who filed it (B39), as long as the digit can only mean that. */
async function askedCase(turn: Turn): Promise<Case | null> {
  const ask = await lastRatingAsk(turn.db, turn.claimed.conversation.id)
  if (!ask || turn.now.getTime() - ask.askedAt.getTime() > ASK_GOOD_MS || !ask.isNewestMenu) return null
  return (await filedBy(turn)).find((one) => one.id === ask.caseId) ?? null
}

async function finishedCase(turn: Turn): Promise<Case | null> {
  return (await filedBy(turn)).find(({ status }) => status === 'resolved' || status === 'closed') ?? null
}

/** The cases this owner filed, not those they joined: whoever was served is asked and counts (B39). */
async function filedBy(turn: Turn): Promise<Case[]> {
  const { channel, user } = turn.claimed.conversation
  return (await casesOfUser(turn.db, ofTurn(turn))).filter((one) => one.user === user && one.channel === channel)
}

/** The newest case that was reported as done and that the owner has not answered for. */
async function waitingForWord(turn: Turn): Promise<Case | null> {
  const one = (await filedBy(turn)).find(({ status }) => status === 'resolved') ?? null
  return one !== null && BARE_ASSENT.test(turn.text) && !(await isNewestSaid(turn, one.id)) ? null : one
}

/** The case that these words confirm: 「修好了，谢谢」, or 「有水了」 of what was dry. */
async function confirmed(turn: Turn): Promise<Case | null> {
  if (turn.facts.menuId !== null) return null
  const one = await waitingForWord(turn)
  return one !== null && (CONFIRMED.test(turn.text) || worksAgain(turn.text, one.summary)) ? one : null
}

/** The newest thing we said is about this case. */
async function isNewestSaid(turn: Turn, caseId: string): Promise<boolean> {
  const rows = await turn.db.query(
    'newest-said-of-case',
    `select 1 from case_exchange l
      where l.case_id = $2 and l.exchange_id =
            (select id from exchange where conversation_id = $1 and direction = 'out' order by seq desc limit 1)`,
    [turn.claimed.conversation.id, caseId],
  )
  return rows.length > 0
}

/** Closed by the owner's own word (contract §8); a score stays welcome. */
async function confirm(turn: Turn, one: Case): Promise<void> {
  const { user } = turn.claimed.conversation
  turn.memory.mended = null
  turn.caseRef.id = one.id
  linkTurn(turn, one.id)
  turn.effect(async (tx, { afterwards }) => {
    await actOnCase(tx, one.id, {
      action: 'close',
      by: user,
      note: '业主确认已解决',
      at: turn.at,
      now: turn.now,
      zone: turn.community.timeZone,
    })
    // The same words ask for a score, unless it has been asked for: a digit that follows is one.
    afterwards(async (after, said) => {
      const exchangeId = said.exchangeIds.at(-1)
      if (exchangeId === undefined) return
      await noteRatingAsk(after, one, { conversationId: turn.claimed.conversation.id, exchangeId, at: turn.now })
    })
  })
  await turn.phrase('patterns.confirmed', { number: one.number })
}

async function rate(turn: Turn, one: Case, score: number): Promise<void> {
  const { user } = turn.claimed.conversation
  const zone = turn.community.timeZone
  turn.memory.mended = null
  turn.caseRef.id = one.id
  linkTurn(turn, one.id)
  turn.effect(async (tx) => {
    await rateCase(tx, one.id, {
      score,
      comment: turn.facts.menuId === null ? cutText(turn.text, 500) : '',
      by: user,
      at: turn.at,
      now: turn.now,
      zone,
    })
    if (one.status === 'resolved')
      await actOnCase(tx, one.id, {
        action: 'close',
        by: user,
        note: `业主评分 ${score}`,
        at: turn.at,
        now: turn.now,
        zone,
      })
  })
  const dueAt = await callTime(turn)
  const { id, number } = one
  const good = await goodFrom(turn, one)
  turn.memory.rated = { id, number, score, good, next: sayTime(turn, dueAt), at: turn.at.toISOString() }
  if (score >= good) return turn.phrase('patterns.rated_good')
  promiseCall(turn, one, dueAt)
  await turn.phrase('patterns.rated_bad', { next: sayTime(turn, dueAt) })
}

/** A score below this begins the chain of B38 (tasks/rating-chain.ts), so by the same table the owner is promised its call. */
async function goodFrom(turn: Turn, one: Case | null): Promise<number> {
  return (await servicePolicy(turn.db, one?.communityId ?? communityOf(turn))).rating.good
}

/** When a supervisor calls: within staff hours, so that nobody is promised a call at night. */
async function callTime(turn: Turn): Promise<Date> {
  const { rating: table } = await servicePolicy(turn.db, communityOf(turn))
  const time = { zone: turn.community.timeZone, hours: turn.community.hours }
  return wholeTime(turn.at, addOpenMinutes(turn.at, table.call_minutes, time))
}

function promiseCall(turn: Turn, one: Case | null, dueAt: Date): void {
  const { id, personId } = turn.claimed.conversation
  turn.effect(async (tx) => {
    await makePromise(tx, {
      conversationId: id,
      personId,
      communityId: communityOf(turn),
      caseId: one?.id ?? null,
      kind: 'answer',
      what: one ? `${one.number} 低分回访` : '主管联系业主',
      // The responsible person has had their turn: who calls now is the supervisor, and after them the manager (B38).
      step: 1,
      dueAt,
      at: turn.at,
      now: turn.now,
    })
  })
}

function ofTurn(turn: Turn) {
  const { channel, user } = turn.claimed.conversation
  return { channel, user, limit: 10 }
}
