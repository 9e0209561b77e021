import type { EmergencyGuard } from '../lexicon'
import type { EmergencyType } from '../understanding'
import type { Hit } from '../words/tagged-text'
import type { Surroundings } from './surroundings'
import { overlap } from './surroundings'

/**
 * Does something take this danger word its alarm? From what is never danger (a figure of speech) to what is none unless
 * something says now: people also ask, curse and thank while it happens, and then the alarm is right. `source` is the pattern
 * that found it: 没反应 and 出不来 are danger by their own 没 and 不.
 */
export function isHeld(hit: Hit, type: EmergencyType, around: Surroundings, source: string): boolean {
  const guard = (name: EmergencyGuard): readonly Hit[] => guardOf(around, name)
  const clause = clauseOf(hit, around.text)
  const before = (hits: readonly Hit[], distance: number): boolean =>
    hits.some((each) => each.end <= hit.start && each.start >= clause.start && hit.start - each.end <= distance)
  const inSentence = (hits: readonly Hit[]): boolean =>
    hits.some((each) => around.sentenceAt[each.start] === around.sentenceAt[hit.start])
  const now = around.strongNow.some((each) => each.end <= hit.start || each.start >= hit.start)
  const maybeNow = now || around.weakNow.length > 0
  const happened = hasHappened(hit, around.text)
  const ownLife = type === 'self_harm' && !isAnothers(hit, around)

  if (guard('figure').some((each) => each.start <= hit.start && each.end > hit.start)) return true
  if (guard('figure').some((each) => each.start >= hit.start && each.end <= hit.end && each.end - each.start >= 3))
    return true
  if (!ownLife && (before(guard('negated'), 2) || isDenied(hit, around.text, source))) return true
  if (guard('inside').some((each) => each.start >= hit.start && each.end <= hit.end + 2) && !now) return true
  if (isOver(hit, around)) return true
  if (guard('thanked').length > 0 && !now && type !== 'self_harm') return true
  if (guard('joke').length > 0 && (type === 'self_harm' || !now || PLAIN_JOKE.test(around.text))) return true

  // Who says such a thing of themselves in a question, a condition or a refusal still says it: care comes first (domain.md B20).
  if (ownLife) return false

  if (before(guard('hypothetical'), 6) && !(happened && now)) return true
  if (CONDITION.test(around.text.slice(hit.start, hit.end)) && !now) return true
  if (EXPERIENCED.test(around.text.slice(hit.start, hit.end + 2)) && !now) return true
  if (guard('elsewhere').some((each) => each.start < hit.start) && !now) return true
  // Another's life: asking what to do is no reason to stay away.
  if (type === 'self_harm') return LIABILITY.test(around.text) || isPast(hit, clause, around, maybeNow)

  if (follows(guard('attributive'), hit) && !now) return true
  if (inSentence(guard('rule_question')) && !now) return true
  if (endsAsking(hit, around) && !now && !isOurs(hit, around.text)) return true
  if (inSentence(guard('help_question')) && !now && !happened && !isOurs(hit, around.text)) return true
  if (guard('told_after').length > 0 && !now) return true
  if (before(guard('habitual'), 6) && !now) return true
  return isPast(hit, clause, around, maybeNow)
}

const guardOf = (around: Surroundings, name: EmergencyGuard): readonly Hit[] => around.guards.get(name) ?? []

const PLAIN_JOKE = /哈哈|嘿嘿|笑死|\[笑\]|开玩笑|逗你|骗你的|测试|闹着玩|假装|模拟/

/** Reported as over behind the danger word, with nothing saying that it goes on. */
function isOver(hit: Hit, around: Surroundings): boolean {
  if (!guardOf(around, 'closed').some((each) => each.end > hit.start)) return false
  return !/还在|又开始|又[着漏冒困]|复燃|没关|没好|越来越|止不住|还没/.test(around.text)
}

/** The time word nearest before the danger rules; 昨天就有, 今天更浓 behind it brings it back to now. */
function isPast(hit: Hit, clause: Hit, around: Surroundings, maybeNow: boolean): boolean {
  const past = guardOf(around, 'past').filter((each) => each.start < hit.end)
  const last = past.at(-1)
  if (!last) return false
  if (last.start >= hit.start) return true // 水管上次爆过
  if ([...around.strongNow, ...around.weakNow].some((each) => each.start > last.start && each.end <= hit.start + 1))
    return false
  // 摔了，现在结痂了: a word of time in a later clause tells how it is now, a cry calls wherever it stands.
  const calls = [...around.cries, ...around.strongNow.filter((each) => each.end <= clause.end)]
  return (
    !(maybeNow && calls.some((each) => each.start >= hit.start)) &&
    !/今天|又来了|又开始|还在/.test(around.text.slice(hit.end))
  )
}

/** 着火了, 漏出来了, 爆了, 味好大: what has come to pass or is felt is no mere possibility. */
function hasHappened(hit: Hit, text: string): boolean {
  return (
    /了/.test(text.slice(Math.max(hit.start, hit.end - 2), hit.end + 2)) ||
    /^(?:着|起来|出来|得|住)/.test(text.slice(hit.end, hit.end + 2)) ||
    /好大|很大|好浓|很浓|好重|很重|特别|越来越|满|到处|全是|不停|直响/.test(text.slice(hit.start, hit.end + 6))
  )
}

/** 万一掉下来砸到人, 会不会倒下来: the condition stands inside what was found. 害怕 is a feeling, no condition. */
const CONDITION =
  /如果|要是|万一|假如|假设|一旦|倘若|会不会|可能会|会[砸掉摔着爆塌淹电夹伤]|担心|以免|防止|容易|(?<![害好很可怕\[])怕(?![\]怕])/

/** 有人跳楼物业要不要担责: who is liable is asked of no life at stake. */
const LIABILITY = /担责|责任|赔偿|赔钱|罚款|犯法|保险/

/** 爆过, 被狗咬过, 着过火: it has happened, some time. */
const EXPERIENCED = /[爆困摔咬打偷炸塌漏着电淹跳撞砸丢闹晕倒断死抢闯](?:过)(?![来去道滤敏期分程脚膝小门轮])/

/** 老人没摔着, 没冒火花: the last word of what was found is denied, and not by the danger word itself. */
function isDenied(hit: Hit, text: string, source: string): boolean {
  const found = text.slice(hit.start, hit.end)
  const denied = /(没有?|不是|并没有?|不像是?|未)([^,.。!?;]{1,3})$/.exec(found)
  return denied !== null && !source.includes(`${(denied[1] ?? '').slice(-1)}${(denied[2] ?? '').slice(0, 1)}`)
}

/** Said of somebody else, and not of oneself: 有人要跳楼, 租客轻生过. */
function isAnothers(hit: Hit, around: Surroundings): boolean {
  const near = around.text.slice(Math.max(0, hit.start - 12), hit.end + 4)
  return /有人|有个|有位|他|她|谁|住户|租客|邻居|别人|人家|业主|那个人|演/.test(near) && !FIRST_PERSON.test(around.text)
}

const FIRST_PERSON = /我(?!们|家|弟|妹|哥|姐|妈|爸|老|女|儿|朋|同|室|邻|租|住|听|看|在抖|单位|发现)/

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
