import { parseChineseNumber } from './chinese-number'

/** A rating from 1 to 5, as digits, stars, words or faces; null when there is none. */
export function parseRating(text: string): number | null {
  const words = text
    .slice(0, 400)
    .toLowerCase()
    .replace(/[０-９]/g, (char) => String.fromCharCode(char.charCodeAt(0) - 0xfee0))
    .replace(/\s+/g, '')
  const stars = /^[⭐★🌟]{1,5}(?![⭐★🌟])/u.exec(words)
  if (stars) return Array.from(stars[0]).length
  const number = SCORED.exec(words) ?? ALONE.exec(words)
  if (number?.[1]) {
    const value = parseChineseNumber(number[1])
    if (value !== null) return toFive(value, words)
  }
  for (const [pattern, score] of WORDS) if (pattern.test(words)) return score
  return null
}

const SCORED = /(?<![\d.扣减差])([0-9]|10|100|[零一二两三四五十])(?:分(?!钟|钱|之|贝|期)|颗?星(?!期)|stars?)/
const ALONE = /^(?:我?(?:打|给|评|选)(?:个)?)?([0-5]|[一二两三四五])(?:[吧。!！,，]|$)/

/** Ten and a hundred are other scales people use for "all of it"; 0 is the worst there is. */
function toFive(value: number, words: string): number | null {
  if (value === 100) return 5
  if (value > 5) return /10分制|满分10|满分十/.test(words) || value === 10 ? Math.round(value / 2) : value >= 9 ? 5 : 4
  return Math.max(1, value)
}

/** The negative first: 不满意 holds 满意. */
const WORDS: readonly [RegExp, number][] = [
  [/非常不满意|很不满意|极不满意|十分不满意|特别不满意|太差|差评|零分|负分|垃圾/, 1],
  [/不太满意|不怎么满意|不是很满意|不大满意/, 2],
  [/不满意|不满/, 2],
  [/一般|中评|还行|凑合|马马虎虎|就那样|基本满意|过得去/, 3],
  [/非常满意|很满意|十分满意|特别满意|满分|五星|好评|超级满意|太满意/, 5],
  [/比较满意|还不错|还可以|挺好|不错|满意/, 4],
]
