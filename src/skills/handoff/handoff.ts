import { cutText } from '../../platform/cut-text'
import type { Skill } from '../../conversation/skill'
import { isDistress } from '../../conversation/distress'
import { isCallWhenNeeded } from '../../conversation/named-dialog'
import { hasMatter } from '../../conversation/has-matter'
import type { SayOptions, Turn } from '../../conversation/turn'
import { matterLine } from '../../conversation/slots/matter'
import { addToCase } from '../../records/case/add-to-case'
import { actOnCase } from '../../records/case/act-on-case'
import { findCase } from '../../records/case/read-case'
import { acceptHandoff, passHandoff } from '../../records/handoff/accept-handoff'
import { closeHandoff } from '../../records/handoff/close-handoff'
import { openHandoff } from '../../records/handoff/open-handoff'
import { lastClosedHandoffOf, openHandoffOf } from '../../records/handoff/find-handoffs'
import { CALM } from '../../understanding/mood/mood-line'
import { ongoing } from '../emergency/danger'
import { isOwn } from '../filing/after-filing'
import { valuesOf, write } from '../filing/correct-filed'
import { communityOf } from '../filing/file-case'
import { troubleIn } from '../filing/is-about'
import { asksOfServed } from './after-served'
import { isChangedMind } from './changed-mind'
import { nobodyOnDuty } from './nobody-on-duty'
import { CALL_BACK_CATEGORY, handOver } from './open'
import { needsNobody, waitWithOwner } from './while-waiting'

/** Said to a person who serves, it must be as plain as this to send them away. */
const NO_MORE_PERSON =
  /^(好的?|行|算了|那)?[,，。]?(不用|不需要|不要|取消)(转)?(人工|客服)(客服|服务)?了?[吧啊。！!~～]*$/

export const handoff: Skill = {
  name: 'handoff',
  intents: ['human'],

  async first(turn) {
    turn.handOver = (reason, evidence, options) => handOver(turn, reason, evidence, options)
    if (turn.trace['afresh']) await takeBack(turn)
    for (const { message } of turn.facts.events)
      if (message.content.kind === 'session') await onSession(turn, message.content)
    const open = turn.claimed.handoff
    if (turn.facts.messages.length === 0) return false
    if (!open) return ongoing(turn) === null && ((await callsWhenNeeded(turn)) || asksOfServed(turn))
    // Where WeCom's servicer holds the session, only they end it; our own desk lets the owner go (design D9).
    if (open.status === 'active' && open.mode === 'console' && NO_MORE_PERSON.test(turn.text))
      return giveBack(turn, open)
    if (open.status === 'active') return silent(turn)
    if (turn.understanding.emergency || ongoing(turn) !== null) return false
    if (turn.declinesPerson || isChangedMind(turn.text)) return giveBack(turn, open)
    if (!open.staffed) return sayWhenAgain(turn)
    // Called for a danger that is over: whoever comes does, and meanwhile ordinary matters are served.
    if (open.reason === 'emergency' && !callsAgain(turn)) return false
    return needsNobody(turn) ? giveBack(turn, open) : waitWithOwner(turn)
  },

  async take(turn) {
    if (turn.declinesPerson || isChangedMind(turn.text)) {
      await turn.phrase('handoff.notNeeded')
      // The guided talk that is open asks on.
      if (turn.openDialog !== null) await turn.begin(turn.openDialog, {})
      return
    }
    if (turn.claimed.handoff !== null) return
    // 「楼上又在蹦迪！！气死了！给我转人工！」: the grievance is on record before the person is called (B16).
    if (turn.understanding.sentiment.label !== 'neutral' && troubleIn(turn.services.reader, turn.text) !== null)
      await turn.takeAs('complaint', { text: turn.text, toldBefore: [] })
    await turn.callPerson(
      'requested',
      turn.understanding.handoff.evidence.length > 0 ? turn.understanding.handoff.evidence : [turn.text],
    )
  },

  async tapped(turn) {
    if (turn.claimed.handoff === null) await turn.callPerson('requested', [turn.text])
  },
}

/** A person serves: the words are in the log and with them; the bot says nothing (design D9). Emergencies are the emergency skill's. */
function silent(turn: Turn): boolean {
  return turn.understanding.emergency === null
}

function callsAgain(turn: Turn): boolean {
  const { intent, handoff: wish } = turn.understanding
  return intent === 'human' || (wish.needed && !hasMatter(turn))
}

/**
 * Nobody on duty: the bot serves as usual. Only another call for a person gets the answer that it is arranged, and so do grief and
 * abuse, which are no matter the bot could serve: silence would be no answer to either.
 */
async function sayWhenAgain(turn: Turn): Promise<boolean> {
  const { intent } = turn.understanding
  if (!callsAgain(turn)) return false
  const situation = isDistress(turn.understanding) ? 'comfort' : intent === 'human' ? 'already' : 'angry'
  const { key, values } = nobodyOnDuty(turn, situation, { since: turn.claimed.handoff!.openedAt })
  await turn.phrase(key, values)
  return true
}

/** 「有事给我打电话」 calls nobody to this talk; it stands with what was filed. */
async function callsWhenNeeded(turn: Turn): Promise<boolean> {
  const { emergency, handoff, sentiment } = turn.understanding
  if (emergency || turn.draft !== null || !isCallWhenNeeded(turn.text) || !/电话|手机|回电/u.test(turn.text))
    return false
  if (turn.text.length > LONGEST_WISH || sentiment.label === 'angry') return false
  if (handoff.needed && handoff.reason !== 'requested') return false
  if (await callsAnotherNumber(turn)) return true
  const { caseInTalk: last } = turn.memory
  const { exchangeIds } = turn
  if (last !== null)
    turn.effect((tx) => addToCase(tx, last.id, { note: matterLine(turn.text), photos: [], exchangeIds, at: turn.at }))
  await turn.phrase('handoff.callsWhenNeeded')
  return true
}

/** 「来之前先给我老婆打电话，136…」: the number that is called from now on. */
async function callsAnotherNumber(turn: Turn): Promise<boolean> {
  const { caseInTalk: last } = turn.memory
  const phone = turn.services.reader.phone(turn.text)
  if (last?.kind !== 'repair' || phone === null || !('phone' in phone)) return false
  const found = await findCase(turn.db, last.id)
  const definition = turn.dialogs.dialogs.get('repair')
  if (found === null || definition === undefined || !isOwn(turn, found) || !RUNNING.includes(found.status)) return false
  const { exchangeIds } = turn
  turn.effect((tx) => addToCase(tx, found.id, { note: matterLine(turn.text), photos: [], exchangeIds, at: turn.at }))
  const known = valuesOf(found, turn.community.timeZone)
  await write(turn, found, { definition, known, said: { phone: phone.phone }, corrected: 'repair.corrected' })
  return true
}

const RUNNING = ['open', 'accepted', 'in_progress', 'paused']

/** Longer, it tells a matter as well. */
const LONGEST_WISH = 32

/** 「算了不用人工了」: the talk, the call-back we promised for it and WeCom's session, all come back to the bot. */
async function giveBack(turn: Turn, open: NonNullable<Turn['claimed']['handoff']>): Promise<boolean> {
  const by = turn.claimed.conversation.user
  const act = { by, at: turn.at, now: turn.now, zone: turn.community.timeZone }
  turn.effect(async (tx) => {
    await closeHandoff(tx, open.id, { ...act, summary: CHANGED_MIND_SUMMARY, anyway: true })
    const callBack = open.caseId === null ? null : await findCase(tx, open.caseId)
    if (callBack?.category === CALL_BACK_CATEGORY && !['closed', 'cancelled', 'resolved'].includes(callBack.status))
      await actOnCase(tx, callBack.id, { ...act, action: 'cancel', note: CHANGED_MIND_SUMMARY })
  })
  // Out of the pool a session comes back through its end alone; the words that follow use the code of that end.
  if (open.mode === 'native') await turn.errand({ kind: 'transition', handoffId: open.id, to: 'end' })
  const farewell: SayOptions = { evenWhenServed: true, ...(open.mode === 'native' ? { way: 'ended' } : {}) }
  const kept = await keptCase(turn, open)
  const asksOn = turn.declinesPerson && turn.understanding.intent !== 'human'
  if (asksOn) await turn.phrase('handoff.notNeededThen', {}, farewell)
  else if (kept === null) await turn.phrase('handoff.notNeeded', {}, farewell)
  else await turn.phrase('handoff.notNeededFiled', { number: kept }, farewell)
  // Nobody has served: what was said before still counts.
  turn.memory.handoffId = null
  turn.memory.mood = CALM
  if (asksOn) {
    turn.calledOff()
    const { text, understanding } = turn
    if (turn.canTakeUpAgain() && ['other', 'chitchat', turn.memory.setAside?.dialog].includes(understanding.intent)) {
      await turn.takeUpAgain(farewell, { hears: true })
      return true
    }
    await turn.sayAs(farewell, () => turn.takeAs(understanding.intent, { text, toldBefore: [] }))
  }
  await turn.takeUpAgain(farewell)
  return true
}

/** What was filed in this talk stays until the owner takes it back too; why nobody need come is on it. */
async function keptCase(turn: Turn, open: NonNullable<Turn['claimed']['handoff']>): Promise<string | null> {
  const { caseInTalk: last } = turn.memory
  const found = last === null || !needsNobody(turn) ? null : await findCase(turn.db, last.id)
  if (found === null || found.category === CALL_BACK_CATEGORY || open.reason === 'emergency') return null
  if (['closed', 'cancelled', 'resolved'].includes(found.status)) return null
  const { exchangeIds } = turn
  turn.effect((tx) => addToCase(tx, found.id, { note: matterLine(turn.text), photos: [], exchangeIds, at: turn.at }))
  return found.number
}

const CHANGED_MIND_SUMMARY = '业主表示不用人工了'

/** A person has served and closed: the bot goes on from what they left behind, and says nothing of it unasked (C9). */
async function takeBack(turn: Turn): Promise<void> {
  const last = await lastClosedHandoffOf(turn.db, turn.claimed.conversation.id)
  if (last === null || last.assignee === null) return
  turn.memory.handedBack = {
    by: last.assignee,
    summary: cutText(last.summary ?? '', 500),
    caseId: last.caseId,
    at: (last.closedAt ?? turn.at).toISOString(),
  }
}

/** What happened in the vendor's client decides who holds the talk (wecom-protocol §5.9, §5.14). */
async function onSession(
  turn: Turn,
  event: { change: 'taken' | 'transferred' | 'ended' | 'rewrote'; by?: string; code?: string },
): Promise<void> {
  const { id: conversationId, personId } = turn.claimed.conversation
  const by = event.by ?? 'wecom'
  const act = { by, at: turn.at, now: turn.now }
  if (event.change === 'ended') {
    turn.effect(async (tx) => {
      const open = await openHandoffOf(tx, conversationId)
      if (open) await closeHandoff(tx, open.id, { ...act, summary: '同事在企业微信里结束了会话', anyway: true })
    })
    if (event.code !== undefined)
      await turn.phrase('handoff.closed', {}, { way: 'ended', code: event.code, evenWhenServed: true })
    return
  }
  turn.effect(async (tx) => {
    const open = await openHandoffOf(tx, conversationId)
    if (open?.status === 'active') {
      if (open.assignee !== by) await passHandoff(tx, open.id, { from: open.assignee ?? '', to: by, at: turn.at })
      return
    }
    // A servicer wrote by themselves: that is a takeover too, and the bot must fall silent.
    const held =
      open ??
      (await openHandoff(tx, {
        conversationId,
        personId,
        communityId: communityOf(turn),
        reason: 'requested',
        evidence: ['同事在企业微信里接入'],
        mode: 'native',
        staffed: true,
        card: {},
        at: turn.at,
      }))
    await acceptHandoff(tx, held.id, act)
  })
  if (event.change === 'taken' && event.code !== undefined)
    await turn.phrase('handoff.assigned', {}, { way: 'assigned', code: event.code, evenWhenServed: true })
}
