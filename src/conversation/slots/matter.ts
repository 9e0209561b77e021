import { cutText } from '../../platform/cut-text'
import { isBareFacts } from './clauses'
import type { Clause } from './clauses'
import { unhedged } from './unhedged'

/** Words that ask for a service without saying what is the matter. */
const CARRIER =
  /(您好|你好|喂|在吗|在不在|请问|麻烦(你们|您|你)?|帮(我|忙)|一下|我(们)?(家)?(想要|想|要|需要|得)|报个?修|维修|修理|修一修|投诉|举报|反映|反馈|提(个|一个|点)?(意见|建议)|建议|表扬|情况|问题|物业|客服|管家|师傅|上门|安排|派(个|一个)?人|来看看?|过来|尽快|快点|申请|登记|可以|能不能|能|吗|呢|吧|啊|呀|了|的|个|有|是|谢谢|please|i want to|repair|complain)/gi
const PUNCTUATION = /[\s\p{P}\p{S}]/gu
/** 「灯坏」 is a matter, 「我要报修」 is none. */
const SHORTEST = 2
const LONGEST_LINE = 120

/** The owner's own words when they say what the matter is, else null. */
export function matterOf(text: string): string | null {
  const rest = text.replace(CARRIER, '').replace(PUNCTUATION, '')
  if (VAGUE.test(rest)) return null
  return rest.length >= SHORTEST || THING.test(rest) ? text.trim() : null
}

/** 「就是坏了呀」 says that something is wrong and not what. */
const VAGUE = /^(就|这|那|它|东西|坏|不行|不好|故障|毛病|出)+$/u
/** One character that names what somebody comes for. */
const THING = /^[灯门窗锁墙水电梯网管阀]$/u

/**
 * The matter alone: clauses that are only address, time, phone or name have their own lines in a summary. What remains is the
 * owner's own words; a summary quotes, it does not edit. Without any Han character the words are kept whole.
 */
export function matterIn(text: string, clauses: readonly Clause[]): string | null {
  if (!/\p{Script=Han}/u.test(text)) return isBareFacts(clauses) ? null : matterOf(text)
  const kept = clauses
    .filter((clause) => clause.rest !== '' && matterOf(clause.matter) !== null && !isTalkOnly(clause.matter))
    .map(({ matter }) => withoutRequest(matter.trim()))
  return kept.length > 0 ? kept.join('，') : null
}

/** 「哦那行」, 「一样的电话」, 「气死了」: said beside a matter and no part of what somebody comes to mend. */
function isTalkOnly(clause: string): boolean {
  const said = clause.replace(PUNCTUATION, '')
  return ASIDE.test(said) || isRequestOnly(said) || SAME_AS_BEFORE.test(said) || ONLY_ANGER.test(said)
}

/** 「对了」, 「一起看下」, 「你们先来看看」, 「在家 随时来」: that somebody is to come, and nothing of what for. */
export function isRequestOnly(text: string): boolean {
  const said = text.replace(PUNCTUATION, '')
  return REQUEST.test(said) && (/[来派看修报登]|对了|联系/u.test(said) || said === '在家')
}

const REQUEST =
  /^(?:对了|另外|顺便|麻烦|请|帮忙|给我|帮|你们|您们|您|能不能|可不可以|能|可以|想|要|那|就|我|一起|一块|先|尽快|快点|赶紧|马上|随时|都|在家|有人|来|过来|上门|派|叫|安排|让|个|一个|人|师傅|维修|看|修|报|登记|一下|下|吧|呗|吗|呢|啊|呀|哈|了|联系|她|他|我妈|我爸|就行|就好)+$/u

/** A clause without the words beside it that only ask for somebody: 「对了 厨房渗水 一起看下」. */
function withoutRequest(clause: string): string {
  const words = clause.split(/\s+/u)
  const kept = words.filter((word) => !isRequestOnly(word))
  const left = kept.length === 0 || kept.length === words.length ? clause : kept.join(' ')
  const short = left.replace(ASKS_AT_END, '')
  return (short.match(/\p{Script=Han}/gu) ?? []).length >= SHORTEST_LEFT ? short : left
}

const ASKS_AT_END =
  /(?:你们|麻烦|请)?(?:能不能|可不可以|能否|能|可以)?(?:帮忙|帮我)?(?:派个?人|派个?师傅|安排个?人|叫个?人)(?:过来|来|上门)?(?:看看|看|修)?(?:一下|下)?[吗吧呗么啊]?$/u
const SHORTEST_LEFT = 4

/** Anger or a threat and nothing else: it is heard, and asks for no record of its own beside the one that is being made. */
export function isOutburst(text: string): boolean {
  const said = text.replace(PUNCTUATION, '')
  return ONLY_ANGER.test(said) || THREAT.test(said)
}

const ASIDE = /^(?:哦|噢|嗯|啊|哎|唉|那|就|行|好|可以|对|是|吧|呗|吗|了|的|这样|知道|明白|谢谢|辛苦|拿不准|不确定)+$/u
const SAME_AS_BEFORE =
  /^(?:(?:电话|手机|号码|地址|门牌|时间|名字)(?:还是|也|都|就)?(?:一样|没变|不变|照旧|同上|跟?上次一样|老样子|原来的?)的?|(?:一样|同样|原来|上次|以前)的?(?:电话|手机|号码|地址|门牌|时间))$/u
const ANGER =
  '气死|烦死|急死|气炸|烦人|火大|恼火|无语|崩溃|受不了|受够|服了|生气|气人|什么玩意儿?|他?妈的|我去|离谱|过分'
const AROUND_ANGER = '真是?|太|都|快|要|简直|实在|的|了|我|你们|人|啊|呀|吧|哎|唉|把|给'
const ONLY_ANGER = new RegExp(`^(?=.*(?:${ANGER}))(?:${ANGER}|${AROUND_ANGER})+$`, 'u')
const THREAT =
  /^.{0,6}(?:再不|要是不|不给|还不).{0,8}(?:媒体|电视台|记者|12345|热线|抖音|微博|曝光|法院|律师|发网上|上网|朋友圈|业主群).{0,6}$/u

/** For a summary line: one line, without greetings and hedges, never longer than a glance. */
export function matterLine(text: string): string {
  const line = text
    .replace(/\s*\n+\s*/g, '，')
    .replace(/^((您好|你好|喂|在吗|那个|请问)[,，。!！?？\s]*)+/u, '')
    .replace(/(?<=\p{Script=Han}),|,(?=\p{Script=Han})/gu, '，')
    .replace(/[,，。.;；\s]+$/u, '')
    .trim()
  return line.length > LONGEST_LINE ? `${cutText(line, LONGEST_LINE - 2)}……` : line
}

/**
 * The matter as the bot says it back: without the owner's hedges and 「我要投诉」, which in the bot's mouth would be its own (B15).
 */
export function saidBack(text: string): string {
  const said = matterLine(
    unhedged(
      matterLine(text).replace(
        /^(我|俺)?(就)?(是)?(想|要|想要|得|来)?(跟你们|向你们)?(报修|投诉|反映|举报|表扬|建议|提(个|一个)?(建议|意见)|说)(一下|下)?[：:,，\s]*/u,
        '',
      ),
    ),
  )
  // Our own full stop follows.
  return said.replace(/[！!～~]+$/u, '') || said
}
