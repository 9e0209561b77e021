import type { Field } from './article'
import type { Entry } from './entry'
import { normalizeText } from './normalize-text'
import type { Query } from './read-query'

/** The owner's words that stand in the article, field by field, longest first. */
export function explain(query: Query, entry: Entry): { field: Field; terms: string[] }[] {
  const fields: [Field, string][] = [
    ['question', normalizeText(entry.article.question)],
    ['similar', entry.asks.join(' ')],
    ['answer', entry.answer],
    ['topic', entry.topic],
  ]
  return fields
    .map(([field, text]) => ({ field, terms: sharedRuns(query, text) }))
    .filter(({ terms }) => terms.length > 0)
}

const MOST_RUNS = 6
const LONGEST_READ = 120

function sharedRuns(query: Query, text: string): string[] {
  const runs: string[] = []
  const asked = query.text.slice(0, LONGEST_READ)
  for (let start = 0; start < asked.length; start++) {
    let end = start
    while (end < asked.length && asked[end] !== ' ' && text.includes(asked.slice(start, end + 1))) end++
    const subject = query.weights.subarray(start, end).some((weight) => weight === 1)
    if (end - start >= 2 && subject) runs.push(asked.slice(start, end))
    if (end > start) start = end - 1
  }
  return [...new Set(runs)].sort((a, b) => b.length - a.length).slice(0, MOST_RUNS)
}
