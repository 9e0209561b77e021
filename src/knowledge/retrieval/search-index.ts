import type { Thesaurus } from '../thesaurus'
import type { IndexedArticle } from './article'
import { createConceptFinder } from './concepts'
import type { Entry } from './entry'
import { indexFields, readEntry } from './entry'
import type { PostingList } from './postings'
import { appendPosting, createPostingList } from './postings'
import { accumulate } from './accumulate'
import { rank } from './rank'
import { readQuery } from './read-query'
import type { SearchOutcome } from './outcome'
import type { TermKey } from './terms'
import { createSpelledTerms } from './terms'

export interface SearchOptions {
  /** Whose articles besides the general ones; null or absent: the general ones only. */
  community?: string | null
  at: Date
  limit?: number
  /** The owner's earlier words, oldest first, for questions that leave the subject out. */
  history?: readonly string[]
}

export interface SearchIndex {
  /** Adds the article or replaces the one with its id. */
  put(article: IndexedArticle): void
  remove(id: string): void
  readonly size: number
  search(question: string, options: SearchOptions): SearchOutcome
}

/** All published articles in memory: one search is one pass over a few posting lists and a close look at the best two dozen. */
export function createSearchIndex(thesaurus: Thesaurus): SearchIndex {
  const findConcepts = createConceptFinder(thesaurus)
  const spelled = createSpelledTerms()
  let postings = new Map<TermKey, PostingList>()
  let entries: (Entry | undefined)[] = []
  const slotOf = new Map<string, number>()
  const lengths = { asks: 0, answer: 0, topic: 0 }
  let typical = { asks: 0, answer: 0, topic: 0 }

  function add(entry: Entry): void {
    const slot = entries.length
    entries.push(entry)
    slotOf.set(entry.article.id, slot)
    for (const [key, impact] of indexFields(entry, typical, findConcepts, spelled)) {
      let list = postings.get(key)
      if (!list) postings.set(key, (list = createPostingList()))
      appendPosting(list, slot, impact)
    }
  }

  /** Impacts hold the typical field lengths of the moment; they are made anew when those have drifted or half the slots are dead. */
  function rebuild(): void {
    const living = entries.filter((entry) => entry !== undefined)
    postings = new Map()
    entries = []
    typical = typicalLengths()
    for (const entry of living) add(entry)
  }

  function typicalLengths(): typeof typical {
    const count = Math.max(1, slotOf.size)
    return { asks: lengths.asks / count, answer: lengths.answer / count, topic: lengths.topic / count }
  }

  function hasDrifted(): boolean {
    const now = typicalLengths()
    const drift = (field: keyof typeof now) => Math.abs(now[field] - typical[field]) > 0.15 * typical[field] + 0.5
    return drift('asks') || drift('answer') || entries.length > 2 * slotOf.size + 64
  }

  let dirty = false

  return {
    put(article) {
      this.remove(article.id)
      const entry = readEntry(article)
      for (const field of ['asks', 'answer', 'topic'] as const) lengths[field] += entry.lengths[field]
      add(entry)
      dirty = true
    },
    remove(id) {
      const slot = slotOf.get(id)
      const entry = slot === undefined ? undefined : entries[slot]
      if (slot === undefined || !entry) return
      for (const field of ['asks', 'answer', 'topic'] as const) lengths[field] -= entry.lengths[field]
      for (const key of indexFields(entry, typical, findConcepts, spelled).keys()) {
        const list = postings.get(key)
        if (list) list.documents -= 1
      }
      entries[slot] = undefined
      slotOf.delete(id)
      dirty = true
    },
    get size() {
      return slotOf.size
    },
    search(question, options) {
      if (dirty && hasDrifted()) rebuild()
      dirty = false
      const query = readQuery(question, findConcepts, spelled)
      const reader = { postings, entries, size: slotOf.size }
      return rank(query, accumulate(query, reader, options), reader, options)
    },
  }
}
