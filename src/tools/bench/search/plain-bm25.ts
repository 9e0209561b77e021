import type { IndexedArticle } from '../../../knowledge/retrieval/article'

const SATURATION = 1.2
const LENGTH_SHARE = 0.75

interface Postings {
  slots: Int32Array
  impacts: Float32Array
}

/** The peer: plain BM25 over characters and pairs of characters in typed arrays, all texts of an entry as one. */
export function createPlainBm25(articles: readonly IndexedArticle[]): (question: string) => string | undefined {
  const documents = articles.map(({ question, similar, answer }) =>
    countTerms([question, ...similar, answer].join('。')),
  )
  const lengths = documents.map((terms) => [...terms.values()].reduce((sum, count) => sum + count, 0))
  const typical = lengths.reduce((sum, length) => sum + length, 0) / Math.max(1, lengths.length)
  const holders = new Map<string, number[]>()
  documents.forEach((terms, slot) => {
    for (const term of terms.keys()) {
      const slots = holders.get(term)
      if (slots) slots.push(slot)
      else holders.set(term, [slot])
    }
  })
  const postings = new Map<string, Postings>()
  for (const [term, slots] of holders) {
    const rarity = Math.log(1 + (documents.length - slots.length + 0.5) / (slots.length + 0.5))
    const impacts = slots.map((slot) => {
      const count = documents[slot]?.get(term) ?? 0
      const length = 1 - LENGTH_SHARE + (LENGTH_SHARE * (lengths[slot] ?? 0)) / typical
      return (rarity * count * (SATURATION + 1)) / (count + SATURATION * length)
    })
    postings.set(term, { slots: Int32Array.from(slots), impacts: Float32Array.from(impacts) })
  }
  const scores = new Float32Array(articles.length)

  return (question) => {
    scores.fill(0)
    for (const term of countTerms(question).keys()) {
      const list = postings.get(term)
      if (!list) continue
      const { slots, impacts } = list
      for (let at = 0; at < slots.length; at++)
        scores[slots[at] as number] = (scores[slots[at] as number] as number) + (impacts[at] as number)
    }
    let best = 0
    for (let slot = 1; slot < scores.length; slot++)
      if ((scores[slot] as number) > (scores[best] as number)) best = slot
    return (scores[best] as number) > 0 ? articles[best]?.key : undefined
  }
}

function countTerms(text: string): Map<string, number> {
  const counts = new Map<string, number>()
  for (const run of text.toLowerCase().match(/\p{Script=Han}+|[a-z]+|\d+/gu) ?? []) {
    const terms = /\p{Script=Han}/u.test(run)
      ? [...run].flatMap((character, at) => (at === 0 ? [character] : [character, run.slice(at - 1, at + 1)]))
      : [run]
    for (const term of terms) counts.set(term, (counts.get(term) ?? 0) + 1)
  }
  return counts
}
