import { maskPersonal } from '../../platform/mask'
import type { Danger, DangerPlace } from '../../conversation/memory'
import type { Skill } from '../../conversation/skill'
import { matterLine } from '../../conversation/slots/matter'
import type { Turn } from '../../conversation/turn'
import { wordingIn } from '../../dialogs/phrases'
import { addToCase } from '../../records/case/add-to-case'
import { correctCase } from '../../records/case/correct-case'
import { getCase } from '../../records/case/read-case'
import { wholeTime } from '../../records/case/whole-time'
import { claimPerson } from '../../records/person/claim-person'
import { makePromise } from '../../records/promise/promise'
import type { EmergencyType } from '../../understanding/understanding'
import { asksUnnamed } from '../complaint/unnamed'
import { isOwn } from '../filing/after-filing'
import { byThisTurn } from '../filing/by-this-turn'
import { fileCase } from '../filing/file-case'
import { sayTime } from '../filing/say-time'
import { staffToTell } from '../handoff/staff-to-tell'
import { CALLS_PERSON, isAnotherMatter, opensAnother } from './another-matter'
import { CATEGORY } from './category'
import { isInGoodHands, isOver } from './is-over'
import { isGrief, isOneself, kindOf, LIFE_SUPPORT, typeOf } from './kind-of'
import type { EmergencyKind } from './kind-of'
import {
  contactOf,
  isFound,
  mergeWhere,
  placeValues,
  saidContact,
  whereIn,
  whereText,
  withKnownHome,
} from './where-it-is'

/** While it lasts, whatever the owner writes belongs to it. */
const LASTS_MS = 30 * 60_000
/** After the alarm the owner hears what it was; the promise stands in the words, so it has a time. */
const TELLS_CAUSE_MS = 2 * 3600_000
/** So long what is asked about who pays, or said of making it public, is about the emergency. */
const REMEMBERED_MS = 24 * 3600_000
const ALWAYS = { evenWhenServed: true, useReserve: true }

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
    const over = openOnes(turn, current).filter((one) => isOver(turn.text, kindIn(one)) === 'this')
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

/** The emergency that nobody has called over yet. */
export function ongoing(turn: Turn): Danger | null {
  const current = turn.memory.emergency
  return current !== null && isLasting(turn, current) ? current : null
}

function isLasting(turn: Turn, { at }: Danger): boolean {
  return turn.at.getTime() - new Date(at).getTime() < LASTS_MS
}

function openOnes(turn: Turn, current: Danger): Danger[] {
  return [...turn.memory.emergenciesBefore.filter((one) => isLasting(turn, one)), current]
}

function kindIn({ kind, type }: Danger): EmergencyKind {
  return (kind ?? type) as EmergencyKind
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
  const where = await withKnownHome(turn, type, whereIn(turn))
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
  const dueAt = wholeTime(turn.at, new Date(turn.at.getTime() + TELLS_CAUSE_MS))
  for (const one of over) promiseAnswer(turn, one, '告知原因', dueAt)
  const number = over.map((one) => one.number).join('、')
  await turn.phrase(safeOf(kindIn(last), turn.text), { number, next: sayTime(turn, dueAt) }, { evenWhenServed: true })
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

/**
 * Set aside because a person was called, or with nobody on duty still open: its question stands again. False where it is too old to
 * go on with, and nothing was said.
 */
async function takeUpDraft(turn: Turn, lead: 'draftKept' | 'draftGoesOn'): Promise<boolean> {
  const { openDialog, memory, phrases, facts } = turn
  const definition = turn.dialogs.dialogs.get(openDialog ?? memory.setAside?.dialog ?? '')
  if (definition === undefined || (openDialog === null && !turn.canTakeUpAgain())) return false
  turn.advice = phrases.say(`emergency.${lead}`, { title: wordingIn(definition.title, phrases.language) })
  if (openDialog === null) await turn.takeUpAgain({})
  else {
    const nothing = { text: '', photos: [], understanding: { ...facts.understanding, intent: 'other' as const } }
    await turn.hearPart(nothing, () => turn.begin(openDialog, {}))
  }
  return true
}

const TAKES_UP =
  /(刚才|刚刚|之前|前面|先前|那个).{0,14}(弄|办|修|登记|报|继续|还|接着)|(接着|继续)(办|说|弄|来|登记|报|填)|(办|弄|填)完|的事(情|儿)?(呢|咋|怎么|还)/u
/** 「还弄不弄」 asks; it takes nothing back. */
const WHETHER = /([弄办修报登做搞])不\1|还(能|给)?(弄|办|修|报|登记|做)(吗|么|不|呢)/u
const LIABLE =
  /(你们|物业).{0,3}(要|得|该|会).{0,2}负责|谁(来)?(赔|负责|买单|出钱|承担)|怎么赔|赔(偿|钱|多少|我|不赔)|损失.{0,6}(谁|怎么|算)|(要|得)赔/u
const GOES_PUBLIC =
  /抖音|曝光|媒体|记者|微博|小红书|快手|朋友圈|业主群|发(到)?网上|(?<!\d)12345(?!\d)|电视台|起诉|律师|法院|告你们/u

/** After the danger: the draft it broke into, and what the owner asks about who pays. */
async function goBack(turn: Turn): Promise<boolean> {
  const last = lastOf(turn)
  if (last === null || turn.facts.menuId !== null || turn.claimed.handoff?.status === 'active') return false
  if (turn.at.getTime() - new Date(last.at).getTime() > REMEMBERED_MS) return false
  const isKept = turn.draft !== null ? WHETHER.test(turn.text) : turn.memory.setAside !== null
  if (isKept && TAKES_UP.test(turn.text) && (await takeUpDraft(turn, 'draftGoesOn'))) return true
  if (!LIABLE.test(turn.text) || turn.draft !== null || namesOwnLoss(turn)) return false
  addWords(turn, last.caseId)
  await answerLiable(turn, last)
  return true
}

/** The newest danger, called over or not. */
function lastOf({
  memory: { emergency: open, emergencyOver: over },
}: Turn): Pick<Danger, 'caseId' | 'number' | 'at'> | null {
  return open !== null && over !== null ? (open.at > over.at ? open : over) : (over ?? open)
}

/** 「快递丢了谁负责」, hours after the flood, asks about something else. */
function namesOwnLoss({ text, memory, at }: Turn): boolean {
  const { caseInTalk: last } = memory
  const isOld = last === null || at.getTime() - new Date(last.at).getTime() > LASTS_MS
  return isOld && LOST_OTHERWISE.test(text)
}

const LOST_OTHERWISE = /丢|偷|不见|[刮蹭剐撞]|快递|包裹|外卖|电动车|自行车|押金|物业费/u

async function answerLiable(turn: Turn, last: Pick<Danger, 'caseId' | 'number'>): Promise<void> {
  const dueAt = wholeTime(turn.at, new Date(turn.at.getTime() + TELLS_CAUSE_MS))
  promiseAnswer(turn, last, '跟业主说清损失怎么处理', dueAt)
  await turn.phrase('emergency.liable', { next: sayTime(turn, dueAt), number: last.number }, ALWAYS)
}

/** Answers to our question and whatever else is told while it lasts. */
async function goOn(turn: Turn, current: Danger, type: EmergencyType | null): Promise<boolean> {
  if (type === null && isAnotherMatter(turn, current) && !asksUnnamed(turn.text)) return false
  if (type === null && turn.claimed.handoff?.status === 'active') return false
  const before = current.where ?? {}
  const said = whereIn(turn, before)
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
  if (LIABLE.test(turn.text) && !isGrief(kind)) {
    await answerLiable(turn, current)
    return true
  }
  const words = wordsFor(turn, { now, before: current, type, isNewPlace })
  now.said = words[0]!
  const place = whereText(where)
  turn.asking = words.includes('emergency.stillWhere')
  await turn.say(words.map((key) => turn.phrases.say(key, { place })).join('\n'), ALWAYS)
  return true
}

/** Told as if of somebody else, until they say that it is they. */
const OF_OTHERS: readonly EmergencyKind[] = ['self_harm_other', 'self_harm_near']
const AT_HOME: readonly string[] = ['gas', 'water', 'electric', 'intrusion']
const IS_HELP_COMING =
  /有人(来|过来|管)|来(了)?(吗|没)|多久|等到|几点(钟)?(能|会)?(来|到)|什么时候|几时|快点|快来|怎么还(没|不)|到哪|催|(人|你们)呢|没(人|来)|coming|how long/iu
const THANKS = /^[\s\p{P}]*(好的?|行|嗯)?[\s\p{P}]*(谢|感谢|多谢|辛苦|麻烦(你们|您)了|thank)/iu
const WHAT_TO_DO =
  /怎么办|咋办|怎么(弄|救|处理)|[能可要该用].{0,8}[吗么]|要不要|能不能|可不可以|what (should|do|can) i/iu

/** Whoever waits in danger is not given the same sentence again, and grief hears nothing of dispatch (B20). */
function wordsFor(
  turn: Turn,
  told: { now: Danger; before: Danger; type: EmergencyType | null; isNewPlace: boolean },
): string[] {
  const { now, before, type, isNewPlace } = told
  const { text } = turn
  const kind = kindIn(now)
  const apart = (one: string, other: string) => [before.said === one ? other : one]
  const newKind = type === null ? kind : type === now.type ? kind : kindOf(type, text)
  const stillWhere = !isFound(now.where ?? {}) && now.told === 2 ? ['emergency.stillWhere'] : []
  if (isGrief(newKind) && !isGrief(kindIn(before))) return [`emergency.${newKind}`]
  if (isGrief(kind)) {
    if (newKind === 'overdose' && kindIn(before) !== 'overdose') return ['emergency.overdose']
    if (kind === 'overdose') {
      const isWanted = !isFound(now.where ?? {}) && before.said !== 'emergency.overdoseWhere'
      return isWanted ? ['emergency.overdoseWhere'] : apart('emergency.more_overdose', 'emergency.moreAgain_self_harm')
    }
    return apart('emergency.more_self_harm', 'emergency.moreAgain_self_harm')
  }
  // Somebody hurt, or the machine they breathe by: what to do for them comes first.
  const isWorse = newKind !== kindIn(before) && TELLS_WHAT_TO_DO.includes(newKind)
  if (isWorse) return [`emergency.${newKind}`, 'emergency.again']
  if (ASKS_FOR_CPR.test(text)) return ['emergency.cpr']
  if (GOES_PUBLIC.test(text)) return ['emergency.upset']
  // 「火开着呢」 while gas leaks: what must not be done is said once more.
  const isNearIt = type !== null && type !== now.type && STILL_DANGEROUS.includes(kind)
  if ((WHAT_TO_DO.test(text) || isNearIt) && before.said !== `emergency.${kind}`)
    return [`emergency.${kind}`, 'emergency.again']
  if (isNewPlace && isFound(now.where ?? {})) return ['emergency.morePlace']
  if (kind === 'life_support') return apart('emergency.more_life_support', 'emergency.moreAgain_life_support')
  if (kind === 'self_harm_near')
    return [...apart('emergency.more_self_harm_near', 'emergency.againStill'), ...stillWhere]
  if (type !== null) return [...apart('emergency.again', 'emergency.againStill'), ...stillWhere]
  if (IS_HELP_COMING.test(text) || CALLS_PERSON.test(text)) return apart('emergency.coming', 'emergency.comingStill')
  if (turn.understanding.sentiment.label === 'angry') return apart('emergency.upset', 'emergency.comingStill')
  if (THANKS.test(text)) return ['emergency.thanks']
  const more =
    before.said === undefined
      ? [TELLS_WHAT_TO_DO.includes(kind) ? 'emergency.more_injury' : 'emergency.more']
      : apart('emergency.moreAgain', 'emergency.moreStill')
  return [...more, ...stillWhere]
}

const ASKS_FOR_CPR =
  /(怎么|咋|如何|要不要|会不会|教).{0,6}(按压?|压|人工呼吸|心肺|急救|除颤)|心肺复苏|按(压)?(胸|心脏)|人工呼吸|cpr/iu
const STILL_DANGEROUS: readonly EmergencyKind[] = [
  'gas',
  'fire',
  'water',
  'electric',
  'life_support',
  'fumes',
  'oil_fire',
  'stove_on',
  'flood_garage',
]
const TELLS_WHAT_TO_DO: readonly EmergencyKind[] = ['injury', 'choking', 'poisoning', 'life_support']

/** The time stands in the words, so it stands in the ledger (C1). */
function promiseAnswer(turn: Turn, one: Pick<Danger, 'caseId' | 'number'>, what: string, dueAt: Date): void {
  const { id: conversationId, personId, communityId } = turn.claimed.conversation
  turn.effect(async (tx) => {
    await makePromise(tx, {
      conversationId,
      personId,
      communityId,
      caseId: one.caseId,
      kind: 'answer',
      what: `${one.number} ${what}`,
      dueAt,
      at: turn.at,
      now: turn.now,
    })
  })
}

async function tellStaff(turn: Turn, caseId: string, text: string): Promise<void> {
  await turn.errand({ kind: 'notice', caseId, toUserIds: await staffToTell(turn, { emergency: true }), text })
}

/** What the owner says next goes into the record: words, photos, a place, a phone number. */
function addWords(turn: Turn, caseId: string, where?: DangerPlace): void {
  const { exchangeIds } = turn
  turn.effect((tx) =>
    addToCase(tx, caseId, { note: matterLine(turn.text), photos: turn.facts.photos, exchangeIds, at: turn.at }),
  )
  const contact = saidContact(turn)
  if (contact.phone !== undefined) {
    const { personId, communityId } = turn.claimed.conversation
    turn.effect(async (tx) => void (await claimPerson(tx, personId, { ...contact, communityId, at: turn.at })))
  }
  if (where === undefined && contact.phone === undefined) return
  const { home, spot } = placeValues(where ?? {})
  const text = whereText(where ?? {})
  // Staff run where the record says: the answer to our question stands there.
  turn.effect(async (tx) => {
    const found = await getCase(tx, caseId)
    if (found.status === 'closed' || found.status === 'cancelled') return
    // Two neighbours may tell of one fire: the place of whoever told first stays, the notice says where the other one is.
    const isTaken = !isOwn(turn, found) && Boolean(found.location.building || found.location.place)
    const isNew = text !== '' && text !== (found.location.text ?? '') && !isTaken
    const isCalled = contact.phone !== undefined && (isOwn(turn, found) || found.contact === null)
    if (!isNew && !isCalled) return
    await correctCase(tx, caseId, {
      ...(isNew
        ? {
            location: {
              building: home?.building ?? null,
              unit: home?.unit ?? null,
              room: home?.room ?? null,
              place: spot?.place ?? null,
              text,
            },
          }
        : {}),
      ...(isCalled ? { contact } : {}),
      ...byThisTurn(turn),
    })
  })
}

function noticeText(turn: Turn, { type, number, where = {} }: Danger): string {
  const place = whereText(where)
  const lines = [
    `【紧急】${turn.dialogs.words.get(`emergency.type_${type}`)!.zh} ${number}`,
    `小区：${turn.community.name} 位置：${place === '' ? '正在询问' : where.guessed ? `${place}（业主住处，还没核实）` : place}`,
    `原话：「${matterLine(turn.text)}」`,
    ...(asksUnnamed(turn.text) ? ['报告人要求不透露身份，请勿对外提起。'] : []),
    '请立即到场，并在企业微信里回报情况。',
  ]
  // The place must be readable: staff run there. Phone numbers are not (D14).
  return lines.join('\n').replace(/(?<!\d)1[3-9]\d{9}(?!\d)/g, '[手机]')
}
