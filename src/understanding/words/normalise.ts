import { Converter } from 'opencc-js'
import type { NormaliseWords } from './normalise-words'
import { createPinyinReader } from './pinyin-words'
import { isHan, soundOf } from './sound'
import { createTrie } from './trie'

/** Text as the rules read it, and the way back to the owner's own words. */
export interface Normalised {
  text: string
  original: string
  /** The owner's words behind a place in `text`. */
  quote(start: number, end: number): string
}

export type Normaliser = (original: string) => Normalised

/** Nobody types more by hand; beyond this only the beginning is read, so that time stays bounded. */
const MOST_CHARACTERS = 4000

/**
 * One spelling for what people write in many: full and half width, 繁→简, faces, typing errors by sound, abbreviations,
 * repeated characters. Every character keeps the place it came from, so evidence can quote the owner.
 */
export function createNormaliser(words: NormaliseWords): Normaliser {
  const replacements = createTrie<string>()
  for (const [from, to] of Object.entries({ ...words.faces, ...words.spellings })) replacements.add(simplify(from), to)
  const abbreviations = new Map(Object.entries(words.abbreviations))
  const soundAlike = createSoundAlike(words)
  const readPinyin = createPinyinReader([...words.pinyin, ...words.homophones])

  return (original) => {
    const read = original.slice(0, MOST_CHARACTERS)
    let piece = replaceAll(fold(read), replacements)
    piece = replaceAbbreviations(piece, abbreviations)
    piece = replaceFound(piece, readPinyin(piece.chars.join('')))
    piece = soundAlike(joinSpaced(piece))
    const { chars, from, to } = collapseRepeats(piece)
    return {
      text: chars.join(''),
      original,
      quote: (start, end) =>
        original.slice(from[start] ?? 0, end > start ? (to[end - 1] ?? read.length) : (from[start] ?? 0)),
    }
  }
}

/** Characters with the range of the original each came from. */
interface Piece {
  chars: string[]
  from: number[]
  to: number[]
}

const toSimplified = Converter({ from: 't', to: 'cn' })
const simplified = new Map<string, string>()

/** Character by character, so that places stay true; a phrase table would move them. */
function simplifyOne(char: string): string {
  const known = simplified.get(char)
  if (known !== undefined) return known
  const found = char > '\u2e80' ? String(toSimplified(char)) : char
  simplified.set(char, found)
  return found
}

export const simplify = (text: string): string => Array.from(text, simplifyOne).join('')

/** Width, case, 繁→简, quotes; control and zero-width characters and lone surrogates fall away. */
function fold(original: string): Piece {
  const piece: Piece = { chars: [], from: [], to: [] }
  let index = 0
  for (const symbol of original) {
    const end = index + symbol.length
    for (const char of foldOne(symbol)) push(piece, char, index, end)
    index = end
  }
  return piece
}

function foldOne(symbol: string): string {
  const code = symbol.codePointAt(0) ?? 0
  if (code === 0x3000 || code === 0xa0 || code === 9) return ' '
  if (code === 10 || code === 13) return '\n'
  if (code < 32 || (code >= 0x7f && code < 0xa0)) return ''
  if ((code >= 0x200b && code <= 0x200f) || code === 0xfeff || code === 0x2060 || (code >= 0xfe00 && code <= 0xfe0f))
    return ''
  if (code >= 0xd800 && code <= 0xdfff) return ''
  if (code >= 0xff01 && code <= 0xff5e) return String.fromCharCode(code - 0xfee0).toLowerCase()
  if (code >= 0x2460 && code <= 0x2468) return String(code - 0x245f)
  if (code < 0x2e80) return symbol.toLowerCase()
  return simplifyOne(symbol)
}

function push(piece: Piece, char: string, from: number, to: number): void {
  piece.chars.push(char)
  piece.from.push(from)
  piece.to.push(to)
}

/** Puts `word` in the place of the characters from start to end; its characters share their range. */
function pushWord(target: Piece, word: string, source: Piece, start: number, end: number): void {
  const from = source.from[start] ?? 0
  const to = source.to[end - 1] ?? from
  const inStep = word.length === end - start
  for (let index = 0; index < word.length; index += 1) {
    const at = start + index
    push(target, word[index] ?? '', inStep ? (source.from[at] ?? from) : from, inStep ? (source.to[at] ?? to) : to)
  }
}

/** Longest first, from left to right. `chars` may hold a surrogate pair as one entry, so the scan works on the joined text. */
function replaceAll(source: Piece, trie: ReturnType<typeof createTrie<string>>): Piece {
  const flat = flatten(source)
  const best = new Map<number, { end: number; word: string }>()
  trie.scan(flat.chars.join(''), (word, start, end) => best.set(start, { end, word }))
  if (best.size === 0) return flat
  const target: Piece = { chars: [], from: [], to: [] }
  for (let index = 0; index < flat.chars.length;) {
    const found = best.get(index)
    if (found) {
      pushWord(target, found.word, flat, index, found.end)
      index = found.end
    } else {
      push(target, flat.chars[index] ?? '', flat.from[index] ?? 0, flat.to[index] ?? 0)
      index += 1
    }
  }
  return target
}

/** One entry a UTF-16 unit, so that places in the joined text are places in the arrays. */
function flatten(source: Piece): Piece {
  const target: Piece = { chars: [], from: [], to: [] }
  for (let index = 0; index < source.chars.length; index += 1) {
    for (const unit of (source.chars[index] ?? '').split(''))
      push(target, unit, source.from[index] ?? 0, source.to[index] ?? 0)
  }
  return target
}

function replaceAbbreviations(source: Piece, abbreviations: ReadonlyMap<string, string>): Piece {
  const text = source.chars.join('')
  const target: Piece = { chars: [], from: [], to: [] }
  let done = 0
  for (const match of text.matchAll(/[a-z]{2,24}/g)) {
    const word = abbreviations.get(match[0])
    const end = match.index + match[0].length
    if (word === undefined || /[0-9a-z]/.test(text[match.index - 1] ?? '') || /[0-9]/.test(text[end] ?? '')) continue
    if (/^-\d/.test(text.slice(end, end + 2))) continue // BX-20261121-0001 is a number, not 报修
    copy(target, source, done, match.index)
    pushWord(target, word, source, match.index, end)
    done = end
  }
  copy(target, source, done, source.chars.length)
  return target
}

/** Each place found, in order, gives way to its word. */
function replaceFound(source: Piece, found: readonly { start: number; end: number; word: string }[]): Piece {
  if (found.length === 0) return source
  const target: Piece = { chars: [], from: [], to: [] }
  let done = 0
  for (const { start, end, word } of found) {
    copy(target, source, done, start)
    pushWord(target, word, source, start, end)
    done = end
  }
  copy(target, source, done, source.chars.length)
  return target
}

function copy(target: Piece, source: Piece, start: number, end: number): void {
  for (let index = start; index < end; index += 1) {
    push(target, source.chars[index] ?? '', source.from[index] ?? 0, source.to[index] ?? 0)
  }
}

/** 水 管 漏 水 is one word said slowly; 家里漏水 快来人 is two clauses. A blank beside digits stays. */
function joinSpaced(source: Piece): Piece {
  const { chars } = source
  const target: Piece = { chars: [], from: [], to: [] }
  for (let index = 0; index < chars.length; index += 1) {
    const char = chars[index] ?? ''
    const between = isHan(chars[index - 1]) && isHan(chars[index + 1])
    if (char === ' ' && between) {
      const single = chars[index - 2] === ' ' || chars[index + 2] === ' ' || index === 1 || index + 2 === chars.length
      if (single) continue
      push(target, ',', source.from[index] ?? 0, source.to[index] ?? 0)
    } else push(target, PUNCTUATION.get(char) ?? char, source.from[index] ?? 0, source.to[index] ?? 0)
  }
  return target
}

const PUNCTUATION = new Map([
  ['，', ','],
  ['、', ','],
  ['！', '!'],
  ['？', '?'],
  ['；', ';'],
  ['：', ':'],
  ['～', '~'],
])

/** 急急急急 → 急急, !!!! → !!; digits and Latin letters are data and stay. */
function collapseRepeats(source: Piece): Piece {
  const target: Piece = { chars: [], from: [], to: [] }
  for (let index = 0; index < source.chars.length; index += 1) {
    const char = source.chars[index] ?? ''
    const last = target.chars.length - 1
    const third = target.chars[last] === char && target.chars[last - 1] === char
    if (third && !/[0-9a-z]/.test(char)) target.to[last] = source.to[index] ?? 0
    else push(target, char, source.from[index] ?? 0, source.to[index] ?? 0)
  }
  return target
}

/**
 * Words of the trade behind a homophone: 物页, 楼到. A two-character word must keep one character in its place, or 午夜
 * would become 物业; from three characters on the sound alone decides.
 */
function createSoundAlike(words: NormaliseWords): (source: Piece) => Piece {
  const bySound = new Map<string, string[]>()
  const known = new Set([...words.homophones, ...words.keep])
  for (const word of words.homophones) {
    const sound = Array.from(word, soundOf).join(' ')
    bySound.set(sound, [...(bySound.get(sound) ?? []), word])
  }
  const lengths = [...new Set(words.homophones.map((word) => word.length))].sort((a, b) => b - a)

  return (source) => {
    const sounds = source.chars.map(soundOf)
    for (let start = 0; start < source.chars.length; start += 1) {
      if (sounds[start] === '') continue
      for (const length of lengths) {
        if (start + length > source.chars.length) continue
        const written = source.chars.slice(start, start + length).join('')
        if (known.has(written)) break
        const word = bySound.get(sounds.slice(start, start + length).join(' '))?.find((each) => mayBe(each, written))
        if (!word) continue
        for (let index = 0; index < length; index += 1) source.chars[start + index] = word[index] ?? ''
        break
      }
    }
    return source
  }
}

function mayBe(word: string, written: string): boolean {
  const same = Array.from(word).filter((char, index) => char === written[index]).length
  return word.length >= 4 ? same >= 2 : same >= word.length - 1
}
