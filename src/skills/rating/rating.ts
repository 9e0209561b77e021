import { cutText } from '../../platform/cut-text'
import type { Skill } from '../../conversation/skill'
import type { Turn } from '../../conversation/turn'
import { actOnCase } from '../../records/case/act-on-case'
import type { Case } from '../../records/case/case'
import { casesOfUser } from '../../records/case/find-cases'
import { rateCase } from '../../records/case/rate-case'
import { addOpenMinutes } from '../../records/case/working-time'
import { servicePolicy } from '../../records/handoff/service-policy'
import { makePromise } from '../../records/promise/promise'
import { lastRatingAsk, noteRatingAsk } from '../../records/rating/rating-ask'
import { communityOf } from '../filing/file-case'
import { linkTurn } from '../filing/link-turn'
import { answerBy } from '../../records/promise/answer-time'
import { sayTime } from '../filing/say-time'
import { smallTalk } from '../small-talk/small-talk'

/** Short words that say it is solved, alone or with thanks. */
const CONFIRMED =
  /^(嗯|恩|好的?|是的?|对|谢谢|感谢|多谢|师傅)?[,，。!！ ]*(都|已经|已|确认|现在|全)?(修好|弄好|处理好|解决|搞定|好|恢复|没问题|可以|不漏)了?(已)?(解决)?了?[,，。!！~～ ]*(谢谢|多谢|感谢|辛苦)?(你们?|您|了|师傅|啦|各位|大家)*[!！。~～]*$/
/** Below this the chain of B38 begins. */
const GOOD = 4

/** The owner ends a case: by a score, or by saying that it is not solved. Staff have no way here (B40). */
export const rating: Skill = {
  name: 'rate',
  intents: ['rating'],

  /** 「修好了，谢谢」 to the question whether it is solved is the confirmation, not praise and not small talk; 「5」 is a score then. */
  async claims(turn) {
    if (turn.draft !== null) return false
    if (CONFIRMED.test(turn.text)) return (await waitingForWord(turn)) !== null
    return BARE_SCORE.test(turn.text) && (await askedCase(turn)) !== null
  },

  async take(turn) {
    const waiting = CONFIRMED.test(turn.text) ? await waitingForWord(turn) : null
    if (waiting && turn.services.reader.rating(turn.text) === null) return confirm(turn, waiting)
    const score = turn.services.reader.rating(turn.text)
    const asked = await askedCase(turn)
    // A digit out of nowhere is no score: 「1」 may answer anything, and nobody asked for one.
    if (BARE_SCORE.test(turn.text) && asked === null) return smallTalk.take(turn)
    const one = asked ?? (await finishedCase(turn))
    if (one && score !== null) return rate(turn, one, score)
    if ((score ?? GOOD) >= GOOD) return turn.phrase('patterns.rated_good')
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
      }).then(() => undefined),
    )
    await turn.phrase('progress.reopened', {
      number: one.number,
      who: turn.phrases.say('handoff.officer'),
      next: sayTime(turn, answerBy(turn.at, { zone: turn.community.timeZone, hours: turn.community.hours })),
    })
  },
}

/** Only a digit, with or without a sign or 分: a score only as an answer to our question. */
const BARE_SCORE = /^[\s]*[-+－＋]?[0-9０-９一二三四五]{1,2}[\s分。！!]*$/u
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
  return (await filedBy(turn)).find((one) => one.status === 'resolved') ?? null
}

/** Closed by the owner's own word (contract §8); a score stays welcome. */
async function confirm(turn: Turn, one: Case): Promise<void> {
  const { user } = turn.claimed.conversation
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
  if (score >= GOOD) return turn.phrase('patterns.rated_good')
  const dueAt = await callTime(turn)
  promiseCall(turn, one, dueAt)
  await turn.phrase('patterns.rated_bad', { next: sayTime(turn, dueAt) })
}

/** When a supervisor calls: within staff hours, so that nobody is promised a call at night. */
async function callTime(turn: Turn): Promise<Date> {
  const { rating: table } = await servicePolicy(turn.db, communityOf(turn))
  return addOpenMinutes(turn.at, table.call_minutes, { zone: turn.community.timeZone, hours: turn.community.hours })
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
