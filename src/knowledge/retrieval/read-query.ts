import type { Concept, Concepts } from './concepts'
import { weighCharacters } from './filler-words'
import type { Part } from './follow-up'
import { negates } from './negation'
import { questionKinds } from './question-kind'
import type { Spelling } from './spelling'
import type { SpelledTerms, TermKey } from './terms'
import { eachTerm, groupTerm } from './terms'

/** A question as the index reads it. */
export interface Query {
  /** Normalised, slips put right, and how much of the subject each character carries, 0–1. */
  text: string
  textWeights: Float32Array
  /** In standard words, with the same weights less what an earlier question counts less. */
  standard: string
  weights: Float32Array
  terms: Map<TermKey, number>
  groups: Set<number>
  kinds: number
  negates: boolean
}

/** A pasted contract is no question: beyond this only the beginning is read, so that time stays bounded. */
const MOST_CHARACTERS = 2000
/** What remains of the old subject when a new one takes its place. */
const REPLACED_SUBJECT = 0.4

export interface Reading {
  concepts: Concepts
  spelling: Spelling
  spelled: SpelledTerms
}

export function readQuery(parts: readonly Part[], { concepts, spelling, spelled }: Reading): Query {
  const query: Query = {
    text: '',
    textWeights: new Float32Array(0),
    standard: '',
    weights: new Float32Array(0),
    terms: new Map(),
    groups: new Set(),
    kinds: 0,
    negates: false,
  }
  for (const part of parts) {
    const typed = withoutRepeats(part.text.slice(0, MOST_CHARACTERS))
    const inWord = concepts.find(typed)
    const text = spelling.correct(typed, (at) => inWord.some(({ start, end }) => start <= at && at < end))
    const found = text === typed ? inWord : concepts.find(text)
    // 多少钱 may be a thesaurus word too, but it is the frame.
    const things = (words: readonly Concept[], within: string) =>
      part.frameOnly ? words.filter(({ start, end }) => questionKinds(within.slice(start, end)) === 0) : []
    const replaced = things(found, text)
    const shareAt = (start: number, end: number) =>
      replaced.some((word) => start < word.end && word.start < end) ? part.share * REPLACED_SUBJECT : part.share

    const weights = weighCharacters(text)
    eachTerm(text, spelled, (key, start, end) => {
      let weight = 1
      for (let at = start; at < end; at++) weight = Math.min(weight, weights[at] ?? 1)
      addTerm(query, key, weight * shareAt(start, end))
    })
    for (const { group, start, end } of found) {
      addTerm(query, groupTerm(group), shareAt(start, end))
      if (!part.frameOnly) query.groups.add(group)
    }

    const standard = concepts.toStandard(text, found)
    const replacedStandard = things(concepts.find(standard), standard)
    const standardWeights = weighCharacters(standard).map((weight, at) =>
      replacedStandard.some(({ start, end }) => start <= at && at < end)
        ? weight * part.share * REPLACED_SUBJECT
        : weight * part.share,
    )
    query.text = join(query.text, text)
    query.textWeights = joinWeights(query.textWeights, weights)
    query.weights = joinWeights(query.weights, standardWeights)
    query.standard = join(query.standard, standard)
    query.kinds ||= questionKinds(text)
    query.negates ||= negates(text)
  }
  return query
}

/** 啊啊啊啊, 漏水漏水漏水: what is said over and over is said once. Digits are data: 400 000 stays. */
function withoutRepeats(text: string): string {
  return text.replace(/([^\d]{1,8}?)\1{2,}/g, '$1')
}

function addTerm({ terms }: Query, key: TermKey, weight: number): void {
  if (weight > (terms.get(key) ?? 0)) terms.set(key, weight)
}

function join(left: string, right: string): string {
  return left === '' ? right : `${left} ${right}`
}

/** As `join` does with the texts: one weightless place between the two. */
function joinWeights(left: Float32Array, right: Float32Array): Float32Array {
  if (left.length === 0) return right
  const both = new Float32Array(left.length + 1 + right.length)
  both.set(left)
  both.set(right, left.length + 1)
  return both
}
