import type { EmergencyGuard, Lexicon } from './lexicon'
import { shippedLexicon } from './lexicon'
import { readText } from './read-text'
import type { ReadText } from './read-text'
import type { Surroundings } from './emergency/surroundings'
import { surroundingsOf } from './emergency/surroundings'
import { isHeld } from './emergency/is-held'
import type { Classifier } from './intent/classifier'
import { NO_EMERGENCY, shippedClassifiers } from './intent/shipped-classifiers'
import { emergencyFeaturesOf } from './intent/features'
import type { Evidence } from './understanding'
import { EmergencyType } from './understanding'
import { findPattern } from './words/tagged-text'

export interface EmergencyFinding {
  type: EmergencyType
  evidence: Evidence[]
}

/**
 * Is somebody's life or home in danger now (domain.md E3)? Rules only, no model, well under 5 ms, so that it may be asked
 * before the queue. A danger word fires unless something about it says past, feared, asked, joked or over; and of two
 * dangers the one that kills faster is named.
 */
export function detectEmergency(
  text: string,
  lexicon: Lexicon = shippedLexicon(),
  secondVoice: Classifier = shippedClassifiers().emergency,
): EmergencyFinding | null {
  return findEmergency(readText(text, lexicon), lexicon, secondVoice)
}

export function findEmergency(read: ReadText, lexicon: Lexicon, secondVoice: Classifier): EmergencyFinding | null {
  const around = surroundingsOf(read, lexicon)
  const heard = { ...read.tagged, stretch: isRunOn(read.tagged.text) ? RUN_ON_STRETCH : 1 }
  let held = false
  for (const type of URGENCY) {
    const patterns = lexicon.emergency.types.get(type)
    if (!patterns) continue
    const evidence: Evidence[] = []
    for (const { list, sure } of [
      { list: patterns.sure, sure: true },
      { list: patterns.weak, sure: false },
    ]) {
      if (!sure && around.strongNow.length === 0) continue
      for (const pattern of list) {
        const hits = findPattern(pattern, heard)
        const hit = hits.find((each) => !isHeld(each, type, around, pattern.source))
        if (hit)
          evidence.push({
            rule: `emergency.${type}: ${pattern.source}`,
            text: read.normalised.quote(hit.start, hit.end),
          })
        else if (hits.length > 0) held = true
      }
    }
    if (evidence.length > 0) return { type, evidence: evidence.slice(0, 3) }
  }
  if (held || SILENCING.some((guard) => around.guards.get(guard)?.length)) return null
  return askSecondVoice(read, lexicon, secondVoice, around)
}

/** Dictated, not typed: long and without a mark. */
const isRunOn = (text: string): boolean => text.length >= 18 && !/[,.。!?;、\n]/.test(text)
const RUN_ON_STRETCH = 2

/** A word of danger stands there, if no more than that. */
function namesDanger(read: ReadText, lexicon: Lexicon): boolean {
  return [...lexicon.emergency.types.values()].some(({ weak }) =>
    weak.some((pattern) => findPattern(pattern, read.tagged).length > 0),
  )
}

/** Where the rules knew the danger and held it, or the text asks, thanks or looks back, the second voice is not asked. */
const SILENCING: readonly EmergencyGuard[] = [
  'figure',
  'rule_question',
  'past',
  'closed',
  'thanked',
  'elsewhere',
  'joke',
  'told_after',
  'hypothetical',
  'habitual',
]

/** Wording no rule knows, but much like the samples of a danger: better one call too many than one too few. */
function askSecondVoice(
  read: ReadText,
  lexicon: Lexicon,
  secondVoice: Classifier,
  around: Surroundings,
): EmergencyFinding | null {
  const chances = secondVoice.predict(emergencyFeaturesOf(read, lexicon, around))
  const danger = 1 - (chances[secondVoice.labels.indexOf(NO_EMERGENCY)] ?? 1)
  if (danger < (namesDanger(read, lexicon) ? ALARM_WITH_WORD : ALARM_WITHOUT)) return null
  let best: EmergencyType = 'other'
  let chance = 0
  for (const [index, label] of secondVoice.labels.entries()) {
    if (label === NO_EMERGENCY || (chances[index] ?? 0) <= chance) continue
    best = EmergencyType.parse(label)
    chance = chances[index] ?? 0
  }
  return {
    type: best,
    evidence: [{ rule: `emergency.${best}: like the samples`, text: read.normalised.original.slice(0, 60) }],
  }
}

/** Chosen by cross-validation on the dev samples: what stays out there and what comes in (docs/quality.md). */
const ALARM_WITH_WORD = 0.5
const ALARM_WITHOUT = 0.7

/** Where two dangers are named together, the first of these leads: a person before a thing, the cause before its smoke. */
const URGENCY: readonly EmergencyType[] = [
  'self_harm',
  'violence',
  'intrusion',
  'missing',
  'elevator',
  'gas',
  'electric',
  'fire',
  'falling',
  'injury',
  'trapped',
  'water',
  'other',
]
