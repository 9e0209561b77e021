import { parseDigitRow } from './chinese-number'

export type PhoneReading =
  | { status: 'ok'; value: string; text: string }
  /** Digits that were meant as a phone number and aren't one: asked again, with what is missing. */
  | { status: 'short' | 'long'; value: string; text: string; missing: number }

/**
 * The phone number an owner gives, in digits or said aloud (幺三八…), with blanks, dashes or +86. A mobile number one
 * digit short or long is reported as such, so that the talk can ask again instead of filing a number nobody answers.
 */
export function parsePhone(text: string): PhoneReading | null {
  let nearest: PhoneReading | null = null
  const read = text.slice(0, 4000).replace(/[０-９＋－]/g, (char) => String.fromCharCode(char.charCodeAt(0) - 0xfee0))
  for (const match of read.matchAll(RUN)) {
    const row = parseDigitRow(match[0].replace(/[^\d零〇一二三四五六七八九幺两拐洞勾]/g, ''))
    if (row === null) continue
    const words = text.slice(match.index, match.index + match[0].length).trim()
    const before = read.slice(Math.max(0, match.index - 8), match.index)
    const digits = row.replace(/^(?:00)?86(?=1[3-9]\d{9}$)/, '')
    if (/^1[3-9]\d{9}$/.test(digits)) return { status: 'ok', value: digits, text: words }
    if (isLandline(digits, before)) return { status: 'ok', value: digits, text: words }
    nearest ??= nearMiss(digits, words, before)
  }
  return nearest
}

/** Seven digits and more, with at most one mark between two of them; 幺 and 洞 are how digits are called out. */
const RUN =
  /(?:\+|00)?[\d零〇一二三四五六七八九幺两拐洞勾](?:[ ()（）.·—–-]{0,2}[\d零〇一二三四五六七八九幺两拐洞勾]){5,24}/g

function isLandline(digits: string, before: string): boolean {
  if (/^0(?:10|2\d|[3-9]\d{2})[2-9]\d{6,7}$/.test(digits)) return true
  if (/^(?:400|800)\d{7}$/.test(digits)) return true
  return /^[2-9]\d{6,7}$/.test(digits) && MEANT.test(before)
}

const MEANT = /电话|座机|手机|号码|联系|打|tel|phone/i

function nearMiss(digits: string, text: string, before: string): PhoneReading | null {
  const mobile = /^1[3-9]/.test(digits)
  if (!mobile || (digits.length < 8 && !MEANT.test(before))) return null
  if (digits.length < 11 && (digits.length >= 9 || MEANT.test(before))) {
    return { status: 'short', value: digits, text, missing: 11 - digits.length }
  }
  if (digits.length > 11 && digits.length <= 13)
    return { status: 'long', value: digits, text, missing: 11 - digits.length }
  return null
}
