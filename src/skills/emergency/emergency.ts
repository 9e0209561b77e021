import { maskPersonal } from '../../platform/mask'
import type { Danger, DangerPlace } from '../../conversation/memory'
import type { Skill } from '../../conversation/skill'
import { matterLine } from '../../conversation/slots/matter'
import type { Turn } from '../../conversation/turn'
import type { EmergencyType } from '../../understanding/understanding'
import { asksUnnamed } from '../complaint/unnamed'
import { fileCase } from '../filing/file-case'
import { sayTime } from '../filing/say-time'
import { isAnotherMatter, opensAnother } from './another-matter'
import { CATEGORY } from './category'
import { isInGoodHands, isOutsideLift, isOver } from './is-over'
import { LIFE_SUPPORT, isGrief, isOneself, kindOf, typeOf } from './kind-of'
import type { EmergencyKind } from './kind-of'
import { contactOf, isFound, mergeWhere, whereIn, whereText, withKnownHome, placeValues } from './where-it-is'
import { ALWAYS, LASTS_MS, kindIn, ongoing, openOnes } from './danger'
import { asksWhoPays, REMEMBERED_MS, answerLiable, goBack, takeUpDraft } from './after-danger'
import { UPSET, wordsFor } from './words-while-it-lasts'
import { addWords, noticeText, promiseAnswer, tellStaff } from './on-record'

/** E3: safety first, then the number to call, then one question; dispatch at the same time. Rules only, no model. */
export const emergency: Skill = {
  name: 'emergency',
  intents: ['emergency'],

  async first(turn) {
    if (turn.facts.messages.length === 0) return false
    const current = ongoing(turn)
    const heard = turn.understanding.emergency?.type ?? (isLifeAtStake(turn) ? 'electric' : null)
    const type = heard === null ? null : typeOf(heard, turn.text)
    if (current === null) {
      if (type === null) return (await endLate(turn)) || goBack(turn)
      await react(turn, type)
      return true
    }
    const over = openOnes(turn, current).filter(
      (one) =>
        isOver(turn.text, kindIn(one)) === 'this' ||
        (kindIn(one) === 'elevator' && type === null && isOutsideLift(turn.text, turn.memory.history.slice(-4))),
    )
    if (over.length > 0) return end(turn, over)
    if (isOver(turn.text, kindIn(current)) === 'any') return end(turn, openOnes(turn, current))
    if (type !== null && opensAnother(turn.text, type, current)) {
      turn.memory.emergenciesBefore = openOnes(turn, current)
      await react(turn, type)
      return true
    }
    return goOn(turn, current, type)
  },

  async take(turn) {
    await react(turn, typeOf(turn.understanding.emergency?.type ?? 'other', turn.text))
  },
}

const POWER_CUT =
  /停电|断电|没(有)?电|跳闸|停了电|备用(电|电池|电源)|电池.{0,6}(撑|够|小时|分钟|没)|power (cut|is out|outage)/iu

/** 「停电了」 and then 「我爸在家用呼吸机呢」: neither alone is an alarm, both together are. */
function isLifeAtStake(turn: Turn): boolean {
  const { text } = turn
  const isNow = LIFE_SUPPORT.test(text) || POWER_CUT.test(text)
  if (!isNow || turn.facts.menuId !== null || /通知|提前|计划|什么时候停|哪天|[明后]天|下周/u.test(text)) return false
  const { lastAt, history } = turn.memory
  const isSoon = lastAt !== null && turn.at.getTime() - new Date(lastAt).getTime() < LASTS_MS
  const talk = [...(isSoon ? history.slice(-3) : []), text].join('\n')
  return LIFE_SUPPORT.test(talk) && POWER_CUT.test(talk) && !/(来电|有电)了/u.test(talk)
}

async function react(turn: Turn, type: EmergencyType): Promise<void> {
  const where = await withKnownHome(turn, type, whereIn(turn, {}, type))
  const values = { matter: turn.text || '（照片）', photos: turn.facts.photos, ...placeValues(where) }
  const served = turn.claimed.handoff?.status === 'active'
  const { phrases } = turn
  const kind = kindOf(type, [turn.text, ...(type === 'electric' ? turn.memory.history.slice(-3) : [])].join('\n'))
  const words = [
    phrases.say(`emergency.${kind}`),
    phrases.say('emergency.dispatch'),
    ...(asksUnnamed(turn.text) ? [phrases.say('emergency.unnamed')] : []),
    ...questionOf(turn, type, kind, where),
  ]
  turn.asking = true
  await turn.say(words.join('\n'), ALWAYS)
  const filed = await fileCase(turn, {
    kind: 'emergency',
    category: `${CATEGORY[type]}/${turn.dialogs.words.get(`emergency.type_${type}`)!.zh}`,
    priority: 'emergency',
    emergencyType: type,
    values: { ...values, ...(await contactOf(turn)) },
  })
  const { id: caseId, number } = filed
  turn.memory.emergency = { type, caseId, number, at: turn.at.toISOString(), kind, where }
  await tellStaff(turn, filed.id, noticeText(turn, turn.memory.emergency))
  if (!served && turn.claimed.handoff === null)
    await turn.callPerson(
      'emergency',
      turn.understanding.handoff.evidence.length > 0 ? turn.understanding.handoff.evidence : [turn.text],
      { quiet: true },
    )
}

/** One question, and not about what has been told already. */
function questionOf(turn: Turn, type: EmergencyType, kind: EmergencyKind, where: DangerPlace): string[] {
  const { phrases } = turn
  const question = (about: 'ask' | 'known'): string => {
    const key = `emergency.${about}_${kind}`
    return phrases.say(turn.dialogs.words.has(key) ? key : `emergency.${about}_${type}`)
  }
  if (!isFound(where)) return [question('ask')]
  const at = where.guessed ? 'emergency.atHome' : 'emergency.at'
  return [phrases.say(at, { place: whereText(where) }), question('known')]
}

/** 「没事了」: only the owner or a person ends an emergency, and whoever wanted to die is not left alone with it. */
async function end(turn: Turn, over: Danger[]): Promise<boolean> {
  const said = maskPersonal(matterLine(turn.text)).text
  const grief = over.find((one) => isGrief(kindIn(one)))
  for (const one of over) {
    addWords(turn, one.caseId)
    await tellStaff(turn, one.caseId, `【紧急】${one.number} 业主说：「${said}」，请现场核实。`)
  }
  if (grief) {
    // What was swallowed works on while one feels well.
    const words = kindIn(grief) === 'overdose' ? 'emergency.safe_overdose' : 'emergency.safe_self_harm'
    await turn.phrase(words, {}, ALWAYS)
    return true
  }
  const numbers = new Set(over.map(({ number }) => number))
  const rest = openOnes(turn, turn.memory.emergency!).filter(({ number }) => !numbers.has(number))
  turn.memory.emergency = rest.at(-1) ?? null
  turn.memory.emergenciesBefore = rest.slice(0, -1)
  const last = over.at(-1)!
  turn.memory.emergencyOver = { caseId: last.caseId, number: last.number, at: turn.at.toISOString() }
  if (turn.claimed.handoff?.status === 'active') return true
  const dueAts = await Promise.all(over.map((one) => promiseAnswer(turn, one, '告知原因')))
  const number = over.map((one) => one.number).join('、')
  await turn.phrase(
    safeOf(kindIn(last), turn.text),
    { number, next: sayTime(turn, new Date(Math.max(...dueAts.map(Number)))) },
    { evenWhenServed: true },
  )
  // What was being filled in when the danger came goes on; whoever sits beside a bed is not asked for a visiting time.
  if (rest.length === 0 && !CARED_FOR.includes(kindIn(last)) && !isInGoodHands(turn.text))
    await takeUpDraft(turn, 'draftKept')
  return true
}

/** An hour later 「弄好了」 is still said of it, where nothing else was spoken of since. */
async function endLate(turn: Turn): Promise<boolean> {
  const { emergency: last, caseInTalk } = turn.memory
  if (last === null || caseInTalk?.id !== last.caseId || turn.claimed.handoff?.status === 'active') return false
  if (turn.draft !== null || turn.at.getTime() - new Date(last.at).getTime() > REMEMBERED_MS) return false
  return isOver(turn.text, kindIn(last)) !== null && end(turn, [last])
}

const CARED_FOR: readonly EmergencyKind[] = [
  'injury',
  'choking',
  'poisoning',
  'life_support',
  'missing',
  'self_harm_other',
  'self_harm_near',
]

function safeOf(kind: EmergencyKind, text: string): string {
  if (kind === 'missing') return 'emergency.safe_missing'
  if (kind === 'self_harm_other' || kind === 'self_harm_near') return 'emergency.safe_other_person'
  return CARED_FOR.includes(kind) || isInGoodHands(text) ? 'emergency.safe_injury' : 'emergency.safe'
}

/** Answers to our question and whatever else is told while it lasts. */
async function goOn(turn: Turn, current: Danger, type: EmergencyType | null): Promise<boolean> {
  if (type === null && isAnotherMatter(turn, current) && !asksUnnamed(turn.text)) return false
  if (type === null && turn.claimed.handoff?.status === 'active') return false
  const before = current.where ?? {}
  const said = whereIn(turn, before, current.type as EmergencyType)
  const where = mergeWhere(before, said, turn.text)
  const heard = type === current.type ? kindOf(type, turn.text, kindIn(current)) : kindIn(current)
  const kind = OF_OTHERS.includes(heard) && isOneself(turn.text) ? 'self_harm' : heard
  const now: Danger = { ...current, kind, where, told: (current.told ?? 0) + 1 }
  turn.memory.emergency = now
  // Told once is told for what comes after, too (B30).
  if (
    said.home?.room !== undefined &&
    where.home &&
    AT_HOME.includes(now.type) &&
    !/楼上|楼下|隔壁|对门|邻居/u.test(turn.text)
  )
    turn.keepFacts({ home: where.home })
  const isNewPlace = whereText(where) !== whereText(before)
  // Staff may have put the place right meanwhile: it is written only where the owner says another one.
  addWords(turn, current.caseId, isNewPlace ? where : undefined)
  await tellStaff(turn, current.caseId, noticeText(turn, now))
  if (type === null && asksUnnamed(turn.text) && !isGrief(kind)) {
    await turn.phrase('emergency.unnamed', {}, ALWAYS)
    return true
  }
  if (asksWhoPays(turn.text) && !isGrief(kind)) {
    await answerLiable(turn, current)
    return true
  }
  const words = wordsFor(turn, { now, before: current, type, isNewPlace })
  now.said = words[0]!
  const place = whereText(where)
  turn.asking = words.includes('emergency.stillWhere')
  const next = words.includes(UPSET) ? sayTime(turn, await promiseAnswer(turn, current, '负责人当面跟业主说清楚')) : ''
  await turn.say(words.map((key) => turn.phrases.say(key, { place, next })).join('\n'), ALWAYS)
  return true
}

/** Told as if of somebody else, until they say that it is they. */
const OF_OTHERS: readonly EmergencyKind[] = ['self_harm_other', 'self_harm_near']
const AT_HOME: readonly string[] = ['gas', 'water', 'electric', 'intrusion']
