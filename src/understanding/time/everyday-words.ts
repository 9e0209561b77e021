/** Owners' words for times that a grammar of dates does not know, each turned into one that it does. */
const WORDS: readonly [RegExp, string][] = [
  [/[这今]儿?个?晚上?/y, '今天晚上'],
  [/今早上?/y, '今天早上'],
  [/明早上?/y, '明天早上'],
  [/明晚上?/y, '明天晚上'],
  [/昨晚上?|昨夜/y, '昨天晚上'],
  [/后晚上?/y, '后天晚上'],
  [/(?:晚上)?下班(?:以后|之后|后|回来后?)(?=[,，\s]*(?:大概|大约)?[一二三四五六七八九十两\d]{1,3}[点:：])/y, '晚上'],
  [/下班(?:以后|之后|后|回来后?)/y, '晚上6点以后'],
  [/吃(?:完|过)?午饭(?:以后|之后|后)?/y, '下午1点以后'],
  [/吃(?:完|过)?晚饭(?:以后|之后|后)?/y, '晚上7点以后'],
  [/一?会儿|待会儿?|等会儿?|过会儿?|稍后|呆会儿?|等下儿?|等一下|马上|现在|这会儿?|立刻|即刻|随时|这就/y, '\u0001'],
]

export interface Expanded {
  words: string
  /** Where each character of `words` stands in the original. */
  origin: number[]
}

/** The words that mean "now or soon" are left to the caller, who knows whether a time is wanted at all. */
export function expandWords(text: string): Expanded {
  let words = ''
  const origin: number[] = []
  const read = text.slice(0, 1000)
  for (let at = 0; at < read.length;) {
    let step = 1
    let piece = read[at] ?? ''
    for (const [pattern, replacement] of WORDS) {
      pattern.lastIndex = at
      const match = pattern.exec(read)
      if (match) {
        piece = replacement === '\u0001' ? match[0] : replacement
        step = match[0].length
        break
      }
    }
    for (let index = 0; index < piece.length; index += 1) origin.push(at)
    words += piece
    at += step
  }
  origin.push(read.length)
  return { words, origin }
}
