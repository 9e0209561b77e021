import { cutText } from '../../platform/cut-text'
import type { Clause } from './clauses'

/** Words that ask for a service without saying what is the matter. */
const CARRIER =
  /(您好|你好|喂|在吗|在不在|请问|麻烦(你们|您|你)?|帮(我|忙)|一下|我(们)?(家)?(想要|想|要|需要|得)|报个?修|维修|修理|修一修|投诉|举报|反映|反馈|提(个|一个|点)?(意见|建议)|建议|表扬|情况|问题|物业|客服|管家|师傅|上门|申请|登记|可以|能不能|能|吗|呢|吧|啊|呀|了|的|个|有|是|谢谢|please|i want to|repair|complain)/gi
const PUNCTUATION = /[\s\p{P}\p{S}]/gu
/** 「灯坏」 is a matter, 「我要报修」 is none. */
const SHORTEST = 2
const LONGEST_LINE = 120

/** The owner's own words when they say what the matter is, else null. */
export function matterOf(text: string): string | null {
  const rest = text.replace(CARRIER, '').replace(PUNCTUATION, '')
  return rest.length >= SHORTEST ? text.trim() : null
}

/**
 * The matter alone: clauses that are only address, time, phone or name have their own lines in a summary. What remains is the
 * owner's own words; a summary quotes, it does not edit. Without any Han character the words are kept whole.
 */
export function matterIn(text: string, clauses: readonly Clause[]): string | null {
  if (!/\p{Script=Han}/u.test(text)) return matterOf(text)
  const kept = clauses
    .filter((clause) => clause.rest !== '' && matterOf(clause.matter) !== null)
    .map(({ matter }) => matter.trim())
  return kept.length > 0 ? kept.join('，') : null
}

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
  return matterLine(
    matterLine(text)
      .replace(
        /^(我|俺)?(就)?(是)?(想|要|想要|得|来)?(跟你们|向你们)?(报修|投诉|反映|举报|表扬|建议|提(个|一个)?(建议|意见)|说)(一下|下)?[：:,，\s]*/u,
        '',
      )
      .replace(/我想(?=表扬|投诉|反映|建议|说|问)/g, '')
      .replace(/(有可能|可能|我觉得|我想|我(也)?不(知道|懂|清楚))/g, ''),
  )
}
