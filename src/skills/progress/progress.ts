import { cutText } from '../../platform/cut-text'
import { zonedParts } from '../../platform/zoned-time'
import type { Skill } from '../../conversation/skill'
import { saidBack } from '../../conversation/slots/matter'
import type { Turn } from '../../conversation/turn'
import type { Case } from '../../records/case/case'
import type { CaseStatus } from '../../records/case/case-kinds'
import type { CaseAction } from '../../records/case/case-transitions'
import { actOnCase } from '../../records/case/act-on-case'
import { addToCase } from '../../records/case/add-to-case'
import { casesOfUser, findCaseByNumber } from '../../records/case/find-cases'
import { getCase } from '../../records/case/read-case'
import { findStaff } from '../../records/community/staff'
import { isOwn } from '../filing/after-filing'
import { linkTurn } from '../filing/link-turn'
import { talkOf } from '../filing/talk-of'
import { isAbout, troubleIn } from '../filing/is-about'
import { namedIn } from '../filing/named-in'
import { withdraws } from '../filing/withdraws'
import { answerBy } from '../../records/promise/answer-time'
import { sayTime } from '../filing/say-time'

const NUMBER = /(?:BX|TS|JY|BY|ZX|JJ|SQ)[-\s]?\d{8}[-\s]?\d{4}/i
/** Somebody who waits and says so. */
const PRESSES =
  /(催|快点|快一?些|怎么还(没|不)|(怎么|咋)(都|就|一直|一点)?没(人|消息|来|下文|回音|动静)|还没(人)?(来|到|修|处理|弄|解决|动静|消息|有人)|等了|要等[^，,。]{0,4}天|才(能)?(来|修|到|处理)|没人(来|管|理)|没(动静|下文|回音)|人呢|(那|这)[^，,。]{0,6}(怎么办|咋办)|天(都)?黑了|怎么(也)?[不没](提前)?(通知|说一声|告诉)|hurry|still waiting)/i
/** A question for the time, which presses for nothing soon after filing. */
const ASKS = /(什么时候(来|修|到|处理)|多久)/
const isUrge = (text: string): boolean => PRESSES.test(text) || ASKS.test(text)
/** 「大概多久」, 「多久能批下来」: asks for the time, names no matter and presses for nothing. */
const HOW_LONG =
  /^(那|请问|大概|大约|估计|一般|这个|得|要|还要|还得|需要|师傅|你们)*(多久|多长时间|几时|什么时候|啥时候)(能|可以|会)*(来|到|好|修|修好|弄好|搞好|清|清掉|清走|清理|搬|搬走|拆|挪|换|处理|处理好|解决|上门|批|批好|批下来|下来|办|办好|办完|办下来|通过|审好|审完|有结果|出结果|有消息|回复|答复|联系我)?(了|呢|呀|啊|哦)*[?？。~～]*$/u
/** When somebody comes, clause by clause: 「师傅几点到啊」, 「单子上现在是几点」, 「现在是约的啥时候」. */
const ASKS_WHEN =
  /^(那|请问|想问一?下|问一?下|师傅|师父|维修|他们?|你们|人|今天|明天|后天|现在|单子上?|工单|记的|登记的|到底|具体|大概|是|约|预约|的|上门|时间)*(几点|什么时候|啥时候|啥时|几时|哪天|什么时间|哪个时间)(钟)?(能|会|可以)*(来|到|上门|过来|出发|来修|修|的)*(啊|呀|呢|了|哦|吗)*$/u
const ASKS_WHEN_ENGLISH = /\b(when|what time)\b.*\b(come|coming|arrive|visit|here|technician|he|she|they)\b/i
const ASKS_WHO =
  /(师傅|师父|维修工|工人)(贵姓|姓|叫|是谁|是哪|(的)?名字|怎么称呼)|谁(来|过来|上门|负责)(修|处理|的|呀|啊|呢|$)/u
/** 「师傅还来吗」, 「他不来了吗」 */
const ASKS_WHETHER =
  /^(那|请问)?(师傅|师父|维修的?|他|人)(今天|明天|上午|下午|还|是不是|到底|又)*(来|不来|会来)了?(吗|么|不来|不)[?？]*$/u
const REOPEN =
  /(没修好|没有修好|又(坏|漏|堵|不|停|没|响|跳|滴|渗|松|掉|卡|冒|返|臭|断|黑|失灵|犯|[打开关锁用冲拧点按转]不|(出|有)(了|点)?(问题|毛病|故障))|还是(坏|漏|不|没|堵|老样子|那样)|还在(漏|滴|响|渗|冒|流|跳|闪)|没解决|没处理好|又开始|师傅.{0,4}(弄|搞|碰|踩|装|修|换|拆)(得|的)?(松|坏|掉|歪|破|断|反|错|漏)|not fixed)/i
const WITHDRAW = /(撤销|撤回|取消|不用(修|来|处理)了|自己(修|弄|解决)好了|已经好了)/

/** 「是我老公报的」: the record is another person's, who has its number. */
const BY_FAMILY =
  /(我|他|她)?(老公|老婆|爱人|先生|太太|爸|妈|爸爸|妈妈|父母|父亲|母亲|儿子|女儿|媳妇|家里人?|家人|室友|房东|租客|婆婆|公公|岳父|岳母|奶奶|爷爷|孩子)(之前|上次|昨天|前天|给|来|帮我)?(报|登记|投诉|反映|约|说)(的|过|了)(修)?/u

const LISTED = 5
const RUNNING: readonly string[] = ['open', 'accepted', 'in_progress', 'paused']

export const progress: Skill = {
  name: 'case',
  intents: ['progress', 'cancel'],
  interrupts: true,

  async claims(turn) {
    if (turn.draft !== null || turn.facts.menuId !== null) return false
    if (answersMended(turn) !== null) return true
    if (BY_FAMILY.test(turn.text) && (await casesInQuestion(turn)).length === 0) return true
    const reopens = REOPEN.test(turn.text)
    const asksWhich = meansProgress(turn)
    const asksVisit = asksOfVisit(turn.text)
    const { intent } = turn.understanding
    const urges = isUrge(turn.text) && !['human', 'emergency'].includes(intent)
    if (!reopens && !asksWhich && !asksVisit && !urges) return false
    const found = await casesInQuestion(turn)
    if (found === 'unknown-number' || found.length === 0) return false
    const [first] = found
    if (asksVisit && found.some((one) => isRunningRepair(one))) return true
    // 「怎么还没人来修」 names no fault: it is about what has been reported. 「电梯停了？怎么不通知」 names what they reported.
    const names = turn.services.reader.category(turn.text, 'repair')
    const asks = intent === 'faq' && !(PRESSES.test(turn.text) && names === first!.category)
    const pressing = urges && !asks && (names === null || (PRESSES.test(turn.text) && names === first!.category))
    if (!reopens && !asksWhich && (!pressing || isAnother(turn, found))) return false
    return reopens && !asksWhich ? isEnded(turn, first!) : RUNNING.includes(first!.status)
  },

  async take(turn) {
    const mended = answersMended(turn)
    if (mended !== null) return endOrCome(turn, await getCase(turn.db, mended.id), mended.isOver)
    const found = await casesInQuestion(turn)
    if (found === 'unknown-number') return turn.phrase('progress.notFound', { number: NUMBER.exec(turn.text)![0] })
    if (found.length === 0 && turn.draft !== null) return sayNotYet(turn)
    if (found.length === 0 && BY_FAMILY.test(turn.text)) return turn.phrase('progress.byFamily')
    if (found.length === 0)
      return turn.phrase(turn.understanding.intent === 'cancel' ? 'patterns.cancelledNothing' : 'progress.none')
    if (asksOfVisit(turn.text)) {
      const visits = found.filter((one) => isRunningRepair(one))
      const inTalk = visits.find(({ id }) => id === turn.memory.caseInTalk?.id)
      if (inTalk ?? visits.length === 1) return sayVisit(turn, inTalk ?? visits[0]!)
    }
    if (found.length === 1) return answer(turn, found[0]!)
    if (turn.understanding.intent !== 'cancel' && isUrge(turn.text)) return answer(turn, found[0]!)
    await turn.say({
      type: 'menu',
      text: turn.phrases.say('progress.many', { count: String(found.length) }),
      options: found.slice(0, LISTED).map((one) => ({
        id: `case_show_${one.id}`,
        label: shortLabel(`${one.number.replace(/-\d{8}-/, '-')} ${one.summary}`),
      })),
    })
    turn.asking = true
  },

  async tapped(turn, rest) {
    const [, act, id] = /^(show|end|come)_(.+)$/.exec(rest) ?? []
    const own = await casesOf(turn, false)
    const one = own.find((candidate) => candidate.id === id)
    if (one && act !== 'show') return endOrCome(turn, one, act === 'end')
    // Old menus stay tappable, and ids can be made up: only the owner's own cases answer.
    return one ? showCase(turn, one) : turn.phrase('patterns.laterMenu')
  },
}

const asksOfVisit = (text: string): boolean =>
  text.split(/[，,。；;！!？?\s]+/u).some((clause) => ASKS_WHEN.test(clause)) ||
  ASKS_WHEN_ENGLISH.test(text) ||
  ASKS_WHO.test(text) ||
  ASKS_WHETHER.test(text.trim())

const isRunningRepair = ({ kind, status }: Case): boolean => kind === 'repair' && RUNNING.includes(status)

/** The arranged time and who comes; a time that has passed without anybody is an urge. */
async function sayVisit(turn: Turn, one: Case): Promise<void> {
  if (isPast(turn, one)) return answer(turn, one, { presses: true })
  turn.caseRef.id = one.id
  linkTurn(turn, one.id)
  turn.memory.caseInTalk = { id: one.id, number: one.number, kind: one.kind, at: turn.at.toISOString() }
  const time = visitTime(turn, one)
  await turn.phrase(time === '' ? 'progress.visitOpen' : 'progress.visitAt', {
    number: one.number,
    summary: saidBack(one.summary),
    time,
    who: await whoOf(turn, one),
    due: one.dueAt === null ? '' : turn.phrases.say('progress.dueOpen', { due: sayTime(turn, one.dueAt) }),
  })
}

/** In the owner's own word while it still means that time, else by the clock; '' while nothing is arranged. */
function visitTime(turn: Turn, { appointment }: Case): string {
  if (!appointment?.from) return ''
  const zone = turn.community.timeZone
  const again = turn.services.reader.appointment(appointment.text, turn.at, zone)
  if (again && new Date(again.from).getTime() === appointment.from.getTime()) return appointment.text
  const from = zonedParts(appointment.from, zone)
  const day = sayTime(turn, appointment.from)
  if (from.hour === 0) return day.replace(/(凌晨|\s)*0?0:00( on )?/u, '')
  if (appointment.to === null) return day
  const to = zonedParts(appointment.to, zone)
  return `${day}-${to.hour}:${String(to.minute).padStart(2, '0')}`
}

/** Yes or no to whether it is over: bare words as long as nothing else was said since, later only words that say so themselves. */
function answersMended(turn: Turn): { id: string; number: string; isOver: boolean } | null {
  const { mended } = turn.memory
  if (mended === null || turn.facts.menuId !== null) return null
  if (turn.at.getTime() - new Date(mended.at).getTime() > IN_TALK_MS || turn.text.length > LONGEST_WORD) return null
  if (COME.test(turn.text)) return { ...mended, isOver: false }
  if (OVER.test(turn.text)) return { ...mended, isOver: true }
  if (mended.at !== turn.memory.lastAt) return null
  return turn.services.reader.yesNo(turn.text) === 'yes' || withdraws(turn.text) ? { ...mended, isOver: true } : null
}

const LONGEST_WORD = 16
const COME = /(还是|再).{0,4}(来|看)|照(旧|常|约)|先别(关|销|结)/u
const OVER = /可以(关|结|销)|(关|结|销)(了|掉|单|案|吧)|办结/u

/** The owner's word on whether it is over. Staff may have ended it meanwhile, so the record says what there is left to do. */
async function endOrCome(turn: Turn, one: Case, isOver: boolean): Promise<void> {
  turn.memory.mended = null
  const isRunning = RUNNING.includes(one.status)
  if (!isOwn(turn, one)) return isOver && isRunning ? leaveToOthers(turn, one) : showCase(turn, one)
  turn.caseRef.id = one.id
  linkTurn(turn, one.id)
  const { number } = one
  if (!isOver && isRunning) return turn.phrase('progress.comesAnyway', { number })
  if (!isOver) return showCase(turn, one)
  if (ENDED.includes(one.status)) {
    const status = turn.phrases.say(`progress.status_${one.status}`)
    return turn.phrase('progress.overAlready', { number, status })
  }
  const act = {
    by: turn.claimed.conversation.user,
    note: '业主告知已经好了',
    at: turn.at,
    now: turn.now,
    zone: turn.community.timeZone,
  }
  turn.effect(async (tx) => {
    for (const action of endingOf((await getCase(tx, one.id)).status)) await actOnCase(tx, one.id, { ...act, action })
  })
  await turn.phrase('progress.over', { number })
}

const ENDED: readonly CaseStatus[] = ['closed', 'cancelled']

/** Mended while staff work on it, it is done and confirmed in one; before anybody took it, there is nothing to do. */
function endingOf(status: CaseStatus): CaseAction[] {
  if (ENDED.includes(status)) return []
  if (status === 'resolved') return ['close']
  return status === 'accepted' || status === 'in_progress' ? ['resolve', 'close'] : ['cancel']
}

/**
 * Who joined what others reported needs nothing more themselves; for the others it goes on. They stay among the reporters: by that
 * their own line of it is found when they ask for what we keep of them, or have it erased.
 */
async function leaveToOthers(turn: Turn, one: Case): Promise<void> {
  const { exchangeIds } = turn
  turn.caseRef.id = one.id
  linkTurn(turn, one.id)
  turn.effect((tx) => addToCase(tx, one.id, { note: NEEDS_NO_MORE, photos: [], exchangeIds, at: turn.at }))
  await turn.phrase('progress.othersWait', { number: one.number })
}

/** What staff read of it, in nobody's words: the record is a neighbour's. */
const NEEDS_NO_MORE = '一起报的邻居说自己不用了，其他人的照常处理'

/** 「垃圾堆成山了也没人管」 names a trouble that none of these is about: it is a complaint of its own, however it urges. */
function isAnother({ understanding, services: { reader }, text }: Turn, found: readonly Case[]): boolean {
  if (understanding.intent !== 'complaint' || NUMBER.test(text)) return false
  const trouble = troubleIn(reader, text)
  return trouble !== null && !OF_OUR_WORK.test(trouble) && !found.some((one) => isAbout(reader, one, text))
}

/** How we do it, not what is wrong: it is said of what has been reported. */
const OF_OUR_WORK = /^(服务态度|员工违规|机器人体验|设施管理|安全秩序|其他)$/u

/** 「你们去敲过门没有」 may be a question or a rebuke: with a matter of theirs in this talk it asks where that stands. */
function meansProgress(turn: Turn): boolean {
  const last = turn.memory.caseInTalk
  if (last === null || !(turn.understanding.unsure?.includes('progress') || HOW_LONG.test(turn.text))) return false
  return turn.at.getTime() - new Date(last.at).getTime() < IN_TALK_MS
}

const JUST_FILED_MS = 30 * 60_000
const IN_TALK_MS = 2 * 3600_000

/** Asked of what is being taken down right now: it has no number yet, and the next question follows in the same breath. */
/** 「上礼拜我报的那个」: told before, and there is no record of it. */
const TOLD_BEFORE =
  /(上次|上周|上个?(星期|礼拜|月)|前[几两]?天|昨天|之前|以前|早就|已经).{0,6}(报|说|反映|登记|打电话)|(报|说|反映|登记)过/u

async function sayNotYet(turn: Turn): Promise<void> {
  if (turn.understanding.handoff.needed) return
  await turn.phrase(TOLD_BEFORE.test(turn.text) ? 'progress.notYetAgain' : 'progress.notYet')
}

async function answer(turn: Turn, one: Case, how: { presses?: boolean } = {}): Promise<void> {
  turn.caseRef.id = one.id
  linkTurn(turn, one.id)
  turn.memory.caseInTalk = { id: one.id, number: one.number, kind: one.kind, at: turn.at.toISOString() }
  const act = {
    by: turn.claimed.conversation.user,
    at: turn.at,
    zone: turn.community.timeZone,
    note: cutText(turn.text, 200),
    talk: talkOf(turn),
  }
  const who = await whoOf(turn, one)
  const next = sayTime(turn, answerBy(turn.at, { zone: turn.community.timeZone, hours: turn.community.hours }))
  if (
    turn.understanding.intent === 'cancel' ||
    (WITHDRAW.test(turn.text) && turn.understanding.intent !== 'progress')
  ) {
    if (one.status === 'closed' || one.status === 'cancelled') return showCase(turn, one)
    if (!withdraws(turn.text)) {
      const { exchangeIds } = turn
      turn.effect((tx) => addToCase(tx, one.id, { note: act.note, photos: [], exchangeIds, at: turn.at }))
      return turn.phrase('progress.noted', { number: one.number })
    }
    // What is done is agreed to, not undone.
    if (!isOwn(turn, one) || one.status === 'resolved') return endOrCome(turn, one, true)
    turn.effect((tx) => actOnCase(tx, one.id, { ...act, action: 'cancel' }).then(() => undefined))
    return turn.phrase('progress.withdrawn', { number: one.number })
  }
  if (REOPEN.test(turn.text) && isEnded(turn, one)) {
    turn.memory.rated = null
    turn.effect((tx) => actOnCase(tx, one.id, { ...act, action: 'reopen' }).then(() => undefined))
    return turn.phrase('progress.reopened', { number: one.number, who, next })
  }
  const isNew = turn.at.getTime() - one.openedAt.getTime() < JUST_FILED_MS
  // 「什么时候修好」 the day before the visit waits for nothing yet.
  const isToCome = one.appointment?.from != null && one.appointment.from > turn.at
  const presses = how.presses === true || PRESSES.test(turn.text) || (ASKS.test(turn.text) && !isNew && !isToCome)
  if (presses && RUNNING.includes(one.status)) {
    turn.effect((tx) => actOnCase(tx, one.id, { ...act, action: 'urge' }).then(() => undefined))
    if (isOverdue(turn, one)) return turn.phrase('progress.overdue', { due: sayTime(turn, one.dueAt!), next })
    return turn.phrase('progress.urged', { number: one.number, who, next })
  }
  return showCase(turn, one)
}

async function showCase(turn: Turn, one: Case): Promise<void> {
  turn.caseRef.id = one.id
  const isRunning = RUNNING.includes(one.status)
  const overdue = isOverdue(turn, one)
  const next = sayTime(turn, answerBy(turn.at, { zone: turn.community.timeZone, hours: turn.community.hours }))
  const due =
    !isRunning || one.dueAt === null
      ? ''
      : overdue
        ? turn.phrases.say('progress.overdue', { due: sayTime(turn, one.dueAt), next })
        : one.status === 'paused'
          ? turn.phrases.say('progress.pausedFor', { reason: one.pausedReason ?? '' })
          : turn.phrases.say('progress.dueOpen', { due: sayTime(turn, one.dueAt) })
  // A broken promise is told, and the person in charge hears of it at once (C1).
  if (overdue)
    turn.effect((tx) =>
      actOnCase(tx, one.id, {
        action: 'urge',
        by: turn.claimed.conversation.user,
        at: turn.at,
        now: turn.now,
        note: '业主查询进度，已超时',
        talk: talkOf(turn),
      }).then(() => undefined),
    )
  await turn.phrase(isRunning ? 'progress.one' : 'progress.oneEnded', {
    number: one.number,
    title: TITLE[one.kind][turn.phrases.language],
    summary: saidBack(one.summary),
    status: turn.phrases.say(`progress.status_${one.status}`),
    who: await whoOf(turn, one),
    due,
    visit: isRunning && !isPast(turn, one) ? visitTime(turn, one) : '',
  })
}

/** While it is paused its clock stands, and the owner has been told why (design D10). */
const isOverdue = (turn: Turn, { status, dueAt }: Case): boolean =>
  RUNNING.includes(status) && status !== 'paused' && dueAt !== null && dueAt < turn.at

/** A visit of yesterday is none that is arranged. */
function isPast(turn: Turn, { appointment }: Case): boolean {
  const end = appointment?.to ?? appointment?.from ?? null
  return end !== null && end < turn.at
}

const TITLE = {
  repair: { zh: '报修', en: 'repair' },
  complaint: { zh: '投诉', en: 'complaint' },
  suggestion: { zh: '建议', en: 'suggestion' },
  praise: { zh: '表扬', en: 'praise' },
  enquiry: { zh: '咨询', en: 'enquiry' },
  application: { zh: '申请', en: 'application' },
  emergency: { zh: '紧急', en: 'emergency' },
} as const

async function casesInQuestion(turn: Turn): Promise<Case[] | 'unknown-number'> {
  const number = NUMBER.exec(turn.text)?.[0]
  if (number) {
    const one = await findCaseByNumber(turn.db, number)
    const { channel, user } = turn.claimed.conversation
    // Another owner's number tells nothing, not even that it exists (D14).
    return one?.reporters.some((reporter) => reporter.channel === channel && reporter.user === user)
      ? [one]
      : 'unknown-number'
  }
  const open = await casesOf(turn, true)
  const all = REOPEN.test(turn.text) ? await casesOf(turn, false) : []
  const ended = all.filter((one) => isEnded(turn, one) && isSameMatter(turn, one))
  const pool = ended.length > 0 ? ended : open
  const named = pool.filter((one) => namedIn(one.summary, turn.text))
  return named.length > 0 ? named : pool
}

/** 「又漏了」 is of what leaked; 「又没电了」 of no lamp that was mended yesterday. */
function isSameMatter(turn: Turn, one: Case): boolean {
  const category = turn.services.reader.category(turn.text, 'repair')
  return category === null || category === one.category || BY_OURS.test(turn.text) || namedIn(one.summary, turn.text)
}

const BY_OURS = /师傅.{0,4}(弄|搞|碰|踩|装|修|换|拆)/u

/** Reported as done, and lately: 「又漏了」 a month later is a new matter. */
function isEnded(turn: Turn, one: Case): boolean {
  const at = one.closedAt ?? one.resolvedAt
  if (one.status !== 'resolved' && one.status !== 'closed') return false
  return at === null || turn.at.getTime() - at.getTime() < REOPENS_MS
}

const REOPENS_MS = 15 * 24 * 3600_000

function casesOf(turn: Turn, onlyOpen: boolean): Promise<Case[]> {
  const { channel, user } = turn.claimed.conversation
  return casesOfUser(turn.db, { channel, user, onlyOpen, limit: 20 })
}

async function whoOf(turn: Turn, one: Case): Promise<string> {
  const staff = await findStaff(turn.db, one.assignee ?? one.ownerOfRecord)
  return staff ? `${staff.title}${staff.name}` : turn.phrases.say('handoff.officer')
}

function shortLabel(text: string): string {
  return text.length > 20 ? `${cutText(text, 19)}…` : text
}
