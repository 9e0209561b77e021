import { maskPersonal } from '../../platform/mask'
import type { Skill } from '../../conversation/skill'
import type { Turn } from '../../conversation/turn'
import { matterLine } from '../../conversation/slots/matter'
import type { SlotValues } from '../../conversation/slots/slot-values'
import { placeText } from '../../conversation/slots/slot-values'
import { addToCase } from '../../records/case/add-to-case'
import { makePromise } from '../../records/promise/promise'
import type { EmergencyType } from '../../understanding/understanding'
import { fileCase } from '../filing/file-case'
import { sayTime } from '../filing/say-time'
import { staffToTell } from '../handoff/staff-to-tell'

/** While it lasts, whatever the owner writes belongs to it. */
const LASTS_MS = 30 * 60_000
const SAFE =
  /(没事了|安全了|已经(好了|出来了|灭了|关了|解除|救出来)|出来了|灭了|虚惊|误报|解除了|不用来了|all clear|we are safe|false alarm)/i

/** E3: safety first, then the number to call, then one question; dispatch at the same time. Rules only, no model. */
export const emergency: Skill = {
  name: 'emergency',
  intents: ['emergency'],

  async first(turn) {
    if (turn.facts.messages.length === 0) return false
    const found = turn.understanding.emergency
    const current = ongoing(turn)
    if (found) {
      if (current?.type === found.type) await again(turn, current)
      else await react(turn, found.type)
      return true
    }
    return current !== null && goOn(turn, current)
  },

  async take(turn) {
    await react(turn, turn.understanding.emergency?.type ?? 'other')
  },
}

/** The emergency that nobody has called over yet. */
export function ongoing(turn: Turn): Turn['memory']['emergency'] {
  const current = turn.memory.emergency
  return current !== null && turn.at.getTime() - new Date(current.at).getTime() < LASTS_MS ? current : null
}

async function react(turn: Turn, type: EmergencyType): Promise<void> {
  const values = whereOf(turn)
  const served = turn.claimed.handoff?.status === 'active'
  const { phrases } = turn
  const words = [phrases.say(`emergency.${type}`), phrases.say('emergency.dispatch'), ...questionOf(turn, type, values)]
  turn.asking = true
  await turn.say(words.join('\n'), { evenWhenServed: true, useReserve: true })
  const filed = await fileCase(turn, {
    kind: 'emergency',
    category: `${CATEGORY[type]}/${turn.dialogs.words.get(`emergency.type_${type}`)!.zh}`,
    priority: 'emergency',
    emergencyType: type,
    values,
  })
  turn.memory.emergency = { type, caseId: filed.id, number: filed.number, at: turn.at.toISOString() }
  await turn.errand({
    kind: 'notice',
    caseId: filed.id,
    toUserIds: await staffToTell(turn, { emergency: true }),
    text: noticeText(turn, type, filed.number, values),
  })
  if (!served && turn.claimed.handoff === null)
    await turn.callPerson(
      'emergency',
      turn.understanding.handoff.evidence.length > 0 ? turn.understanding.handoff.evidence : [turn.text],
      { quiet: true },
    )
}

/** One question, and not about what has been told already. */
function questionOf(turn: Turn, type: EmergencyType, values: SlotValues): string[] {
  const { phrases } = turn
  if (values.home?.building === undefined) return [phrases.say(`emergency.ask_${type}`)]
  return [phrases.say('emergency.at', { place: placeText(values) }), phrases.say(`emergency.known_${type}`)]
}

/** The same danger told once more: staff hear it again, the owner is not asked the same question. */
async function again(turn: Turn, current: NonNullable<Turn['memory']['emergency']>): Promise<void> {
  await addWords(turn, current.caseId)
  await turn.errand({
    kind: 'notice',
    caseId: current.caseId,
    toUserIds: await staffToTell(turn, { emergency: true }),
    text: noticeText(turn, current.type as EmergencyType, current.number, whereOf(turn)),
  })
  await turn.phrase('emergency.again', {}, { evenWhenServed: true, useReserve: true })
}

/** Answers to our question, and 「没事了」: only the owner or a person ends an emergency. */
async function goOn(turn: Turn, current: NonNullable<Turn['memory']['emergency']>): Promise<boolean> {
  if (SAFE.test(turn.text)) {
    turn.memory.emergency = null
    await addWords(turn, current.caseId)
    await turn.errand({
      kind: 'notice',
      caseId: current.caseId,
      toUserIds: await staffToTell(turn, { emergency: true }),
      text: `【紧急】${current.number} 业主说：「${maskPersonal(matterLine(turn.text)).text}」，请现场核实。`,
    })
    if (turn.claimed.handoff?.status !== 'active') {
      const dueAt = new Date(turn.at.getTime() + TELLS_CAUSE_MS)
      promiseCause(turn, current, dueAt)
      await turn.phrase(
        'emergency.safe',
        { number: current.number, next: sayTime(turn, dueAt) },
        { evenWhenServed: true },
      )
    }
    return true
  }
  if (isAnotherMatter(turn)) return false
  if (turn.claimed.handoff?.status === 'active') return false
  await addWords(turn, current.caseId)
  await turn.errand({
    kind: 'notice',
    caseId: current.caseId,
    toUserIds: await staffToTell(turn, { emergency: true }),
    text: noticeText(turn, current.type as EmergencyType, current.number, whereOf(turn)),
  })
  await turn.phrase('emergency.more', {}, { evenWhenServed: true, useReserve: true })
  return true
}

/** A question, a call for a person, thanks; while danger lasts all else is about the danger. */
function isAnotherMatter(turn: Turn): boolean {
  const { intent, confidence } = turn.understanding
  if (turn.facts.menuId !== null || intent === 'human') return true
  if (intent === 'faq') return /[?？]|吗|多少|怎么(办|交|弄)/.test(turn.text)
  return ['complaint', 'repair', 'praise', 'suggestion'].includes(intent) && confidence >= SURE
}

const SURE = 0.8
/** After the alarm the owner hears what it was; the promise stands in the words, so it has a time. */
const TELLS_CAUSE_MS = 2 * 3600_000

/** The time stands in the words, so it stands in the ledger (C1). */
function promiseCause(turn: Turn, current: { caseId: string; number: string }, dueAt: Date): void {
  const { id: conversationId, personId, communityId } = turn.claimed.conversation
  turn.effect(async (tx) => {
    await makePromise(tx, {
      conversationId,
      personId,
      communityId,
      caseId: current.caseId,
      kind: 'answer',
      what: `${current.number} 告知原因`,
      dueAt,
      at: turn.at,
      now: turn.now,
    })
  })
}

async function addWords(turn: Turn, caseId: string): Promise<void> {
  const { exchangeIds } = turn
  turn.effect((tx) =>
    addToCase(tx, caseId, { note: matterLine(turn.text), photos: turn.facts.photos, exchangeIds, at: turn.at }),
  )
}

function whereOf(turn: Turn): SlotValues {
  const where = turn.services.reader.where(turn.text)
  return {
    matter: turn.text || '（照片）',
    home: { building: where.building, unit: where.unit, room: where.room },
    ...(where.place === undefined ? {} : { spot: { place: where.place, scope: where.scope } }),
    photos: turn.facts.photos,
  }
}

function noticeText(turn: Turn, type: EmergencyType, number: string, values: SlotValues): string {
  const lines = [
    `【紧急】${turn.dialogs.words.get(`emergency.type_${type}`)!.zh} ${number}`,
    `小区：${turn.community.name} 位置：${placeText(values) || '正在询问'}`,
    `原话：「${matterLine(turn.text)}」`,
    '请立即到场，并在企业微信里回报情况。',
  ]
  // The place must be readable: staff run there. Phone numbers are not (D14).
  return lines.join('\n').replace(/(?<!\d)1[3-9]\d{9}(?!\d)/g, '[手机]')
}

const CATEGORY: Record<EmergencyType, string> = {
  gas: '燃气',
  water: '水电',
  fire: '消防',
  elevator: '电梯',
  electric: '水电',
  falling: '高空坠物',
  injury: '人身安全',
  intrusion: '安防',
  violence: '安防',
  missing: '安防',
  trapped: '人身安全',
  self_harm: '人身安全',
  other: '其他',
}
