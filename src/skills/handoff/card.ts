import type { Queryable } from '../../platform/database/db'
import { toIsoWithOffset } from '../../platform/zoned-time'
import { homeText } from '../../conversation/slots/slot-values'
import type { Turn } from '../../conversation/turn'
import type { HandoffReason } from '../../understanding/understanding'
import { openCasesOf } from '../../records/case/find-cases'
import { findStaff } from '../../records/community/staff'
import { openPromises } from '../../records/promise/promise'
import { ownerAtAGlance } from '../../records/handoff/owner-at-a-glance'
import { articleQuestions } from './article-questions'
import { sentenceWith } from './sentence-with'

export type Card = Record<string, unknown>

/**
 * What the colleague must know and must not ask again (C8): who and which home, the matter in the owner's words, what we tried,
 * what we promised, the mood with the sentence that tipped it. `complete` adds what only the commit knows: cases filed and times
 * promised in this very turn.
 */
export async function prepareCard(
  turn: Turn,
  reason: HandoffReason,
  evidence: string[],
): Promise<{ card: Card; complete: (tx: Queryable) => Promise<Card> }> {
  const { memory, understanding } = turn
  const owner = await ownerAtAGlance(turn.db, turn.claimed.conversation.personId)
  const served = memory.handedBack === null ? null : await findStaff(turn.db, memory.handedBack.by)
  const said = [...memory.history.slice(-3), turn.text].filter(Boolean)
  const draft = turn.draft
  const home = draft?.home?.room !== undefined ? homeText(draft.home) : owner.home ? homeText(owner.home) : null
  const facts = {
    name: draft?.name ?? owner.name,
    phone: draft?.phone ?? owner.phone,
    home,
    role: owner.role,
    verified: owner.verified,
    community: turn.community.name,
    building: draft?.home?.building ?? owner.home?.building ?? null,
    draft,
    said,
    entities: understanding.entities,
  }
  const card = {
    facts,
    attempts: await attemptsOf(turn),
    mood: {
      label: understanding.sentiment.label,
      score: understanding.sentiment.score,
      signals: understanding.signals,
      level: memory.mood.level,
      upset: memory.mood.upset,
      upsetTurns: memory.mood.upsetTurns,
      upsetSince: memory.mood.upsetSince,
      tippedBy: sentenceWith(turn.text, evidence[0]),
      raisedBy: memory.mood.trigger,
    },
    doNotAskAgain: doNotAskAgain(facts, turn),
    ...(memory.handedBack === null ? {} : { lastServed: { ...memory.handedBack, name: served?.name ?? null } }),
    ...(turn.decision?.staffSafety ? { staffSafety: true } : {}),
    policy: turn.decision?.row ?? null,
    reason,
  }
  return { card, complete: async (tx) => ({ ...card, ...(await openMatters(tx, turn)) }) }
}

/** What was asked, in the owner's words, how often, and which article was given for it. */
async function attemptsOf(turn: Turn): Promise<Card[]> {
  const keys = turn.memory.asked.flatMap(({ normal }) => normal.replace(/^choices:/, '').split(','))
  const questions = await articleQuestions(turn.db, keys)
  return turn.memory.asked.map(({ normal, words, times }) => {
    const articles = normal
      .replace(/^choices:/, '')
      .split(',')
      .flatMap((key) => questions.get(key) ?? [])
    return {
      question: words || articles[0] || normal,
      times,
      article: articles.join('；') || null,
      offered: normal.startsWith('choices:'),
    }
  })
}

/** Anonymous matters stay out: the card says who is talking (contract.md §7). */
async function openMatters(tx: Queryable, turn: Turn): Promise<Card> {
  const zone = turn.community.timeZone
  const { id } = turn.claimed.conversation
  const open = await openCasesOf(tx, id)
  const cases = open.filter((one) => !one.anonymous)
  const hidden = new Set(open.filter((one) => one.anonymous).map((one) => one.id))
  const numbers = new Map(cases.map((one) => [one.id, one.number]))
  const promises = (await openPromises(tx, id)).filter(({ caseId }) => caseId === null || !hidden.has(caseId))
  return {
    cases: cases.map((one) => ({
      number: one.number,
      summary: one.summary,
      status: one.status,
      urges: one.urges,
      dueAt: one.dueAt && toIsoWithOffset(one.dueAt, zone),
    })),
    promises: promises.map((promise) => {
      const number = promise.caseId === null ? null : (numbers.get(promise.caseId) ?? null)
      return {
        number,
        what: number === null ? promise.what : promise.what.replace(number, '').trim(),
        dueAt: toIsoWithOffset(promise.dueAt, zone),
        late: promise.dueAt < turn.at,
      }
    }),
  }
}

/** 「转人工」 alone tells nothing of the matter. */
function tellsMatter({ services: { reader }, at }: Turn, words: string): boolean {
  return !['human', 'greeting', 'chitchat', 'other'].includes(reader.understand(words, { at }).intent)
}

function doNotAskAgain(
  facts: { name: string | null; phone: string | null; home: string | null; said: string[] },
  turn: Turn,
): string[] {
  const { draft } = turn
  return [
    facts.name && '称呼',
    facts.phone && '电话',
    facts.home && '门牌',
    (draft?.matter || facts.said.some((words) => tellsMatter(turn, words))) && '事情经过',
    draft?.spot && '具体位置',
    draft?.appointment && '方便的时间',
    (draft?.photos?.length || turn.memory.waitingPhotos) && '照片',
  ].filter((entry): entry is string => typeof entry === 'string' && entry !== '')
}
