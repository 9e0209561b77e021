import type { Reader } from '../reader'
import { readDeclined } from './declined'
import { asOneAddress } from './one-address'

/** A stretch of an owner's words between two marks. */
export interface Clause {
  text: string
  /** What is left of it without address, phone, time, name and words that only carry them; '' for a bare answer. */
  rest: string
  /** Without address, phone and name: what of it may stand in a summary. */
  matter: string
  hasFact: boolean
  /** Who somebody is and nothing else: 「姓李」. */
  isName: boolean
}

/**
 * Reads words mark by mark: 「厨房漏水，明天上午，138…」 is a matter, a time and a phone number. Many owners set blanks for marks; a
 * blank counts where a fact stands alone beside it, so that 「苏A 12345」 stays one.
 */
export function clausesOf(reader: Reader, text: string, at: Date, timeZone: string): Clause[] {
  const read = (part: string) => readClause(reader, part, at, timeZone)
  return asOneAddress(text)
    .split(/[，,。；;！!？?\n]+/)
    .map((part) => part.trim())
    .filter(Boolean)
    .flatMap((part) => {
      const words = part.split(/\s+/u)
      if (words.length === 1 || !/\p{Script=Han}/u.test(part)) return [read(part)]
      // 「2-1-502 王芳」: who it is shows only beside the number.
      const name = reader.name(part)
      const readWord = (word: string): Clause =>
        word === name ? { text: word, rest: '', matter: '', hasFact: true, isName: true } : read(word)
      return joinWords(words.map(readWord)).map((each) => ('rest' in each ? each : read(each.text)))
    })
}

/** Words that are no fact of their own stay together as they were said. */
function joinWords(words: readonly Clause[]): (Clause | { text: string })[] {
  const joined: (Clause | { text: string })[] = []
  for (const word of words) {
    const last = joined.at(-1)
    if (word.hasFact && word.rest === '') joined.push(word)
    else if (last && !('rest' in last)) last.text += ` ${word.text}`
    else joined.push({ text: word.text })
  }
  return joined
}

const PHONE = /(?<!\d)(?:\+?86[-\s]?)?1[3-9]\d(?:[-\s]?\d){6,8}(?!\d)/g
const SPOKEN_PHONE = /[幺一]三?[零〇幺一二三四五六七八九]{9,10}/g
const CARRIER =
  /(您好|你好|喂|在吗|哎呀|麻烦|请问|请|帮我|我们|我家|家里|我的|我|电话|手机|号码|联系方式|地址|门牌号?|房号|时间|上门|安排|预约|派人|师傅|过来|来修|来吧|来看|来|修|吧|啊|呀|呢|了|的|就|都|行|可以|是|在|住|姓|叫|以后|之后|左右|前|称呼|先生|女士|小姐|阿姨|叔叔|老师|不对|错|改成|改为|改到|改|换|那|好|嗯|对|哦|谢谢)/g
/** 「电梯坏了」 is a thing and what is wrong with it, though one character is all that the place leaves. */
const FAULT = /[坏漏堵断裂掉松卡响臭渗滴停锈破碎倒歪塌冒闪潮霉脏吵]/
const PUNCTUATION = /[\s\p{P}\p{S}]/gu

function readClause(reader: Reader, text: string, at: Date, timeZone: string): Clause {
  // 「不留电话」 answers the question for it and is no matter.
  if (text.length <= LONGEST_REFUSAL && readDeclined(text).phone)
    return { text, rest: '', matter: '', hasFact: true, isName: false }
  const where = reader.where(text)
  let matter = text.replace(PHONE, '').replace(SPOKEN_PHONE, '')
  for (const word of where.homeWords) matter = matter.replace(word, '')
  const name = reader.name(text)
  if (name !== null) matter = matter.replace(new RegExp(`(我|本人)?(姓|叫|是)?${escape(name)}`), '')
  matter = matter.replace(/^(我)?(的)?(电话|手机|号码|地址)(号码)?(是|为)?[:：]?/, '')
  if (where.homeWords.length > 0) matter = matter.replace(/(我们?|本人|这里)?是的(业主|住户|租户|租客|商户)/u, '')
  // 「2栋1单元的电梯坏了」: what is left without the address begins with the thing.
  matter = matter.replace(/^\s*(?:的|里(?![面头边]))/, '').trim()
  const time = reader.appointment(text, at, timeZone)
  const phone = reader.phone(text)
  if (where.homeWords.length > 0 || phone !== null) matter = withoutTail(matter, time?.text ?? null)
  let rest = time === null ? matter : matter.replace(time.text, '')
  if (where.place !== undefined) rest = rest.replace(where.place, '')
  rest = rest.replace(PUNCTUATION, '').replace(CARRIER, '')
  if (rest.length < 2 && !FAULT.test(rest)) rest = ''
  const isFact = time !== null || where.homeWords.length > 0 || phone !== null
  return { text, rest, matter, hasFact: isFact || name !== null, isName: rest === '' && name !== null && !isFact }
}

const LONGEST_REFUSAL = 14

/** 「灯不亮了我在〔3栋2单元502〕明天下午在家电话〔138…〕」: what led to facts that are taken out already. */
function withoutTail(matter: string, time: string | null): string {
  let left = matter
  for (;;) {
    let next = left.replace(/(?:我们?|住|在家|家里?有人|都?在|电话|手机号?|号码|地址|是|[,，\s])+$/u, '')
    if (time !== null && next.endsWith(time)) next = next.slice(0, -time.length)
    if (next === left) return left
    left = next
  }
}

/** Nothing but facts: an address, a time, a number, a name. Such words are an answer, whatever they look like to a classifier. */
export function isBareFacts(clauses: readonly Clause[]): boolean {
  return clauses.some((clause) => clause.hasFact) && clauses.every((clause) => clause.rest === '')
}

function escape(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
}
