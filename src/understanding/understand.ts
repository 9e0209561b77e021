import { findEmergency } from './detect-emergency'
import type { Classifiers } from './intent/shipped-classifiers'
import { shippedClassifiers } from './intent/shipped-classifiers'
import { featuresOf } from './intent/features'
import { judgeHandoff } from './judge-handoff'
import type { Lexicon } from './lexicon'
import { shippedLexicon } from './lexicon'
import { countMood, labelOf } from './mood/sentiment'
import { readText } from './read-text'
import { findEntities } from './slots/find-entities'
import { isOnlyContact } from './slots/is-only-contact'
import type { Intent, SentimentLabel, Understanding, UnderstandOptions } from './understanding'
import { INTENTS } from './understanding'
import { bareWords } from './words/bare-words'
import { findPattern } from './words/tagged-text'

export { detectEmergency } from './detect-emergency'

export interface Understander {
  /** Deterministic, local, without I/O; any text gives an answer. */
  understand(text: string, options?: UnderstandOptions): Understanding
}

export interface CreateOptions {
  classifiers?: Classifiers
}

/** Builds the cascade of design D6: emergency rules, then the trade's patterns with the classifier as one voice beside them. */
export function createUnderstanding(lexicon: Lexicon = shippedLexicon(), options: CreateOptions = {}): Understander {
  const classifiers = options.classifiers ?? shippedClassifiers()
  return {
    understand(text, turn = {}) {
      return understand(String(text), turn, lexicon, classifiers)
    },
  }
}

function understand(text: string, turn: UnderstandOptions, lexicon: Lexicon, classifiers: Classifiers): Understanding {
  const read = readText(text, lexicon)
  const mood = countMood(read, lexicon)
  const features = featuresOf(readText(bareWords(text), lexicon), lexicon, mood)
  const emergency = findEmergency(read, lexicon, classifiers.emergency)

  const chances = rank(classifiers.intent.labels, classifiers.intent.predict(features))
  const top = chances[0] ?? { label: 'other', chance: 0 }
  const empty = read.tagged.text.replace(/[\s\p{P}\p{S}]/gu, '') === ''
  const isEmpty = empty || isOnlyContact(text)
  const intent: Intent = emergency ? 'emergency' : isEmpty ? 'other' : (top.label as Intent)
  const alsoIntents = alsoMeant(intent, chances)

  const signals: Understanding['signals'] = []
  for (const [name, patterns] of lexicon.signals) {
    if (patterns.some((pattern) => findPattern(pattern, read.tagged).length > 0))
      signals.push(name as Understanding['signals'][number])
  }
  const moods = rank(classifiers.sentiment.labels, classifiers.sentiment.predict(features))
  const heard = (moods[0]?.label ?? labelOf(mood)) as SentimentLabel
  // A threat is anger, however calmly it is written (contract.md §7); who asks what 12345 is for does not threaten.
  const threatens = signals.includes('threat') && ['repair', 'complaint', 'progress', 'human', 'other'].includes(intent)
  const sentiment = threatens ? 'angry' : emergency && heard === 'neutral' ? 'negative' : heard
  const moodWords = mood.found
    .filter((each) => each.side === (sentiment === 'neutral' ? 'negative' : sentiment))
    .sort((a, b) => b.weight - a.weight)
    .slice(0, 3)
    .map((each) => ({ rule: `mood.${each.side}: ${each.rule}`, text: read.normalised.quote(each.start, each.end) }))

  const history = (turn.history ?? []).slice(-10).map((earlier) => readText(String(earlier), lexicon))
  const handoff = judgeHandoff(
    {
      read,
      history,
      intent,
      sentiment,
      sentimentEvidence: moodWords.map((each) => each.text),
      emergency: emergency && { type: emergency.type, words: emergency.evidence[0]?.text ?? text },
    },
    lexicon,
  )
  return {
    intent,
    confidence: emergency ? 0.99 : isEmpty ? 0.9 : top.chance,
    alsoIntents,
    sentiment: { label: sentiment, score: moods[0]?.chance ?? 0.5 },
    emergency: emergency && { type: emergency.type },
    handoff,
    entities: findEntities(text, { intent, at: turn.at, timeZone: turn.timeZone }, lexicon),
    signals,
    evidence: [
      ...(emergency?.evidence ?? []),
      ...classifiers.intent
        .explain(features, intent)
        .filter((each) => each.weight > 0.2)
        .map((each) => ({ rule: `intent.${intent}: ${each.feature}`, text: each.feature.slice(2) })),
      ...moodWords,
    ],
  }
}

interface Chance {
  label: string
  chance: number
}

function rank(labels: readonly string[], chances: readonly number[]): Chance[] {
  return labels.map((label, index) => ({ label, chance: chances[index] ?? 0 })).sort((a, b) => b.chance - a.chance)
}

/** What else the message may be about: likely enough to be dealt with or asked about, by urgency. */
function alsoMeant(intent: Intent, chances: readonly Chance[]): Intent[] {
  const likely = chances
    .filter((each) => each.label !== intent && each.chance >= 0.15)
    .map((each) => each.label as Intent)
  return likely.sort((a, b) => INTENTS.indexOf(a) - INTENTS.indexOf(b))
}
