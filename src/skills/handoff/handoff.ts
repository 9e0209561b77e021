import { cutText } from '../../platform/cut-text'
import type { Skill } from '../../conversation/skill'
import type { Turn } from '../../conversation/turn'
import { nextOpening } from '../../platform/staff-hours'
import { actOnCase } from '../../records/case/act-on-case'
import { findCase } from '../../records/case/read-case'
import { acceptHandoff, passHandoff } from '../../records/handoff/accept-handoff'
import { closeHandoff } from '../../records/handoff/close-handoff'
import { openHandoff } from '../../records/handoff/open-handoff'
import { lastClosedHandoffOf, openHandoffOf } from '../../records/handoff/find-handoffs'
import { ongoing } from '../emergency/emergency'
import { communityOf } from '../filing/file-case'
import { sayTime } from '../filing/say-time'
import { CALL_BACK_CATEGORY, handOver } from './open'

const CHANGED_MIND =
  /(不用|不需要|不要|别|算了|取消).{0,4}(人工|转人工|客服|找人|人了)|(算了|不用了)[,，。]?(我)?自己|no need for a person|never mind/i
/** Said to a person who serves, it must be as plain as this to send them away. */
const NO_MORE_PERSON =
  /^(好的?|行|算了|那)?[,，。]?(不用|不需要|不要|取消)(转)?(人工|客服)(客服|服务)?了?[吧啊。！!~～]*$/
/** Told at most this often while waiting: the owner hears that somebody listens, not the same sentence each time. */
const TELL_AGAIN_MS = 60_000

export const handoff: Skill = {
  name: 'handoff',
  intents: ['human'],

  async first(turn) {
    turn.handOver = (reason, evidence, options) => handOver(turn, reason, evidence, options)
    if (turn.trace['afresh']) await takeBack(turn)
    for (const { message } of turn.facts.events)
      if (message.content.kind === 'session') await onSession(turn, message.content)
    const open = turn.claimed.handoff
    if (!open || turn.facts.messages.length === 0) return false
    // Where WeCom's servicer holds the session, only they end it; our own desk lets the owner go (design D9).
    if (open.status === 'active' && open.mode === 'console' && NO_MORE_PERSON.test(turn.text))
      return giveBack(turn, open)
    if (open.status === 'active') return silent(turn)
    if (turn.understanding.emergency || ongoing(turn) !== null) return false
    if (CHANGED_MIND.test(turn.text)) return giveBack(turn, open)
    return open.staffed ? waitWithOwner(turn) : sayWhenAgain(turn)
  },

  async take(turn) {
    if (CHANGED_MIND.test(turn.text)) return turn.phrase('handoff.notNeeded')
    if (turn.claimed.handoff !== null) return
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

/** Somebody on duty will come: a brief word that it was passed on, no question. */
async function waitWithOwner(turn: Turn): Promise<boolean> {
  const told = turn.memory.toldWaitingAt
  if (
    told !== null &&
    turn.at.getTime() - new Date(told).getTime() < TELL_AGAIN_MS &&
    turn.understanding.intent !== 'human'
  )
    return true
  turn.memory.toldWaitingAt = turn.at.toISOString()
  await turn.phrase('handoff.already')
  return true
}

/** Nobody on duty: the bot serves as usual; only another call for a person gets the answer that it is arranged. */
async function sayWhenAgain(turn: Turn): Promise<boolean> {
  if (turn.understanding.intent !== 'human') return false
  const opening = nextOpening(turn.community.hours, turn.at, turn.community.timeZone)
  await turn.phrase('handoff.alreadyOffDuty', { opening: opening ? sayTime(turn, opening) : '' })
  return true
}

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
  await turn.phrase(
    'handoff.notNeeded',
    {},
    { evenWhenServed: true, ...(open.mode === 'native' ? { way: 'ended' } : {}) },
  )
  return true
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
