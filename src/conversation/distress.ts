import type { Understanding } from '../understanding/understanding'

/** Grief or despair, not anger: few words, kind, a person, nothing else (B20). */
export function isDistress({ handoff, sentiment, signals }: Understanding): boolean {
  if (!handoff.needed || handoff.reason !== 'sentiment' || sentiment.label === 'angry') return false
  return !signals.includes('threat') && !signals.includes('abuse')
}
