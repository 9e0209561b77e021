import type { Intent, Understanding } from '../../understanding/understanding'

export type Worth = 'unsure' | 'high-stakes' | 'rambling'

/** Below this the label is wrong about every third time. */
const UNSURE = 0.6
/** Fewer characters say nothing a model could read out of them either. */
const SHORTEST = 4
const RAMBLING = 45
const MATTERS: readonly Intent[] = ['repair', 'complaint', 'progress', 'cancel']

/**
 * Whether a second opinion may change anything (design D6): local rules were unsure, or being wrong would cost much, or an address is
 * somewhere in a long story. An emergency or a person already called stands, whatever a model thinks, so nobody waits for it.
 */
export function worthAsking(heard: Understanding, text: string): Worth | null {
  if (heard.emergency !== null || heard.handoff.needed) return null
  const length = [...text.replace(/[\s\p{P}\p{S}]/gu, '')].length
  if (length < SHORTEST) return null
  if (heard.confidence < UNSURE) return 'unsure'
  if (heard.signals.length > 0 || heard.alsoIntents.some((intent) => GRAVE.includes(intent))) return 'high-stakes'
  if (heard.sentiment.label === 'negative' && MATTERS.includes(heard.intent)) return 'high-stakes'
  return length >= RAMBLING && MATTERS.includes(heard.intent) ? 'rambling' : null
}

const GRAVE: readonly Intent[] = ['emergency', 'human']
