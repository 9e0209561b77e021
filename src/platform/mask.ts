/** What `maskPersonal` hides; the words stand in the placeholders, so that a model knows what it does not see. */
export const PERSONAL_KINDS = ['邮箱', '身份证', '银行卡', '手机', '电话', '车牌', '房号'] as const
export type PersonalKind = (typeof PERSONAL_KINDS)[number]

export interface Masked {
  /** The text with `[手机1]`, `[房号1]` … in place of what is personal; the same value has the same placeholder. */
  text: string
  /** Puts the values back into an answer that mentions the placeholders. */
  restore(answer: string): string
}

/**
 * Hides phone numbers, identity and bank cards, number plates, room numbers and mail addresses (design.md D14): for logs
 * and before any model. Names and buildings stay: a building alone is nobody, and the understanding needs it.
 */
export function maskPersonal(text: string): Masked {
  const values = new Map<string, string>()
  const placeholders = new Map<string, string>()
  let masked = ''
  let done = 0
  for (const { kind, from, to } of findPersonal(text)) {
    const value = text.slice(from, to)
    let placeholder = placeholders.get(value)
    for (let number = 1; placeholder === undefined; number++) {
      const candidate = `[${kind}${number}]`
      // A person may type what looks like a placeholder; it must not be mistaken for one of ours.
      if (!values.has(candidate) && !text.includes(candidate)) placeholder = candidate
    }
    placeholders.set(value, placeholder)
    values.set(placeholder, value)
    masked += text.slice(done, from) + placeholder
    done = to
  }
  return {
    text: masked + text.slice(done),
    restore: (answer) => answer.replace(PLACEHOLDER, (placeholder) => values.get(placeholder) ?? placeholder),
  }
}

/** A personal value and where it stands. */
export interface Found {
  kind: PersonalKind
  from: number
  to: number
}

const PLACEHOLDER = new RegExp(`\\[(?:${PERSONAL_KINDS.join('|')})\\d+\\]`, 'g')

/**
 * What is personal in a text, in order. The earlier rule wins where two of them see something in the same place: an identity
 * number also looks like a bank card.
 */
export function findPersonal(text: string): Found[] {
  const reading = toAsciiWidth(text)
  const found: Found[] = []
  for (const { kind, pattern, accept } of RULES) {
    for (const match of reading.matchAll(pattern)) {
      const from = match.index
      const to = from + match[0].length
      if (found.some((other) => from < other.to && other.from < to)) continue
      if (!accept || accept(match[0], reading.slice(Math.max(0, from - 8), from))) found.push({ kind, from, to })
    }
  }
  return found.sort((a, b) => a.from - b.from)
}

interface Rule {
  kind: PersonalKind
  pattern: RegExp
  /** A last look at the value and at the eight characters before it. */
  accept?: (value: string, before: string) => boolean
}

const SPOKEN = '[\\d零〇一幺二两三四五六七八九]'
/** Floor and number, as in 501 or 1203: the number on a floor runs from 01 to 39, which leaves out 100 and 250. */
const DOOR = String.raw`(?:[1-9]|[1-9]\d)(?:0[1-9]|[1-3]\d)`
const NUMBER = String.raw`(?:[A-Za-z]?\d{1,3}|[A-Za-z]|[零一二三四五六七八九十]{1,4})`
/** Read digit by digit, as rooms are and amounts are not: 501, 五零一. With 室 behind it, any number is a room. */
const ROOM = String.raw`(?:\d{3,4}|[一二三四五六七八九][零〇一二三四五六七八九]{2,3})`
const ANY_ROOM = String.raw`(?:\d{1,4}|[零〇一二三四五六七八九十百]{1,6})号?[室房]`
/** What follows an amount, a time or a count of people, but no room. */
const NOT_A_COUNT = String.raw`(?![\d点:：元块人米层]|户(?!主)|个)`

const RULES: readonly Rule[] = [
  { kind: '邮箱', pattern: /[A-Za-z0-9][\w.+-]{0,63}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,4}/g },
  {
    kind: '身份证',
    pattern:
      /(?<![\dA-Za-z])[1-9]\d{5}(?:18|19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dXx](?![\dA-Za-z])/g,
    // A slip of the finger breaks the checksum, but whoever calls it one's identity number has still written it down.
    accept: (value, before) => isIdentityNumber(value) || /身份证|证件/.test(before),
  },
  {
    kind: '银行卡',
    pattern: /(?<!\d)\d{4}(?:[ -]?\d{4}){3}(?:[ -]?\d{1,3})?(?!\d)/g,
    accept: (value, before) => passesLuhn(value) || /银行|卡号|账号/.test(before),
  },
  { kind: '手机', pattern: /(?<!\d)(?:\+?86[- ]?)?1[3-9]\d[- ]?\d{4}[- ]?\d{4}(?!\d)/g },
  {
    // As people dictate it: 幺三八…. What follows may begin with a numeral too (一会儿), so only a digit forbids it.
    kind: '手机',
    pattern: new RegExp(
      `(?<!${SPOKEN})[1一幺][3-9三四五六七八九]${SPOKEN}[- ]?${SPOKEN}{4}[- ]?${SPOKEN}{4}(?!\\d)`,
      'g',
    ),
  },
  { kind: '电话', pattern: /(?<!\d)0\d{2,3}[- ]?[2-9]\d{6,7}(?!\d)/g },
  {
    kind: '电话',
    pattern: /(?<!\d)[2-9]\d{6,7}(?!\d)/g,
    accept: (_, before) => /(?:电话|座机|号码|拨打|致电)[^\d]{0,3}$/.test(before),
  },
  {
    kind: '车牌',
    pattern:
      /[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-HJ-NP-Za-hj-np-z][· .-]?(?=[A-Za-z]{0,5}\d)[A-HJ-NP-Za-hj-np-z\d]{4,5}[A-HJ-NP-Za-hj-np-z\d学警港澳挂](?![A-Za-z\d])/g,
  },
  {
    // 3栋2单元501室, 十二号楼五零一, A座1203, 88弄12号501室, 3#501.
    kind: '房号',
    pattern: new RegExp(
      String.raw`(?<![\dA-Za-z])(?:${NUMBER}弄)?${NUMBER}(?:号楼|栋|幢|座|号|楼|#)(?:${NUMBER}(?:单元|门|梯))?[-—]?(?:${NUMBER}[层楼])?(?:${ANY_ROOM}|${ROOM}${NOT_A_COUNT})`,
      'g',
    ),
  },
  {
    // 2单元501.
    kind: '房号',
    pattern: new RegExp(String.raw`(?<![\dA-Za-z])${NUMBER}单元[-—]?(?:${ANY_ROOM}|${ROOM}${NOT_A_COUNT})`, 'g'),
  },
  { kind: '房号', pattern: /(?<![\dA-Za-z.-])\d{3,4}[室房](?!间)/g },
  // 3-2-501, 12-1203; an amount, a share or a count after it says that it is a range of numbers.
  {
    kind: '房号',
    pattern: new RegExp(
      String.raw`(?<![\dA-Za-z.:-])\d{1,2}[-—](?:\d{1,2}[-—])?${DOOR}(?![\d.:-]|\s?[元块个人户天次页度岁年月日分秒米斤吨条%％])`,
      'g',
    ),
  },
]

/** GB 11643: the weighted sum of the first 17 digits names the last character. */
function isIdentityNumber(value: string): boolean {
  const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
  const sum = weights.reduce((total, weight, at) => total + weight * Number(value[at]), 0)
  return '10X98765432'[sum % 11] === value[17]?.toUpperCase()
}

/** ISO/IEC 7812: every second digit from the right counts double. */
function passesLuhn(value: string): boolean {
  const digits = [...value.replace(/\D/g, '')].reverse().map(Number)
  const sum = digits.reduce((total, digit, at) => {
    const counted = at % 2 === 1 ? digit * 2 : digit
    return total + (counted > 9 ? counted - 9 : counted)
  }, 0)
  return sum % 10 === 0 && !/^(\d)\1*$/.test(digits.join(''))
}

/** One character stays one character, so that places in the reading are places in the text. */
function toAsciiWidth(text: string): string {
  return text.replace(/[！-～　]/g, (full) => (full === '　' ? ' ' : String.fromCharCode(full.charCodeAt(0) - 0xfee0)))
}
