import type { Candidate } from './accumulate'
import type { CharacterWeights } from './character-weights'
import { commonSubsequence, LONGEST_COMPARED } from './common-subsequence'
import type { Entry } from './entry'
import type { Query } from './read-query'

/** What speaks for or against one candidate. Shares are of the question's weight unless said otherwise. */
export const SIGNS = [
  /** Of all terms, by BM25F. */
  'cover',
  /** How alike the question and the most alike ask are, counting both sides. */
  'likeness',
  /** Of the question, found in that ask; of that ask, found in the question. */
  'asked',
  'told',
  /** Likeness of the second most alike ask: two authors' wordings agree. */
  'second',
  /** Found anywhere in the asks; in the answer. */
  'askCover',
  'answerCover',
  /** The weightiest stretch of the question that the article says nothing of, as a share. */
  'missedRun',
  /** Both want the same kind of answer (price, place, …); each wants another. */
  'sameKind',
  'otherKind',
  /** One denies and the other doesn't. */
  'negation',
  /** Thesaurus groups of the question that the article has, lacks; groups of the article's question that were not asked for. */
  'groupsShared',
  'groupsMissed',
  'groupsExtra',
  /** Written for the owner's own community. */
  'local',
] as const
export type Sign = (typeof SIGNS)[number]

export interface Compared {
  entry: Entry
  signs: Float64Array
  score: number
}

/** Reads the signs of every candidate, and the weight of the whole question. */
export function compare(
  query: Query,
  candidates: readonly Candidate[],
  characters: CharacterWeights,
): { compared: Compared[]; mass: number } {
  const asked = readCharacters(query, characters)
  const compared = candidates.map(({ entry, cover }) => ({
    entry,
    signs: readSigns(query, asked, entry, cover, characters),
    score: 0,
  }))
  for (let at = 0; at < asked.length; at++) numberOf[query.standard.charCodeAt(at)] = 0
  return { compared, mass: asked.mass }
}

/** The question as numbers of its distinct characters, so that an article's text is reduced to what can match at all. */
interface AskedCharacters {
  length: number
  numbers: Uint8Array
  weights: Float32Array
  /** By number: the best weight of the character anywhere in the question. */
  best: Float32Array
  /** By number: how often the character stands in the question. */
  occurrences: Uint8Array
  distinct: number
  mass: number
  distinctMass: number
}

/** Zero between searches. */
const numberOf = new Uint8Array(0x10000)
const kept = new Uint8Array(LONGEST_COMPARED)
const left = new Uint8Array(LONGEST_COMPARED + 1)
const present = new Uint8Array(LONGEST_COMPARED + 1)
const seen = new Uint8Array(LONGEST_COMPARED + 1)
const counts = new Uint16Array(LONGEST_COMPARED + 1)

function readCharacters(query: Query, characters: CharacterWeights): AskedCharacters {
  const length = Math.min(query.standard.length, LONGEST_COMPARED)
  const numbers = new Uint8Array(length)
  const weights = new Float32Array(length)
  const best = new Float32Array(length + 1)
  const occurrences = new Uint8Array(length + 1)
  let distinct = 0
  let mass = 0
  for (let at = 0; at < length; at++) {
    const code = query.standard.charCodeAt(at)
    // The question's own weights know whole words; the table only knows characters.
    const weight = (query.weights[at] as number) * characters.rarityOf(code)
    if (weight === 0) continue
    const number = numberOf[code] || (numberOf[code] = ++distinct)
    numbers[at] = number
    occurrences[number] = (occurrences[number] as number) + 1
    weights[at] = weight
    if (weight > (best[number] as number)) best[number] = weight
    mass += weight
  }
  return {
    length,
    numbers,
    weights,
    best,
    occurrences,
    distinct,
    mass,
    distinctMass: best.reduce((sum, weight) => sum + weight, 0),
  }
}

function readSigns(
  query: Query,
  asked: AskedCharacters,
  entry: Entry,
  cover: number,
  characters: CharacterWeights,
): Float64Array {
  const { numbers, weights, length, mass } = asked
  let likeness = 0
  let second = 0
  let askedShare = 0
  let told = 0
  let negation = 0
  seen.fill(0, 0, asked.distinct + 1)
  for (const { text, negates } of entry.standard) {
    let size = 0
    let otherMass = 0
    let most = 0
    left.set(asked.occurrences)
    present.fill(0, 0, asked.distinct + 1)
    const end = Math.min(text.length, LONGEST_COMPARED)
    for (let at = 0; at < end; at++) {
      const code = text.charCodeAt(at)
      const number = numberOf[code] as number
      if (number > 0) {
        kept[size++] = number
        seen[number] = 1
        present[number] = 1
        if ((left[number] as number) > 0) {
          left[number] = (left[number] as number) - 1
          most += asked.best[number] as number
        }
      }
      otherMass += characters.of(code)
    }
    // The same characters in any order are the most that can be had in the right order: most asks need no closer look.
    if ((2 * most) / (mass + otherMass) <= second) continue
    const shared = commonSubsequence(numbers, weights, length, kept, size, present)
    const alike = shared > 0 ? Math.min(1, (2 * shared) / (mass + otherMass)) : 0
    if (alike > likeness) {
      second = likeness
      likeness = alike
      askedShare = shared / mass
      told = Math.min(1, shared / otherMass)
      negation = negates === query.negates ? 0 : 1
    } else if (alike > second) second = alike
  }

  let askCover = 0
  for (let number = 1; number <= asked.distinct; number++) if (seen[number]) askCover += asked.best[number] as number

  const answerCover = coverByAnswer(asked, entry)
  let missedRun = 0
  let run = 0
  for (let at = 0; at < length; at++) {
    const number = numbers[at] as number
    run = number === 0 || seen[number] || counts[number] ? 0 : run + (weights[at] as number)
    if (run > missedRun) missedRun = run
  }

  let shared = 0
  for (const group of query.groups) if (entry.groups.includes(group)) shared++
  let extra = 0
  for (const group of entry.questionGroups) if (!query.groups.has(group)) extra++
  const comparableKinds = query.kinds !== 0 && entry.kinds !== 0
  const sameKind = comparableKinds && (query.kinds & entry.kinds) !== 0

  return Float64Array.of(
    cover,
    likeness,
    askedShare,
    told,
    second,
    asked.distinctMass > 0 ? askCover / asked.distinctMass : 0,
    // Where there are only answers, `cover` has said it all already.
    entry.asks.length > 0 ? answerCover : 0,
    mass > 0 ? missedRun / mass : 0,
    sameKind ? 1 : 0,
    comparableKinds && !sameKind ? 1 : 0,
    negation,
    Math.min(2, shared),
    Math.min(2, query.groups.size - shared),
    Math.min(2, extra),
    entry.article.community != null ? 1 : 0,
  )
}

/** Longer answers hold more characters by chance, so a character counts less in them. */
const ANSWER_LENGTH = 90

/** Leaves the number of times each character stands in the answer in `counts`. */
function coverByAnswer(asked: AskedCharacters, { answer }: Entry): number {
  counts.fill(0, 0, asked.distinct + 1)
  if (answer === '' || asked.distinctMass === 0) return 0
  for (let at = 0; at < answer.length; at++) {
    const number = numberOf[answer.charCodeAt(at)] as number
    counts[number] = (counts[number] as number) + 1
  }
  const saturation = 0.3 + (0.9 * answer.length) / ANSWER_LENGTH
  let sum = 0
  for (let number = 1; number <= asked.distinct; number++) {
    const count = counts[number] as number
    if (count > 0) sum += ((asked.best[number] as number) * count) / (count + saturation)
  }
  return sum / asked.distinctMass
}
