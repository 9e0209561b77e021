import type { Candidate } from './accumulate'
import type { CharacterWeights } from './character-weights'
import { compare, SIGNS } from './compare'
import type { Entry } from './entry'
import type { Query } from './read-query'

const LIKENESS = SIGNS.indexOf('likeness')
/** 电费在哪里交 and 水费在哪里交 stay below; 物业费多少钱一平 and 物业费多少钱一平方米 do not. */
const SAME_QUESTION = 0.9

/** A question put to the articles that only the owner's own community has. */
export type AskOwn = (question: string) => { query: Query; candidates: Candidate[] }

/**
 * The community's own article that asks what this general one asks. It stands for the general one in whatever words the general
 * one was found: a community writes its question once and should not have to copy a dozen wordings to be heard first.
 */
export function findOwn({ article }: Entry, askOwn: AskOwn, characters: CharacterWeights): Entry | undefined {
  if (article.community != null || article.question === '') return undefined
  const { query, candidates } = askOwn(article.question)
  // Likeness weighs whole words on one side only (多少钱): the very same text can stay a little below 1.
  const alike = compare(query, candidates, characters).compared.filter(
    ({ entry, signs }) =>
      (signs[LIKENESS] as number) >= SAME_QUESTION || entry.standard.some(({ text }) => text === query.standard),
  )
  return alike.sort((a, b) => (b.signs[LIKENESS] as number) - (a.signs[LIKENESS] as number))[0]?.entry
}
