import type { Queryable } from '../../platform/database/db'
import { maskPersonal } from '../../platform/mask'
import { formatChineseTime } from '../../platform/zoned-time'
import type { Case } from '../../records/case/case'
import { findCaseByNumber } from '../../records/case/find-cases'
import { listCommunities } from '../../records/community/community'
import { findStaff } from '../../records/community/staff'
import { KIND_WORDS, STATUS_WORDS, pageUrl } from './card-words'
import type { Colleague } from './who-writes'

export interface AnswerDeps {
  db: Queryable
  zone: string
  publicUrl: () => string
  /** The same search as in the chat. */
  search: (query: string, options: { communityId: string | null; at: Date }) => Promise<{ answer: string | null }>
}

const NUMBER = /(?:BX|TS|JY|BY|ZX|SQ|JJ)[-\s]?\d{8}[-\s]?\d{4,}/i
const ASKS = /^(?:请?帮我)?(?:查询|查一下|查查|查|搜索|搜)[\s:：]*/
const MINE = /^(?:我的)?(?:工单|待办|单子)[。？?]?$/

/** What a colleague who writes to the app is answered: a case by its number, their own cases, or an article of their communities. */
export async function answerStaff(deps: AnswerDeps, colleague: Colleague, text: string, now: Date): Promise<string> {
  const words = text.normalize('NFKC').trim()
  const number = NUMBER.exec(words)?.[0]
  if (number !== undefined) return aboutCase(deps, colleague, number, now)
  const query = words.replace(ASKS, '').trim()
  if (MINE.test(query)) return myCases(deps, colleague, now)
  if (query === '') return HELP
  return fromKnowledge(deps, colleague, query, now)
}

export const HELP = [
  '您可以直接发：',
  '· 工单编号，例如 BX-20261121-0001，查进度',
  '· 「我的工单」，看您手上的单子',
  '· 「查」加上问题，例如「查 装修押金」，看标准答复',
].join('\n')

/** What is not theirs to see reads like what does not exist (design D16). */
async function aboutCase(deps: AnswerDeps, colleague: Colleague, number: string, now: Date): Promise<string> {
  const one = await findCaseByNumber(deps.db, number)
  if (!one || !maySee(colleague, one))
    return `没有找到工单 ${number.toUpperCase()}。请核对编号；您负责小区以外的工单，请联系主管查看。`
  const zone = one.communityZone ?? deps.zone
  const worker = await findStaff(deps.db, one.assignee ?? one.ownerOfRecord)
  const { building, unit, place } = one.location
  const where = [building && `${building}栋`, unit && `${unit}单元`, place].filter(Boolean).join('')
  const last = one.stages.at(-1)
  const open = !one.confidential
  return lines([
    `${one.number}（${KIND_WORDS[one.kind]}）${STATUS_WORDS[one.status]}`,
    open ? `内容：${masked(one.summary)}` : '内容：保密，请在工作台查看',
    `小区：${one.community ?? '未登记'}${where && open ? ` ${masked(where)}` : ''}`,
    `处理人：${worker?.name ?? one.assignee ?? '待定'}`,
    one.dueAt ? `时限：${formatChineseTime(one.dueAt, zone, now)}` : '',
    open && !one.anonymous && last?.note
      ? `最近：${masked(last.note)}（${formatChineseTime(last.at, zone, now)}）`
      : '',
    one.urges > 0 ? `业主催过 ${one.urges} 次` : '',
    one.anonymous ? '匿名上报，不显示上报人' : '',
    pageUrl(deps.publicUrl(), `/#/cases/${one.id}`),
  ])
}

async function myCases(deps: AnswerDeps, colleague: Colleague, now: Date): Promise<string> {
  const rows = await deps.db.query<{ number: string; status: Case['status']; category: string; due_at: Date | null }>(
    'cases-of-colleague',
    `select number, status, category, due_at from cases
      where assignee = any($1) and ($2::text is null or not about_staff @> array[$2]) and status in ('open', 'accepted', 'in_progress', 'paused')
      order by due_at nulls last, opened_at limit 11`,
    [[colleague.staffId, colleague.name, colleague.userid].filter((name) => name !== null), colleague.staffId],
  )
  if (rows.length === 0) return '您手上现在没有未办结的工单。有新的单子会发卡片给您。'
  const shown = rows.slice(0, 10).map(({ number, status, category, due_at }) => {
    const due = due_at ? `，${formatChineseTime(due_at, deps.zone, now)}前` : ''
    return `· ${number} ${category.split('/').at(-1)}，${STATUS_WORDS[status]}${due}`
  })
  return lines(['您手上的工单：', ...shown, rows.length > 10 ? '其余的请在工作台查看。' : ''])
}

async function fromKnowledge(deps: AnswerDeps, colleague: Colleague, query: string, at: Date): Promise<string> {
  const communities = (await listCommunities(deps.db)).filter(({ id }) => colleague.communityIds.includes(id))
  const places = communities.length > 0 ? communities.map(({ id, name }) => ({ id, name })) : [{ id: null, name: '' }]
  /** The communities of one answer: most articles are the same for all. */
  const answers = new Map<string, string[]>()
  for (const { id, name } of places) {
    const { answer } = await deps.search(query, { communityId: id, at })
    if (answer !== null) answers.set(answer, [...(answers.get(answer) ?? []), name])
  }
  if (answers.size === 0)
    return `知识库里还没有「${masked(query)}」的标准答复。请换个说法再查一次；业主在等的话，请先记下来，核实后再回复。`
  if (answers.size === 1) return [...answers.keys()][0]!
  return lines([...answers].map(([answer, names]) => `【${names.join('、')}】\n${answer}`))
}

function maySee(colleague: Colleague, one: Case): boolean {
  if (colleague.staffId !== null && one.aboutStaff.includes(colleague.staffId)) return false
  return one.communityId !== null && colleague.communityIds.includes(one.communityId)
}

const masked = (text: string) => maskPersonal(text).text
const lines = (all: string[]) => all.filter(Boolean).join('\n')
