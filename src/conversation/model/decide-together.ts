import type { Intent, Understanding } from '../../understanding/understanding'
import { INTENTS } from '../../understanding/understanding'
import { isSaid } from './is-said'
import type { Proposal } from './second-opinion'

/** What code made of the proposal, for the trace: which parts it took. */
export interface Decided {
  emergency: boolean
  handoff: boolean
  intent: boolean
  sentiment: boolean
}

/** A local label this sure is not overruled. */
const SURE = 0.6
/** Labels a model may give. An emergency and a person have their own way in, with a quote; a rating or a cancel acts at once. */
const MAY_NAME: readonly Intent[] = [
  'progress',
  'repair',
  'complaint',
  'faq',
  'suggestion',
  'praise',
  'greeting',
  'chitchat',
  'other',
]
/** What would be lost if a model talked it away: it may become another matter, not small talk. */
const MATTERS: readonly Intent[] = ['progress', 'repair', 'complaint', 'faq', 'suggestion']
const WORSE = ['positive', 'neutral', 'negative', 'angry'] as const

/**
 * A model proposes, code decides (design D6): emergency, handoff and mood can only be raised, each with words that were really said;
 * another intent is taken only where the local one was a guess, and never one that would drop a matter.
 */
export function decideTogether(
  local: Understanding,
  proposal: Proposal,
  text: string,
): { understanding: Understanding; decided: Decided } {
  const decided: Decided = { emergency: false, handoff: false, intent: false, sentiment: false }
  let result = local
  if (local.emergency === null && proposal.emergency && isSaid(proposal.emergency.quote, text)) {
    const { type, quote } = proposal.emergency
    decided.emergency = true
    return {
      decided,
      understanding: {
        ...local,
        intent: 'emergency',
        emergency: { type },
        sentiment: local.sentiment.label === 'neutral' ? { label: 'negative', score: 0.5 } : local.sentiment,
        handoff: { needed: true, reason: 'emergency', evidence: [quote] },
        evidence: [{ rule: `model.emergency.${type}`, text: quote }, ...local.evidence],
      },
    }
  }
  if (mayTake(local, proposal.intent)) {
    decided.intent = true
    result = {
      ...result,
      intent: proposal.intent,
      confidence: SURE,
      unsure: undefined,
      alsoIntents: [...new Set([local.intent, ...local.alsoIntents])].filter((intent) => intent !== proposal.intent),
      evidence: [{ rule: `model.intent.${proposal.intent}`, text }, ...result.evidence],
    }
  }
  // Two opinions for one of the two: nothing is left to ask.
  if (local.unsure && proposal.intent === local.intent) result = { ...result, unsure: undefined }
  if (WORSE.indexOf(proposal.sentiment) > Math.max(1, WORSE.indexOf(local.sentiment.label))) {
    decided.sentiment = true
    result = { ...result, sentiment: { label: proposal.sentiment, score: 0.5 } }
  }
  if (!local.handoff.needed && proposal.handoff && isSaid(proposal.handoff.quote, text)) {
    const { reason, quote } = proposal.handoff
    decided.handoff = true
    result = {
      ...result,
      handoff: { needed: true, reason, evidence: [quote] },
      evidence: [{ rule: `model.handoff.${reason}`, text: quote }, ...result.evidence],
    }
  }
  return { understanding: result, decided }
}

function mayTake(local: Understanding, intent: Intent): boolean {
  if (intent === local.intent || local.confidence >= SURE || !MAY_NAME.includes(intent)) return false
  if (local.intent === 'emergency' || local.intent === 'human') return false
  const isUp = INTENTS.indexOf(intent) < INTENTS.indexOf(local.intent)
  return isUp || !MATTERS.includes(local.intent) || MATTERS.includes(intent)
}
