import { maskPersonal } from '../../platform/mask'
import { formatChineseTime } from '../../platform/zoned-time'
import type { CardContent } from '../../channels/wecom-app/card'
import type { Case } from '../../records/case/case'
import type { Handoff } from '../../records/handoff/handoff'
import { KIND_WORDS, STATUS_WORDS as ON_THE_DESK } from '../../console/contract/case-words'

export { KIND_WORDS }

/** On a card a state stands alone, so two say a little more than on the desk. */
export const STATUS_WORDS: Record<Case['status'], string> = {
  ...ON_THE_DESK,
  resolved: '已完成，待业主确认',
  closed: '已办结',
}

const REASON_WORDS: Record<Handoff['reason'], string> = {
  emergency: '遇到险情',
  requested: '业主要求人工',
  sentiment: '业主情绪激动',
  policy: '按规定由人工处理',
  stuck: '机器人没能解决',
  error: '系统出错',
}

export interface CardFacts {
  zone: string
  now: Date
  publicUrl: string
  /** Who works on it, by name. */
  who: string
  /** Whom it may be passed on to. */
  colleagues: { id: string; name: string }[]
}

/** Which buttons a case asks for now; null when there is nothing for staff to press. */
export function stepOf(one: Pick<Case, 'status'>): 'offer' | 'work' | 'finish' | null {
  if (one.status === 'open') return 'offer'
  if (one.status === 'accepted') return 'work'
  return one.status === 'in_progress' ? 'finish' : null
}

const BUTTONS = {
  offer: [{ key: 'accept', text: '接单', style: 'main' }],
  work: [
    { key: 'progress', text: '开始处理', style: 'main' },
    { key: 'resolve', text: '完成', style: 'plain' },
  ],
  finish: [{ key: 'resolve', text: '完成', style: 'main' }],
} as const satisfies Record<string, CardContent['buttons']>

/**
 * A case for a phone's screen: no number, no room, no name (design D14); of an anonymous one its kind and words alone, and of
 * a confidential one not even those.
 */
export function caseCard(one: Case, step: keyof typeof BUTTONS, facts: CardFacts): CardContent {
  const zone = one.communityZone ?? facts.zone
  const { building, unit, place } = one.location
  const where = [building && `${building}栋`, unit && `${unit}单元`, place].filter(Boolean).join('')
  const alarm = one.kind === 'emergency' || one.priority === 'emergency'
  return {
    tone: alarm ? 'alarm' : 'plain',
    title: `【${KIND_WORDS[one.kind]}】${one.number}`,
    subtitle: one.confidential ? '内容保密，请在工作台查看' : one.category.replace('/', ' · '),
    ...(one.confidential ? {} : { text: masked(one.summary) }),
    lines: [
      { name: '小区', value: one.community ?? '' },
      { name: '位置', value: masked(where) },
      { name: '状态', value: STATUS_WORDS[one.status] },
      { name: '处理人', value: step === 'offer' ? '' : facts.who },
      { name: '时限', value: one.dueAt ? formatChineseTime(one.dueAt, zone, facts.now) : '' },
      { name: '上报', value: one.anonymous ? '匿名' : '' },
    ],
    url: pageUrl(facts.publicUrl, `/#/cases/${one.id}`),
    buttons: [...BUTTONS[step], ...(facts.colleagues.length > 0 ? [PASS_ON] : [])],
    ...choiceOf(facts),
  }
}

/** A talk that waits for a person. What tipped it is quoted, masked; whose talk it is stands in the console only. */
export function handoffCard(
  found: Handoff,
  facts: CardFacts & { community: string },
  step: 'offer' | 'work',
): CardContent {
  const said = found.evidence[0]
  const alarm = found.reason === 'emergency'
  return {
    tone: alarm ? 'alarm' : 'plain',
    title: `【转人工】${REASON_WORDS[found.reason]}`,
    ...(said ? { text: masked(`「${said}」`) } : {}),
    lines: [
      { name: '小区', value: facts.community },
      { name: '时间', value: formatChineseTime(found.openedAt, found.communityZone ?? facts.zone, facts.now) },
      { name: '接待', value: found.mode === 'native' ? '接单后在企业微信会话里答复' : '接单后在工作台答复' },
    ],
    url: pageUrl(facts.publicUrl, `/#/talks/${found.conversationId}`),
    buttons:
      step === 'offer'
        ? [{ key: 'accept', text: '接单', style: 'main' }, ...(facts.colleagues.length > 0 ? [PASS_ON] : [])]
        : [{ key: 'close', text: '结束接待', style: 'main' }],
    ...(step === 'offer' ? choiceOf(facts) : {}),
  }
}

const PASS_ON = { key: 'pass', text: '转派', style: 'plain' } as const
/** The question of the card's list. */
export const PASS_TO = 'to'

function choiceOf({ colleagues }: CardFacts): Pick<CardContent, 'choice'> {
  if (colleagues.length === 0) return {}
  return { choice: { key: PASS_TO, title: '转派给', options: colleagues.map(({ id, name }) => ({ id, text: name })) } }
}

/** Opens the console signed in: inside WeCom nobody has to type a password. */
export function pageUrl(publicUrl: string, path: string): string {
  return `${publicUrl}/console/wecom/start?next=${encodeURIComponent(path)}`
}

const masked = (text: string) => maskPersonal(text).text
