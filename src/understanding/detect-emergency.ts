import type { EmergencyGuard, Lexicon } from './lexicon'
import { shippedLexicon } from './lexicon'
import { readText } from './read-text'
import type { ReadText } from './read-text'
import type { EmergencyType, Evidence } from './understanding'
import type { Pattern } from './words/pattern'
import { findPattern } from './words/tagged-text'
import type { Hit } from './words/tagged-text'

export interface EmergencyFinding {
  type: EmergencyType
  evidence: Evidence[]
}

/**
 * Is somebody's life or home in danger now (domain.md E3)? Rules only, no model, well under 5 ms, so that it may be asked
 * before the queue. A danger word fires unless something about it says past, feared, asked, joked or over; and of two
 * dangers the one that kills faster is named.
 */
export function detectEmergency(text: string, lexicon: Lexicon = shippedLexicon()): EmergencyFinding | null {
  return findEmergency(readText(text, lexicon), lexicon)
}

export function findEmergency(read: ReadText, lexicon: Lexicon): EmergencyFinding | null {
  const { emergency } = lexicon
  const around = surroundings(read, lexicon)
  const found: { type: EmergencyType; hit: Hit; rule: string }[] = []
  for (const type of URGENCY) {
    const patterns = emergency.types.get(type)
    if (!patterns) continue
    for (const pattern of patterns.sure) {
      for (const hit of findPattern(pattern, read.tagged)) {
        if (!isHeld(hit, type, around)) found.push({ type, hit, rule: pattern.source })
      }
    }
    for (const pattern of patterns.weak) {
      for (const hit of findPattern(pattern, read.tagged)) {
        if (around.now.length > 0 && !isHeld(hit, type, around)) found.push({ type, hit, rule: pattern.source })
      }
    }
  }
  const first = found[0]
  if (!first) return null
  const evidence = found
    .filter((each) => each.type === first.type)
    .slice(0, 3)
    .map(({ hit, rule }) => ({
      rule: `emergency.${first.type}: ${rule}`,
      text: read.normalised.quote(hit.start, hit.end),
    }))
  return { type: first.type, evidence }
}

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

type Surroundings = Record<EmergencyGuard, Hit[]> & { text: string; now: Hit[]; sentenceAt: Uint16Array }

function surroundings(read: ReadText, lexicon: Lexicon): Surroundings {
  const all = (patterns: readonly Pattern[]): Hit[] => patterns.flatMap((pattern) => findPattern(pattern, read.tagged))
  const guards = lexicon.emergency.guards
  return {
    figure: all(guards.figure),
    negated: all(guards.negated),
    hypothetical: all(guards.hypothetical),
    question: all(guards.question),
    past: all(guards.past),
    closed: all(guards.closed),
    elsewhere: all(guards.elsewhere),
    joke: all(guards.joke),
    now: all(lexicon.emergency.now),
    text: read.tagged.text,
    sentenceAt: read.tagged.sentenceAt,
  }
}

/** Does something take this danger word its alarm? */
function isHeld(hit: Hit, type: EmergencyType, around: Surroundings): boolean {
  const { text } = around
  const clauseStart = startOfClause(text, hit.start)
  const clauseEnd = endOfClause(text, hit.end)
  const before = (hits: Hit[], distance: number): boolean =>
    hits.some((each) => each.end <= hit.start + 1 && each.start >= clauseStart && hit.start - each.end <= distance)
  const inSentence = (hits: Hit[]): boolean =>
    hits.some((each) => around.sentenceAt[each.start] === around.sentenceAt[hit.start] && !overlaps(each, hit))

  if (around.figure.some((each) => overlaps(each, hit))) return true
  if (before(around.negated, 3) && !/(?:没有?人|没反应|没办法|没法)/.test(text.slice(clauseStart, hit.start)))
    return true
  if (around.closed.length > 0 && around.closed.some((each) => each.end > hit.start) && !stillGoingOn(text)) return true

  // People laugh, ask, and remember while it happens; what speaks for now outweighs all three.
  const now = isNow(hit, around)
  if (around.joke.length > 0 && !(now && type !== 'self_harm' && !JOKE_SURE.test(text))) return true
  if (before(around.hypothetical, 8) && !isPerfect(text, hit)) return true
  if (inSentence(around.elsewhere) && !now) return true
  if (around.past.some((each) => each.start <= hit.start) && !now) return true
  if (isAsked(hit, clauseEnd, around) && !now && !isPersonal(text, hit)) return true
  return false
}

const JOKE_SURE = /开玩笑|逗你|骗你的|测试|闹着玩|假装|模拟/

function isNow(hit: Hit, around: Surroundings): boolean {
  return (
    around.now.some((each) => !overlaps(each, hit) || each.end <= hit.end) &&
    !/(?:以前|当时|那时)/.test(around.text.slice(Math.max(0, hit.start - 6), hit.start))
  )
}

/** 着火了, 漏出来了: what has come to pass is no mere possibility, unless 会 or 要 stands before it. */
function isPerfect(text: string, hit: Hit): boolean {
  return (
    /^(?:了|着|起来|出来|得|住|很)/.test(text.slice(hit.end, hit.end + 2)) &&
    !/(?:如果|要是|万一|假如|一旦|会|可能|怕|担心)/.test(text.slice(Math.max(0, hit.start - 10), hit.start))
  )
}

function isAsked(hit: Hit, clauseEnd: number, around: Surroundings): boolean {
  const sentence = around.sentenceAt[hit.start]
  return around.question.some(
    (each) =>
      around.sentenceAt[each.start] === sentence &&
      !overlaps(each, hit) &&
      (each.start >= hit.end || each.end <= hit.start || each.start < clauseEnd),
  )
}

/** 着火了怎么办, 我被困电梯了怎么办 ask for help; 着火怎么办 asks for the rule. */
function isPersonal(text: string, hit: Hit): boolean {
  return (
    /^.{0,4}了/.test(text.slice(hit.end - 1, hit.end + 5)) ||
    /我|俺|我们|救|家里|这里|这边|楼上|楼下|隔壁|对门/.test(text.slice(Math.max(0, hit.start - 10), hit.end + 2))
  )
}

const stillGoingOn = (text: string): boolean => /还在|又|没关|没好|还没|仍|再次|现在还|复燃|又开始/.test(text)

function startOfClause(text: string, at: number): number {
  let index = at
  while (index > 0 && !CLAUSE_ENDS.has(text[index - 1] ?? '')) index -= 1
  return index
}

function endOfClause(text: string, at: number): number {
  let index = at
  while (index < text.length && !CLAUSE_ENDS.has(text[index] ?? '')) index += 1
  return index
}

const CLAUSE_ENDS = new Set(',.。!?;:\n')

const overlaps = (a: Hit, b: Hit): boolean => a.start < b.end && b.start < a.end
