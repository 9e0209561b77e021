const DIGITS: Record<string, number> = {
  零: 0, 〇: 0, 一: 1, 壹: 1, 幺: 1, 二: 2, 贰: 2, 两: 2, 俩: 2, 三: 3, 叁: 3, 仨: 3, 四: 4, 肆: 4, 五: 5, 伍: 5,
  六: 6, 陆: 6, 七: 7, 柒: 7, 拐: 7, 八: 8, 捌: 8, 九: 9, 玖: 9, 勾: 9, 洞: 0,
} // prettier-ignore

/** Characters that may stand in a number said aloud. */
export const SPOKEN_DIGITS = '零〇一二两三四五六七八九幺'
export const NUMBER_CHARACTERS = `${SPOKEN_DIGITS}十百千万廿卅`

/** 二十三 → 23, 一百零二 → 102, 两千 → 2000; null where it is a row of digits (五零一) or no number. */
export function parseChineseNumber(text: string): number | null {
  if (/^\d+$/.test(text)) return Number(text)
  if (text === '') return null
  let total = 0
  let section = 0
  let digit = -1
  for (const char of text) {
    const value = DIGITS[char]
    if (value !== undefined) {
      if (digit > 0 && value !== 0) return null // two digits in a row: said digit by digit
      digit = value
    } else if (char === '廿' || char === '卅') {
      section += char === '廿' ? 20 : 30
      digit = -1
    } else if (char === '十' || char === '百' || char === '千') {
      section += (digit < 0 ? 1 : digit) * { 十: 10, 百: 100, 千: 1000 }[char]
      digit = -1
    } else if (char === '万') {
      total += (section + Math.max(digit, 0)) * 10000
      section = 0
      digit = -1
    } else return null
  }
  return total + section + Math.max(digit, 0)
}

/** 五零一 → 501, 幺三八 → 138, 0501 → 0501: each character a digit; null if one isn't. */
export function parseDigitRow(text: string): string | null {
  let row = ''
  for (const char of text) {
    if (/\d/.test(char)) row += char
    else if (DIGITS[char] !== undefined) row += String(DIGITS[char])
    else return null
  }
  return row === '' ? null : row
}

/** However a house number is said: 十二 → 12, 五零一 → 501, 0501 → 0501, b10 → B10. */
export function parseHouseNumber(text: string): string | null {
  const upper = text.toUpperCase()
  if (/^[A-Z]{0,2}-?\d*[A-Z]?$/.test(upper)) return upper
  // 「十一零三」 is room 03 on the eleventh floor, not thirteen.
  const floorAndDoor = /^([二三]?十[一二三四五六七八九]?)([零〇][一二三四五六七八九])$/.exec(text)
  if (floorAndDoor) return `${parseChineseNumber(floorAndDoor[1]!)}${parseDigitRow(floorAndDoor[2]!)}`
  if (/[十百千廿]/.test(text)) {
    const match = /^([A-Z]?)(.+)$/.exec(upper)
    const value = parseChineseNumber(match?.[2] ?? '')
    return value === null ? null : `${match?.[1] ?? ''}${value}`
  }
  const match = /^([A-Z]{0,2})(.+?)([A-Z]?)$/.exec(upper)
  const row = match ? parseDigitRow(match[2] ?? '') : null
  return row === null ? null : `${match?.[1] ?? ''}${row}${match?.[3] ?? ''}`
}
