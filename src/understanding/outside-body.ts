import type { Lexicon } from './lexicon'
import { shippedLexicon } from './lexicon'
import { readText } from './read-text'
import { findPattern } from './words/tagged-text'

export interface OutsideBodyFound {
  /** Joins it with what a community says of its own. */
  key: string
  name: string
  phone: string
  /** Nobody of ours has anything to mend there: an article answers before a visit is asked about. */
  sendsNobody: boolean
}

/** Who answers for this matter, when it is not the company's own (domain.md B11, `outside.yml`); null for what is ours. */
export function findOutsideBody(text: string, lexicon: Lexicon = shippedLexicon()): OutsideBodyFound | null {
  const { tagged } = readText(text, lexicon)
  const found = lexicon.outside.find(({ patterns }) => patterns.some((one) => findPattern(one, tagged).length > 0))
  if (found === undefined) return null
  const { patterns: _, ...body } = found
  return body
}
