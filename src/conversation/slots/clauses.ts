import type { Reader } from '../reader'

/** A stretch of an owner's words between two marks. */
export interface Clause {
  text: string
  /** What is left of it without address, phone, time, name and words that only carry them; '' for a bare answer. */
  rest: string
  /** Without address, phone and name: what of it may stand in a summary. */
  matter: string
  hasFact: boolean
}

/** Reads words mark by mark: 「厨房漏水，明天上午，138…」 is a matter, a time and a phone number. */
export function clausesOf(reader: Reader, text: string, at: Date, timeZone: string): Clause[] {
  return text
    .split(/[，,。；;！!？?\n]+/)
    .map((part) => part.trim())
    .filter(Boolean)
    .map((part) => readClause(reader, part, at, timeZone))
}

const PHONE = /(?<!\d)(?:\+?86[-\s]?)?1[3-9]\d(?:[-\s]?\d){6,8}(?!\d)/g
const SPOKEN_PHONE = /[幺一]三?[零〇幺一二三四五六七八九]{9,10}/g
const CARRIER =
  /(您好|你好|喂|在吗|哎呀|麻烦|请问|请|帮我|我们|我家|家里|我的|我|电话|手机|号码|联系方式|地址|门牌号?|房号|时间|上门|安排|预约|派人|师傅|过来|来修|来吧|来看|来|修|吧|啊|呀|呢|了|的|就|都|行|可以|是|在|住|姓|叫|以后|之后|左右|前|称呼|先生|女士|小姐|阿姨|叔叔|老师|不对|错|改成|改为|改到|改|换|那|好|嗯|对|哦|谢谢)/g
const PUNCTUATION = /[\s\p{P}\p{S}]/gu

function readClause(reader: Reader, text: string, at: Date, timeZone: string): Clause {
  const where = reader.where(text)
  let matter = text.replace(PHONE, '').replace(SPOKEN_PHONE, '')
  for (const word of where.homeWords) matter = matter.replace(word, '')
  const name = reader.name(text)
  if (name !== null) matter = matter.replace(new RegExp(`(我|本人)?(姓|叫|是)?${escape(name)}`), '')
  matter = matter.replace(/^(我)?(的)?(电话|手机|号码|地址)(号码)?(是|为)?[:：]?/, '').trim()
  const time = reader.appointment(text, at, timeZone)
  let rest = time === null ? matter : matter.replace(time.text, '')
  if (where.place !== undefined) rest = rest.replace(where.place, '')
  rest = rest.replace(PUNCTUATION, '').replace(CARRIER, '')
  const hasFact = time !== null || name !== null || where.homeWords.length > 0 || reader.phone(text) !== null
  return { text, rest: rest.length < 2 ? '' : rest, matter, hasFact }
}

/** Nothing but facts: an address, a time, a number, a name. Such words are an answer, whatever they look like to a classifier. */
export function isBareFacts(clauses: readonly Clause[]): boolean {
  return clauses.some((clause) => clause.hasFact) && clauses.every((clause) => clause.rest === '')
}

function escape(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
}
