import { checkWords } from './check-words'
import type { FindingKind } from './check-words'
import type { GuardRules } from './guard-rules'

export interface StaffHint {
  kind: Exclude<FindingKind, 'personal'>
  quote: string
  instead: string
}

/** What a colleague should think about before sending (B15, B28, C1). People are never held up by it: they answer for their words. */
export function staffHints(text: string, rules: GuardRules): StaffHint[] {
  const seen = new Set<string>()
  return checkWords(text, rules).flatMap(({ kind, quote, instead }) => {
    // A colleague may have to name a number; only the bot never does.
    if (kind === 'personal' || seen.has(quote)) return []
    seen.add(quote)
    return [{ kind, quote, instead }]
  })
}
