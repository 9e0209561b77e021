import { isHanCode } from './normalize-text'

/** A term as a small integer: Han character, pair of Han characters, thesaurus group, or a spelled-out run of letters or digits. */
export type TermKey = number

const FIRST_HAN = 0x3400
const HAN_RANGE = 0x9fff - FIRST_HAN + 1
const FIRST_PAIR = 0x10000
const FIRST_GROUP = FIRST_PAIR + HAN_RANGE * HAN_RANGE
const FIRST_SPELLED = FIRST_GROUP + 0x100000

export function characterTerm(code: number): TermKey {
  return code
}

export function pairTerm(first: number, second: number): TermKey {
  return FIRST_PAIR + (first - FIRST_HAN) * HAN_RANGE + (second - FIRST_HAN)
}

export function groupTerm(group: number): TermKey {
  return FIRST_GROUP + group
}

/** Letters and digits have no small code of their own: each distinct run gets the next number. */
export interface SpelledTerms {
  keyOf(run: string): TermKey
}

export function createSpelledTerms(): SpelledTerms {
  const keys = new Map<string, TermKey>()
  return {
    keyOf(run) {
      const known = keys.get(run)
      if (known !== undefined) return known
      const key = FIRST_SPELLED + keys.size
      keys.set(run, key)
      return key
    },
  }
}

/** Calls `visit` for every character, pair and spelled run of a normalised text, with its place. */
export function eachTerm(
  text: string,
  spelled: SpelledTerms,
  visit: (key: TermKey, start: number, end: number) => void,
): void {
  let previousHan = -1
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (isHanCode(code)) {
      visit(characterTerm(code), at, at + 1)
      if (previousHan >= 0) visit(pairTerm(previousHan, code), at - 1, at + 1)
      previousHan = code
      continue
    }
    previousHan = -1
    if (code === 0x20) continue
    let end = at + 1
    while (end < text.length && sameRun(code, text.charCodeAt(end))) end++
    visit(spelled.keyOf(text.slice(at, end)), at, end)
    at = end - 1
  }
}

/** 24h is two runs: the number asked for and its unit are matched apart. */
function sameRun(first: number, next: number): boolean {
  return next !== 0x20 && !isHanCode(next) && isDigit(first) === isDigit(next)
}

function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39
}
