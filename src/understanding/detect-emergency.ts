import { cutText } from '../platform/cut-text'
import type { EmergencyGuard, Lexicon } from './lexicon'
import { shippedLexicon } from './lexicon'
import { readText } from './read-text'
import type { ReadText } from './read-text'
import type { Surroundings } from './emergency/surroundings'
import { surroundingsOf } from './emergency/surroundings'
import { isHeld } from './emergency/is-held'
import { isPlainlyCalm, onlySoundsLike } from './emergency/only-sounds-like'
import type { Classifier } from './intent/classifier'
import { NO_EMERGENCY, shippedClassifiers } from './intent/shipped-classifiers'
import { emergencyFeaturesOf } from './intent/features'
import type { Evidence } from './understanding'
import { EmergencyType } from './understanding'
import { findPattern } from './words/tagged-text'
import { isOnlyContact } from './slots/is-only-contact'

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
  return findEmergency(readText(text, lexicon), lexicon, isOnlyContact(text) ? null : secondVoice)
}

/** Without a second voice, where it is known to have nothing to hear (`isOnlyContact`), the rules alone decide. */
export function findEmergency(
  read: ReadText,
  lexicon: Lexicon,
  secondVoice: Classifier | null,
): EmergencyFinding | null {
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
  if (held || secondVoice === null || SILENCING.some((guard) => around.guards.get(guard)?.length)) return null
  if (isMostlyLatin(around.text) || isPlainlyCalm(around.text)) return null
  return askSecondVoice(read, lexicon, secondVoice, around)
}

/** The second voice has learned no English: of such a text it hears the few characters that a form adds, 2单元 and 302室. */
const isMostlyLatin = (text: string): boolean =>
  (text.match(/[a-z]/gi)?.length ?? 0) > 3 * (text.match(/\p{Script=Han}/gu)?.length ?? 0)

/** Dictated, not typed: long and without a mark. */
const isRunOn = (text: string): boolean => text.length >= 18 && !/[,.。!?;、\n]/.test(text)
const RUN_ON_STRETCH = 2

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
  const none = secondVoice.labels.indexOf(NO_EMERGENCY)
  let chances = secondVoice.predict(emergencyFeaturesOf(read, lexicon, around))
  const danger = 1 - (chances[none] ?? 1)
  if (danger < alarmFrom(read.tagged.text)) {
    if (danger < WORTH_A_CLOSER_LOOK) return null
    const loudest = loudestPart(read.tagged.text, lexicon, secondVoice, none)
    if (loudest === null) return null
    chances = loudest
  }
  let best: EmergencyType = 'other'
  let chance = 0
  for (const [index, label] of secondVoice.labels.entries()) {
    if (label === NO_EMERGENCY || (chances[index] ?? 0) <= chance) continue
    best = EmergencyType.parse(label)
    chance = chances[index] ?? 0
  }
  const whole = { start: 0, end: around.text.length }
  const isSaid = SAID_OF[best]?.test(around.text) ?? true
  if (!isSaid || onlySoundsLike(whole, best, around.text, around.strongNow.length > 0)) return null
  return {
    type: best,
    evidence: [{ rule: `emergency.${best}: like the samples`, text: cutText(read.normalised.original, 60) }],
  }
}

/** However like the samples: nothing falls where nothing is loose. */
const SAID_OF: Partial<Record<EmergencyType, RegExp>> = {
  falling: /[掉落坠塌砸松晃裂鼓翘歪斜悬吊脱倒飞扔丢抛断吹刮垮摇陷浇泼滚滑崩碎折垂耷甩挂卷压沉]/,
}

/**
 * Few words tell a voice little: 「他姓张」, 「停电了」 and 「找不到」 were half a danger to it or more, and short dangers are known to the rules. In more words less
 * than even odds are enough: of what is kept back, 7 dangers of 13 to 20 characters more for 5 false alarms (docs/quality.md).
 */
const alarmFrom = (text: string): number => {
  const length = saidIn(text)
  return length <= 3 ? 0.9 : length <= 12 ? 0.6 : 0.25
}

/** What is said, not how it is marked: 「还在放！！」 is three characters; a Latin word tells as much as two. */
const saidIn = (text: string): number =>
  (text.match(/\p{Script=Han}|\d/gu)?.length ?? 0) + 2 * (text.match(/[a-z']+/g)?.length ?? 0)

const ALARM_OF_A_PART = 0.9
/** Where nothing at all reminds of a danger no part is looked at: that is nearly every message. */
const WORTH_A_CLOSER_LOOK = 0.03
const LONGEST_PART = 20

/** A danger drowns in a long story: 那个我家那个热水管子…. Its clauses, and what runs on in pieces, are heard one by one. */
function loudestPart(text: string, lexicon: Lexicon, secondVoice: Classifier, none: number): number[] | null {
  let loudest: number[] | null = null
  let danger = ALARM_OF_A_PART
  for (const part of partsOf(text)) {
    const read = readText(part, lexicon)
    const chances = secondVoice.predict(emergencyFeaturesOf(read, lexicon, surroundingsOf(read, lexicon)))
    if (1 - (chances[none] ?? 1) < danger) continue
    danger = 1 - (chances[none] ?? 1)
    loudest = chances
  }
  return loudest
}

function partsOf(text: string): string[] {
  const clauses = text.split(/[,.。!?;:\s]+/).filter((clause) => /\p{Script=Han}{6}/u.test(clause))
  const parts = clauses.flatMap((clause) =>
    clause.length <= LONGEST_PART
      ? [clause]
      : Array.from({ length: Math.ceil((clause.length - 16) / 6) + 1 }, (_, at) => clause.slice(at * 6, at * 6 + 16)),
  )
  return parts.length > 1 ? parts.slice(0, MOST_PARTS) : []
}

/** Time stays bounded: nobody tells of a danger at the end of the thirtieth clause. */
const MOST_PARTS = 30

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
