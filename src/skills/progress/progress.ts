import { cutText } from '../../platform/cut-text'
import type { Skill } from '../../conversation/skill'
import type { Turn } from '../../conversation/turn'
import type { Case } from '../../records/case/case'
import { actOnCase } from '../../records/case/act-on-case'
import { casesOfUser, findCaseByNumber } from '../../records/case/find-cases'
import { findStaff } from '../../records/community/staff'
import { linkTurn } from '../filing/link-turn'
import { answerBy } from '../../records/promise/answer-time'
import { sayTime } from '../filing/say-time'

const NUMBER = /(?:BX|TS|JY|BY|ZX|JJ|SQ)[-\s]?\d{8}[-\s]?\d{4}/i
const URGE =
  /(催|快点|怎么还(没|不)|还没(人)?来|还没(修|处理|弄|解决|到)|等了|什么时候(才)?(来|修|到|处理)|多久|没人(来|管|理)|hurry|still waiting)/i
const REOPEN =
  /(没修好|没有修好|又(坏|漏|堵|不亮|停)了|还是(坏|漏|不|堵|老样子|那样)|没解决|没处理好|又开始|not fixed)/i
const WITHDRAW = /(撤销|撤回|取消|不用(修|来|处理)了|自己(修|弄|解决)好了|已经好了)/

const LISTED = 5
const RUNNING: readonly string[] = ['open', 'accepted', 'in_progress', 'paused']

export const progress: Skill = {
  name: 'case',
  intents: ['progress', 'cancel'],
  interrupts: true,

  async claims(turn) {
    if (turn.draft !== null || turn.facts.menuId !== null) return false
    const reopens = REOPEN.test(turn.text)
    // 「怎么还没人来修」 names no fault: it is about what has been reported.
    const urges = URGE.test(turn.text) && turn.services.reader.category(turn.text, 'repair') === null
    if (!reopens && !(urges && ['repair', 'complaint', 'progress'].includes(turn.understanding.intent))) return false
    const found = await casesInQuestion(turn)
    if (found === 'unknown-number' || found.length === 0) return false
    return reopens ? isEnded(turn, found[0]!) : RUNNING.includes(found[0]!.status)
  },

  async take(turn) {
    const found = await casesInQuestion(turn)
    if (found === 'unknown-number') return turn.phrase('progress.notFound', { number: NUMBER.exec(turn.text)![0] })
    if (found.length === 0)
      return turn.phrase(turn.understanding.intent === 'cancel' ? 'patterns.cancelledNothing' : 'progress.none')
    if (found.length === 1) return answer(turn, found[0]!)
    if (turn.understanding.intent !== 'cancel' && URGE.test(turn.text)) return answer(turn, found[0]!)
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
    const id = rest.replace(/^show_/, '')
    const own = await casesOf(turn, false)
    const one = own.find((candidate) => candidate.id === id)
    // Old menus stay tappable, and ids can be made up: only the owner's own cases answer.
    return one ? showCase(turn, one) : turn.phrase('patterns.laterMenu')
  },
}

async function answer(turn: Turn, one: Case): Promise<void> {
  turn.caseRef.id = one.id
  linkTurn(turn, one.id)
  turn.memory.caseInTalk = { id: one.id, number: one.number, kind: one.kind, at: turn.at.toISOString() }
  const act = {
    by: turn.claimed.conversation.user,
    at: turn.at,
    zone: turn.community.timeZone,
    note: cutText(turn.text, 200),
  }
  const who = await whoOf(turn, one)
  const next = sayTime(turn, answerBy(turn.at, { zone: turn.community.timeZone, hours: turn.community.hours }))
  if (
    turn.understanding.intent === 'cancel' ||
    (WITHDRAW.test(turn.text) && turn.understanding.intent !== 'progress')
  ) {
    if (one.status === 'closed' || one.status === 'cancelled') return showCase(turn, one)
    turn.effect((tx) => actOnCase(tx, one.id, { ...act, action: 'cancel' }).then(() => undefined))
    return turn.phrase('progress.withdrawn', { number: one.number })
  }
  if (REOPEN.test(turn.text) && isEnded(turn, one)) {
    turn.effect((tx) => actOnCase(tx, one.id, { ...act, action: 'reopen' }).then(() => undefined))
    return turn.phrase('progress.reopened', { number: one.number, who, next })
  }
  if (URGE.test(turn.text) && RUNNING.includes(one.status)) {
    turn.effect((tx) => actOnCase(tx, one.id, { ...act, action: 'urge' }).then(() => undefined))
    const overdue = one.dueAt !== null && one.dueAt < turn.at
    if (overdue) return turn.phrase('progress.overdue', { due: sayTime(turn, one.dueAt!), next })
    return turn.phrase('progress.urged', { number: one.number, who, next })
  }
  return showCase(turn, one)
}

async function showCase(turn: Turn, one: Case): Promise<void> {
  turn.caseRef.id = one.id
  const isRunning = RUNNING.includes(one.status)
  const overdue = isRunning && one.dueAt !== null && one.dueAt < turn.at
  const next = sayTime(turn, answerBy(turn.at, { zone: turn.community.timeZone, hours: turn.community.hours }))
  const due =
    !isRunning || one.dueAt === null
      ? ''
      : overdue
        ? turn.phrases.say('progress.overdue', { due: sayTime(turn, one.dueAt), next })
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
      }).then(() => undefined),
    )
  await turn.phrase(isRunning ? 'progress.one' : 'progress.oneEnded', {
    number: one.number,
    title: TITLE[one.kind][turn.phrases.language],
    summary: one.summary,
    status: turn.phrases.say(`progress.status_${one.status}`),
    who: await whoOf(turn, one),
    due,
  })
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
  const ended = all.filter((one) => isEnded(turn, one))
  const pool = ended.length > 0 ? ended : open
  const named = pool.filter((one) => sharesWords(one.summary, turn.text))
  return named.length > 0 ? named : pool
}

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

/** 「上次那个水管」: two characters in a row that the case's own words have too, common ones left out. */
function sharesWords(summary: string, text: string): boolean {
  if ((text.match(THINGS) ?? []).some((thing) => summary.includes(thing))) return true
  const common = /[的了吗呢吧啊我你他上次那个怎么还没来修好处理进度查一下什么时候]/
  for (let index = 0; index + 1 < text.length; index++) {
    const pair = text.slice(index, index + 2)
    if (/^\p{Script=Han}{2}$/u.test(pair) && !common.test(pair) && summary.includes(pair)) return true
  }
  return false
}

/** What a matter is remembered by though it is one character. */
const THINGS = /灯|门|窗|锁|墙|水|电|梯|狗|猫|车|吵|臭|网|树/g

function shortLabel(text: string): string {
  return text.length > 20 ? `${cutText(text, 19)}…` : text
}
