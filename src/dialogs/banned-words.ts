import { shippedGuardRules } from '../messages/guard/guard-rules'

/**
 * The first word of a text that nobody of us says to an owner (domain.md B15, B28) and what to do about it, or null. The words
 * stand in dialogs/guard/never-said.yml; what is sent is checked against all of that file (messages/guard), a wording file when it
 * is read against these two groups.
 */
export function findBannedWord(text: string): { word: string; instead: string } | null {
  const { banned, excuses } = shippedGuardRules()
  for (const { words, instead } of [...banned, ...excuses]) {
    const at = text.search(words)
    if (at >= 0) return { word: text.slice(at).match(words)![0], instead }
  }
  return null
}
