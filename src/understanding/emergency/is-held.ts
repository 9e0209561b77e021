import type { EmergencyGuard } from '../lexicon'
import type { EmergencyType } from '../understanding'
import type { Hit } from '../words/tagged-text'
import type { Surroundings } from './surroundings'
import { onlySoundsLike } from './only-sounds-like'
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
    hits.some(
      (each) =>
        each.end <= hit.start &&
        each.start >= clause.start &&
        hit.start - each.end <= distance &&
        !/[但却]|可是/.test(around.text.slice(each.end, hit.start)), // 灶没开但咝咝响
    )
  const inSentence = (hits: readonly Hit[]): boolean =>
    hits.some((each) => around.sentenceAt[each.start] === around.sentenceAt[hit.start])
  const now = around.strongNow.some((each) => each.end <= hit.start || each.start >= hit.start)
  const maybeNow = now || around.weakNow.length > 0
  const happened = hasHappened(hit, around.text)
  const ownLife = type === 'self_harm' && !isAnothers(hit, around)

  if (guard('figure').some((each) => each.start <= hit.start && each.end > hit.start)) return true
  // Not somewhere in the middle of a long find, which its first or last word made: 电梯里她打电话说出不来.
  if (
    guard('figure').some(
      (each) => each.end - each.start >= 3 && endsOf(hit).some((at) => covers(each, at)) && inside(each, hit),
    )
  )
    return true
  if (!ownLife && (before(guard('negated'), 2) || isDenied(hit, around.text, source))) return true
  if (isExaggerated(hit, around.text) && !now) return true
  if (isQuoted(hit, around.text) && !now) return true
  if (!ownLife && !now && isExplainedAway(hit, around)) return true
  // 不会 holds 会不会着火; in 不会说话了 it is the danger itself.
  const own = (each: Hit): boolean => source.includes(around.text.slice(each.start, each.end))
  if (guard('inside').some((each) => each.start >= hit.start && each.end <= hit.end + 2 && !own(each)) && !now)
    return true
  if ((type === 'trapped' || type === 'injury') && THING_HANDLED.test(around.text.slice(hit.start, hit.end)))
    return true
  if (onlySoundsLike(hit, type, around.text, maybeNow)) return true
  if (!now && isOnlyNearly(hit, type, around.text)) return true
  if (!now && SHOULD_IT.test(around.text.slice(Math.max(0, hit.start - 2), hit.end + 1))) return true
  if (isOver(hit, around) && !(type === 'elevator' && isStillUnsafe(hit, around.text))) return true
  if (guard('thanked').length > 0 && !now && type !== 'self_harm') return true
  if (guard('joke').length > 0 && (type === 'self_harm' || !now || PLAIN_JOKE.test(around.text))) return true

  // Who says such a thing of themselves in a question, a condition or a refusal still says it: care comes first (domain.md B20).
  if (ownLife) return false

  if (before(guard('hypothetical'), 6) && !(happened && now)) return true
  if (CONDITION.test(around.text.slice(hit.start, hit.end)) && !now) return true
  if (hasBeen(hit, around.text) && !now) return true
  if (isCounted(hit, around) && !now) return true
  if (guard('elsewhere').some((each) => each.start < hit.start) && !now) return true
  // Another's life: asking what to do is no reason to stay away.
  if (type === 'self_harm') return LIABILITY.test(around.text) || isPast(hit, clause, around, maybeNow)

  if (follows(guard('attributive'), hit) && !now) return true
  if (inSentence(guard('rule_question')) && !now) return true
  if (asksWhether(hit, around) && !now && !happened && !isOurs(hit, around.text)) return true
  if (endsAsking(hit, around) && !now && !isOurs(hit, around.text)) return true
  if (inSentence(guard('help_question')) && !now && !happened && !isOurs(hit, around.text)) return true
  if (guard('told_after').length > 0 && !now) return true
  if (before(guard('habitual'), 6) && !now) return true
  return isPast(hit, clause, around, maybeNow)
}

/** 差点晕倒: a person got away with it. What nearly struck somebody still falls. */
const isOnlyNearly = (hit: Hit, type: EmergencyType, text: string): boolean =>
  (type === 'injury' || type === 'electric') && /差一?点/.test(text.slice(Math.max(0, hit.start - 3), hit.end))

/** 真烧起来你们负责吗, but 真着火了. */
const SHOULD_IT = /(?<![是认这当的])真(?:着火|起火|烧起来|烧着|爆|漏|砸到|掉下来|出人命|打起来)(?!了)/

/** 热得我要自燃了, 写得想跳楼: so much that … Pain and smoke are said in the same form and are meant. */
function isExaggerated(hit: Hit, text: string): boolean {
  const before = text.slice(Math.max(0, hit.start - 9), hit.start + 1)
  const meant = /[疼痛烧烫漏晃摔打掐闷喘咳流喷砸撞抖憋]得/
  return /得[^,.。!?;]{0,3}(?:快?要|想|直接|恨不得|都快|快|能|差点)[^,.。!?;]{0,3}$/.test(before) && !meant.test(before)
}

/** “燃气泄漏怎么办”, 《触电急救》: what stands in quotation marks is what something is called or what somebody wrote. */
function isQuoted(hit: Hit, text: string): boolean {
  const open = Math.max(...['“', '《', '「', '『'].map((mark) => text.lastIndexOf(mark, hit.start)))
  if (open < 0) return false
  const close = /[”》」』]/.exec(text.slice(open))
  return close !== null && hit.end <= open + close.index
}

/** 没触电，手麻是睡觉压的: the danger is denied first, and what else sounds like it is explained. */
function isExplainedAway(hit: Hit, around: Surroundings): boolean {
  const opening = /^(?:[^,.。!?;]{0,4})(?:没有?(?!有?人)|不是|并没有?|不算)[^,.。!?;]{1,8}[,.。!?;]/.exec(around.text)
  if (opening === null || opening[0].length > hit.start) return false
  const rest = around.text.slice(opening[0].length)
  return !around.cries.length && !/可是|但/.test(rest) && /(?<![全都])是|而已|有点|还好/.test(rest)
}

/** 小孩把玩具掉进下水道, 我手机掉进水池: it is a thing that fell, and nobody. */
const THING_HANDLED =
  /把(?!自己|我|他|她|人|孩|小孩|小朋友|宝宝|娃|老人|手(?!机|表|链)|脚|头|腿)[^,.。!?;]{1,8}[掉弄扔踢丢落冲塞]|(?:鞋|手机|钥匙|玩具|球|帽子|眼镜|耳机|手表|戒指|衣服|书包|卡)子?[^,.。!?;]{0,2}[掉落]/

const endsOf = (hit: Hit): number[] => [hit.start, hit.end - 1]
const covers = (each: Hit, at: number): boolean => each.start <= at && at < each.end
const inside = (each: Hit, hit: Hit): boolean => each.start >= hit.start && each.end <= hit.end

const guardOf = (around: Surroundings, name: EmergencyGuard): readonly Hit[] => around.guards.get(name) ?? []

const PLAIN_JOKE = /哈哈|嘿嘿|笑死|\[笑\]|(?<![不没]|不是|没跟你)开玩笑|逗你|骗你的|测试|闹着玩|假装|模拟/

/** Reported as over behind the danger word, with nothing saying that it goes on. */
function isOver(hit: Hit, around: Surroundings): boolean {
  if (!guardOf(around, 'closed').some((each) => each.end > hit.start)) return false
  return !/等着送|还没送|不是(?:在)?(?:演习|演练|误报|误会|测试)|还在|又开始|又[着漏冒困]|复燃|没关|没好|越来越|止不住|还没|还[有冒]|烟(?:还|很|好|越)|好多烟|全是烟/.test(
    around.text,
  )
}

/** 电梯往下坠, 我已经出来了: who is out of it is safe, and the next one steps in. */
function isStillUnsafe(hit: Hit, text: string): boolean {
  const dropped = /坠|失控|往下[掉沉溜]|突然掉|[掉坠沉滑冲溜][到了].{0,4}[楼层]|冲到?顶|直冲|自由落体/
  return dropped.test(text.slice(hit.start, hit.end)) && !/修好|换了|停用|停[了运]|误报|搞错|看错|演习|演练/.test(text)
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
  /如果|要是|万一|假如|假设|一旦|倘若|会不会|可能会|会[砸掉摔着爆塌淹电夹伤]|担心|以免|防止|容易|早晚|迟早|(?<![害好很可怕\[])怕(?![\]怕])/

/** 有人跳楼物业要不要担责: who is liable is asked of no life at stake. */
const LIABILITY = /担责|责任|赔偿|赔钱|罚款|犯法|保险/

/** 爆过, 被狗咬过, 着过火: it has happened, some time. */
const EXPERIENCED = /[爆困摔咬打偷炸塌漏着电淹跳撞砸丢闹晕倒断死抢闯](?:过)(?![来去道滤敏期分程脚膝小门轮])/

/** 被关过, 轻生过: it has happened, some time. */
function hasBeen(hit: Hit, text: string): boolean {
  return (
    EXPERIENCED.test(text.slice(hit.start, hit.end + 2)) ||
    /^过(?![来去道滤敏期分程脚膝小门轮])/.test(text.slice(hit.end))
  )
}

/** 三年爆了四次: what is counted up has become a complaint. */
function isCounted(hit: Hit, { text, sentenceAt }: Surroundings): boolean {
  const sentence = text
    .split('')
    .filter((_, at) => sentenceAt[at] === sentenceAt[hit.start])
    .join('')
  return /[年月周][^,.。!?;]{0,8}[二两三四五六七八九十几\d]+[次回](?!性)|(?<!第)[二两俩三四五六七八九十]+[次回]了/.test(
    sentence,
  )
}

/** 保安能不能抓小偷, 能否报警: asked as a rule, of nobody's danger. 能不能快来人 asks for help. */
function asksWhether(hit: Hit, { text, sentenceAt }: Surroundings): boolean {
  const ask =
    /(?:能不能|可不可以|要不要|会不会|该不该|算不算|是否|能否|可否|是不是该|应不应该)(?![^,.。!?;]{0,4}[来派叫帮快救上爬])/g
  return [...text.matchAll(ask)].some(({ index }) => sentenceAt[index] === sentenceAt[hit.start])
}

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
  return /(?:[吗么]|(?<!哪儿?|哪里|快点|来)嘛)[?]?[。!]?$/.test(around.text.slice(hit.end, end))
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
