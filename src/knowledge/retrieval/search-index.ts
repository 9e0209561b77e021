import type { Thesaurus } from '../thesaurus'
import type { Candidate } from './accumulate'
import { accumulate } from './accumulate'
import type { IndexedArticle } from './article'
import { createCharacterWeights } from './character-weights'
import type { CharacterWeights } from './character-weights'
import { createConcepts } from './concepts'
import type { Entry, FieldLengths } from './entry'
import { FIELD_NAMES, readEntry, readTerms } from './entry'
import { resolveFollowUp, subjectOf } from './follow-up'
import type { SearchOutcome } from './outcome'
import { findOwn } from './own-article'
import type { PostingList } from './postings'
import { appendPosting, createPostingList } from './postings'
import { normalizeText } from './normalize-text'
import { rank } from './rank'
import type { Query } from './read-query'
import { readQuery } from './read-query'
import { createSpelling } from './spelling'
import type { TermKey } from './terms'
import { createSpelledTerms } from './terms'

export interface SearchOptions {
  /** Whose articles besides the general ones; null or absent: the general ones only. */
  community?: string | null
  at: Date
  limit?: number
  /** The owner's earlier words, oldest first, for questions that leave the subject out. */
  history?: readonly string[]
  /** An earlier question: what it was about stands before these words, instead of what `history` would add. */
  about?: string
  /** Also articles with a placeholder that is not filled: not to answer with, but to know that a value is what is missing. */
  unfilled?: boolean
  /** Of the community's own articles only. */
  ownOnly?: boolean
}

export interface SearchIndex {
  /** Adds the article or replaces the one with its id. */
  put(article: IndexedArticle): void
  remove(id: string): void
  readonly size: number
  search(question: string, options: SearchOptions): SearchOutcome
  /** The two halves before the judgement, for the training of the model. */
  collect(
    question: string,
    options: SearchOptions,
  ): { query: Query; candidates: Candidate[]; characters: CharacterWeights }
}

/** All published articles in memory: one search is one pass over a few posting lists and a close look at the best two dozen. */
export function createSearchIndex(thesaurus: Thesaurus): SearchIndex {
  const concepts = createConcepts(thesaurus)
  const spelled = createSpelledTerms()
  const documentsOf = (key: TermKey) => postings.get(key)?.documents ?? 0
  const spelling = createSpelling(documentsOf)
  const characters = createCharacterWeights(documentsOf, () => slotOf.size)
  const slotOf = new Map<string, number>()
  let postings = new Map<TermKey, PostingList>()
  let entries: (Entry | undefined)[] = []
  const lengths: FieldLengths = { asks: 0, answer: 0, topic: 0 }
  let typical = { ...lengths }
  let changed = false
  /** How many articles each community has of its own. */
  const ownCounts = new Map<string, number>()

  function countOwn({ article }: Entry, by: number): void {
    if (article.community != null) ownCounts.set(article.community, (ownCounts.get(article.community) ?? 0) + by)
  }

  function add(entry: Entry): void {
    const slot = entries.length
    entries.push(entry)
    slotOf.set(entry.article.id, slot)
    for (const ask of entry.asks) spelling.learn(ask)
    for (const [key, impact] of readTerms(entry, typical, concepts, spelled)) {
      let list = postings.get(key)
      if (!list) postings.set(key, (list = createPostingList()))
      appendPosting(list, slot, impact)
    }
    for (const field of FIELD_NAMES) lengths[field] += entry.lengths[field]
    changed = true
  }

  function remove(id: string): void {
    const slot = slotOf.get(id)
    const entry = slot === undefined ? undefined : entries[slot]
    if (slot === undefined || !entry) return
    for (const key of readTerms(entry, typical, concepts, spelled).keys()) {
      const list = postings.get(key)
      if (list) list.documents -= 1
    }
    for (const field of FIELD_NAMES) lengths[field] -= entry.lengths[field]
    entries[slot] = undefined
    countOwn(entry, -1)
    slotOf.delete(id)
    changed = true
  }

  function typicalLengths(): FieldLengths {
    const count = Math.max(1, slotOf.size)
    return { asks: lengths.asks / count, answer: lengths.answer / count, topic: lengths.topic / count }
  }

  /** Impacts hold the typical lengths of the moment they were made at. */
  function hasDrifted(): boolean {
    const now = typicalLengths()
    const drifted = FIELD_NAMES.some((field) => Math.abs(now[field] - typical[field]) > 0.15 * typical[field] + 0.5)
    return drifted || entries.length > 2 * slotOf.size + 64
  }

  function rebuild(): void {
    const living = entries.filter((entry) => entry !== undefined)
    typical = typicalLengths()
    postings = new Map()
    entries = []
    for (const field of FIELD_NAMES) lengths[field] = 0
    for (const entry of living) add(entry)
  }

  function collect(
    question: string,
    options: SearchOptions,
  ): { query: Query; candidates: Candidate[]; characters: CharacterWeights } {
    if (changed) {
      if (hasDrifted()) rebuild()
      characters.clear()
      changed = false
    }
    const subject = options.about === undefined ? '' : subjectOf(options.about, question, concepts)
    const parts =
      subject === ''
        ? resolveFollowUp(question, options.history ?? [])
        : [{ text: subject + normalizeText(question), share: 1 }]
    const query = readQuery(parts, { concepts, spelling, spelled })
    return { query, candidates: accumulate(query, { postings, entries, size: slotOf.size }, options), characters }
  }

  return {
    put(article) {
      remove(article.id)
      const entry = readEntry(article, concepts)
      countOwn(entry, 1)
      add(entry)
    },
    remove,
    get size() {
      return slotOf.size
    },
    collect,
    search(question, options) {
      const { query, candidates, characters } = collect(question, options)
      const hasOwn = options.community != null && (ownCounts.get(options.community) ?? 0) > 0
      const askOwn = (asked: string) => {
        const own = readQuery([{ text: normalizeText(asked), share: 1 }], { concepts, spelling, spelled })
        const reader = { postings, entries, size: slotOf.size }
        return { query: own, candidates: accumulate(own, reader, { ...options, ownOnly: true }) }
      }
      return rank(query, candidates, characters, options.limit, (entry) =>
        hasOwn ? findOwn(entry, askOwn, characters) : undefined,
      )
    },
  }
}
