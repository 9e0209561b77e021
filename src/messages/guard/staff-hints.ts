import { checkWords } from './check-words'
import type { FindingKind } from './check-words'
import type { GuardRules } from './guard-rules'

export interface StaffHint {
  kind: FindingKind
  quote: string
  instead: string
}

/** What a colleague should think about before sending (B15, B28, C1). People are never held up by it: they answer for their words. */
export function staffHints(text: string, rules: GuardRules): StaffHint[] {
  const seen = new Set<string>()
  return checkWords(text, rules)
    .filter(({ kind, quote }) => kind !== 'personal' && !seen.has(quote) && seen.add(quote))
    .map(({ kind, quote, instead }) => ({ kind, quote, instead }))
}
