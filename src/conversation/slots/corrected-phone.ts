/**
 * The number as it is put right by its tail: 「后面不是5678，是5679」, 「尾号是5679」, 「最后一位是9」. Null when the words correct no known
 * number.
 */
export function correctedPhone(known: string | undefined, text: string): string | null {
  if (known === undefined) return null
  const notBut = NOT_BUT.exec(text) ?? BUT_NOT.exec(text)
  const { wrong, right } = notBut?.groups ?? {}
  if (wrong !== undefined && right !== undefined && wrong.length === right.length) {
    const at = known.lastIndexOf(wrong)
    // 「不是502是503」 is a room, though a number may hold the same digits.
    const isNumber = OF_A_NUMBER.test(text) || (wrong.length >= 4 && known.endsWith(wrong))
    return at < 0 || !isNumber ? null : known.slice(0, at) + right + known.slice(at + wrong.length)
  }
  const tail = TAIL.exec(text)?.[1]
  return tail === undefined || tail.length >= known.length ? null : known.slice(0, -tail.length) + tail
}

const OF_A_NUMBER = /电话|手机|号码|尾号|[末后]|位/u
const NOT_BUT = /不是\s*(?<wrong>\d{1,8})[，,\s]*(?:而是|应该是|是)\s*(?<right>\d{1,8})(?!\d)/u
const BUT_NOT = /(?<!不)是\s*(?<right>\d{1,8})[，,\s]*不是\s*(?<wrong>\d{1,8})(?!\d)/u
const TAIL =
  /(?:尾号|末尾|后面?[一两二三四五六七八\d]?位?|最后[一两二三四五六七八\d]?位?)(?:数字?)?(?:应该)?(?:是|改成|改为)\s*(\d{1,8})(?!\d|栋|幢|座|楼|单元|号|室|点|个|天|月)/u
