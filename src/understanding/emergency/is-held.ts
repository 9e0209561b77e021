import type { EmergencyGuard } from '../lexicon'
import type { EmergencyType } from '../understanding'
import type { Hit } from '../words/tagged-text'
import type { Surroundings } from './surroundings'
import { overlap } from './surroundings'

/**
 * Does something take this danger word its alarm? From what is never danger (a figure of speech) to what is none unless
 * something says now: people also ask, curse and thank while it happens, and then the alarm is right.
 */
export function isHeld(hit: Hit, type: EmergencyType, around: Surroundings): boolean {
  const guard = (name: EmergencyGuard): readonly Hit[] => guardOf(around, name)
  const clause = clauseOf(hit, around.text)
  const before = (hits: readonly Hit[], distance: number): boolean =>
    hits.some((each) => each.end <= hit.start && each.start >= clause.start && hit.start - each.end <= distance)
  const inSentence = (hits: readonly Hit[]): boolean =>
    hits.some((each) => around.sentenceAt[each.start] === around.sentenceAt[hit.start])
  const now = around.strongNow.some((each) => each.end <= hit.start || each.start >= hit.start)
  const maybeNow = now || around.weakNow.length > 0
  const happened = hasHappened(hit, around.text)

  if (guard('figure').some((each) => each.start <= hit.start && each.end > hit.start)) return true
  if (guard('figure').some((each) => each.start >= hit.start && each.end <= hit.end && each.end - each.start >= 3))
    return true
  if (type !== 'self_harm' && before(guard('negated'), 2)) return true
  if (guard('inside').some((each) => each.start >= hit.start && each.end <= hit.end + 2) && !now) return true
  if (isOver(hit, around)) return true
  if (guard('thanked').length > 0 && !now && type !== 'self_harm') return true
  if (guard('joke').length > 0 && (type === 'self_harm' || !now || PLAIN_JOKE.test(around.text))) return true

  // Who says such a thing in a question, a condition or a refusal still says it: care comes first (domain.md B20).
  if (type === 'self_harm') return false

  if (before(guard('hypothetical'), 6) && !(happened && now)) return true
  if (follows(guard('attributive'), hit) && !now) return true
  if (inSentence(guard('rule_question')) && !now) return true
  if (endsAsking(hit, around) && !now && !isOurs(hit, around.text)) return true
  if (inSentence(guard('help_question')) && !now && !happened && !isOurs(hit, around.text)) return true
  if (guard('elsewhere').some((each) => each.start < hit.start) && !now) return true
  if (guard('told_after').length > 0 && !now) return true
  if (before(guard('habitual'), 6) && !now) return true
  return isPast(hit, around, maybeNow)
}

const guardOf = (around: Surroundings, name: EmergencyGuard): readonly Hit[] => around.guards.get(name) ?? []

const PLAIN_JOKE = /开玩笑|逗你|骗你的|测试|闹着玩|假装|模拟/

/** Reported as over behind the danger word, with nothing saying that it goes on. */
function isOver(hit: Hit, around: Surroundings): boolean {
  if (!guardOf(around, 'closed').some((each) => each.end > hit.start)) return false
  return !/还在|又开始|又[着漏冒困]|复燃|没关|没好|越来越|止不住|还没/.test(around.text)
}

/** The time word nearest before the danger rules; 昨天就有, 今天更浓 behind it brings it back to now. */
function isPast(hit: Hit, around: Surroundings, maybeNow: boolean): boolean {
  const past = guardOf(around, 'past').filter((each) => each.start < hit.end)
  const last = past.at(-1)
  if (!last) return false
  if (last.start >= hit.start) return true // 水管上次爆过
  if ([...around.strongNow, ...around.weakNow].some((each) => each.start > last.start && each.end <= hit.start + 1))
    return false
  return (
    !(maybeNow && around.strongNow.some((each) => each.start >= hit.start)) &&
    !/今天|又来了|又开始|还在/.test(around.text.slice(hit.end))
  )
}

/** 着火了, 漏出来了, 爆了: what has come to pass is no mere possibility. */
function hasHappened(hit: Hit, text: string): boolean {
  return (
    /了/.test(text.slice(Math.max(hit.start, hit.end - 2), hit.end + 2)) ||
    /^(?:着|起来|出来|得|住)/.test(text.slice(hit.end, hit.end + 2))
  )
}

/** 电动车会着火吗, 发生过盗窃么: a question that is answered by yes or no. */
function endsAsking(hit: Hit, around: Surroundings): boolean {
  const sentence = around.sentenceAt[hit.start]
  let end = hit.end
  while (end < around.text.length && around.sentenceAt[end] === sentence) end += 1
  return /[吗么嘛][?]?[。!]?$/.test(around.text.slice(hit.end, end))
}

/** 我家, 楼上, 这里: somebody's own danger. */
function isOurs(hit: Hit, text: string): boolean {
  return /我|俺|家里|这里|这边|楼上|楼下|隔壁|对门|楼道|屋里|有人/.test(
    text.slice(Math.max(0, hit.start - 10), hit.end + 2),
  )
}

const follows = (hits: readonly Hit[], hit: Hit): boolean =>
  hits.some((each) => each.start >= hit.end && each.start - hit.end <= 1 && !overlap(each, hit))

function clauseOf(hit: Hit, text: string): Hit {
  let { start, end } = hit
  while (start > 0 && !CLAUSE_ENDS.has(text[start - 1] ?? '')) start -= 1
  while (end < text.length && !CLAUSE_ENDS.has(text[end] ?? '')) end += 1
  return { start, end }
}

const CLAUSE_ENDS = new Set(',.。!?;:\n')
