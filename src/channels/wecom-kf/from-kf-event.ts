import type { InboundContent } from '../../messages/inbound'
import { failReason } from './kf-item'
import type { KfEvent } from './kf-item'
import type { CodeScene, SessionFact } from './session'
import { HOURS_48_MS } from './session'

export interface EventMeaning {
  content: InboundContent
  /** Never `owner`: only an owner's own words renew the five messages. */
  author: 'system' | 'staff'
  turn: boolean
  fact?: SessionFact
  code?: { scene: CodeScene; code: string; goodUntil: Date }
  undelivered?: { msgid: string; failType: number }
}

/** Welcome and end codes live 20 s from the event, not from the pull (wecom-protocol §5.13). */
const BRIEF_MS = 20_000

/** Events about one owner (wecom-protocol §5.9). Unknown ones are only logged: nobody waits for an answer to them. */
export function fromKfEvent(event: KfEvent, at: Date, now: Date): EventMeaning {
  switch (event.event_type) {
    case 'enter_session':
      return entered(event, at, now)
    case 'session_status_change':
      return sessionChanged(event, at)
    case 'msg_send_fail': {
      const content = { kind: 'undelivered' as const, sourceId: event.fail_msgid, reason: failReason(event.fail_type) }
      // Over 48 h, closed, more than five: what we believe of this session is wrong.
      const fact = [4, 5, 6].includes(event.fail_type) ? ({ kind: 'doubt' } as const) : undefined
      // Nothing for the talk to answer: the door itself finds another way for the words (undelivered.ts).
      const undelivered = { msgid: event.fail_msgid, failType: event.fail_type }
      return { content, author: 'system', turn: false, fact, undelivered }
    }
    case 'user_recall_msg':
      return { content: { kind: 'recall', sourceId: event.recall_msgid }, author: 'system', turn: true }
    case 'servicer_recall_msg':
      return { content: { kind: 'recall', sourceId: event.recall_msgid }, author: 'staff', turn: false }
    default:
      return { content: { kind: 'other', vendorType: event.event_type }, author: 'system', turn: false }
  }
}

/** Without a live welcome code nothing may be said: the session is still at 4 (wecom-protocol §5.14). */
function entered(event: KfEvent, at: Date, now: Date): EventMeaning {
  const goodUntil = new Date(at.getTime() + BRIEF_MS)
  const alive = event.welcome_code !== '' && goodUntil > now
  const content = {
    kind: 'enter' as const,
    ...(alive ? { welcomeCode: event.welcome_code } : {}),
    ...(event.scene ? { scene: event.scene } : {}),
    ...(event.scene_param ? { sceneParam: event.scene_param } : {}),
  }
  if (!alive) return { content, author: 'system', turn: false }
  return { content, author: 'system', turn: true, code: { scene: 'welcome', code: event.welcome_code, goodUntil } }
}

const CHANGES = {
  1: { change: 'taken', state: 3, scene: 'assigned', lifeMs: HOURS_48_MS },
  2: { change: 'transferred', state: 3, scene: null, lifeMs: 0 },
  3: { change: 'ended', state: 4, scene: 'ended', lifeMs: BRIEF_MS },
  4: { change: 'rewrote', state: 3, scene: null, lifeMs: 0 },
} as const

function sessionChanged(event: KfEvent, at: Date): EventMeaning {
  const known = CHANGES[event.change_type as keyof typeof CHANGES]
  if (!known) {
    const vendorType = `session_status_change ${event.change_type}`
    return { content: { kind: 'other', vendorType }, author: 'system', turn: false, fact: { kind: 'doubt' } }
  }
  const by = known.state === 4 ? event.old_servicer_userid : event.new_servicer_userid || event.old_servicer_userid
  const goodUntil = new Date(at.getTime() + known.lifeMs)
  const code = known.scene && event.msg_code ? { scene: known.scene, code: event.msg_code, goodUntil } : undefined
  const servicer = known.state === 3 && by ? by : null
  return {
    content: {
      kind: 'session',
      change: known.change,
      ...(by ? { by } : {}),
      ...(code ? { code: code.code, codeUntil: goodUntil } : {}),
    },
    author: 'system',
    turn: true,
    fact: { kind: 'moved', at, state: known.state, servicer },
    code,
  }
}
