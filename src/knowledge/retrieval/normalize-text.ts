import { Converter } from 'opencc-js'

/**
 * One spelling for question and article: full width to half, 繁 to 简, lower case, and every mark that is neither Han,
 * Latin nor digit becomes one space, so that terms never reach across punctuation.
 */
export function normalizeText(text: string): string {
  const folded = text.normalize('NFKC').toLowerCase()
  const simplified = hasHan.test(folded) ? toSimplified(folded) : folded
  return simplified.replace(notAWord, ' ').trim()
}

const hasHan = /\p{Script=Han}/u
const notAWord = /[^\u3400-\u9fff\uf900-\ufaffa-z0-9]+/g

/** Built at the first Han text: the tables take some twenty milliseconds to load. */
let converter: ((text: string) => string) | undefined
function toSimplified(text: string): string {
  const convert = (converter ??= Converter({ from: 't', to: 'cn' }))
  return convert(text)
}

export function isHanCode(code: number): boolean {
  return code >= 0x3400 && code <= 0x9fff
}
