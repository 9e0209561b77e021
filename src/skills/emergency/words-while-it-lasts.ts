import type { Danger } from '../../conversation/memory'
import type { Turn } from '../../conversation/turn'
import type { EmergencyType } from '../../understanding/understanding'
import { CALLS_PERSON } from './another-matter'
import { isGrief, kindOf } from './kind-of'
import type { EmergencyKind } from './kind-of'
import { isFound } from './where-it-is'
import { kindIn } from './danger'

/** It names a time: whoever says it has promised. */
export const UPSET = 'emergency.upset'
const GOES_PUBLIC =
  /抖音|曝光|媒体|记者|微博|小红书|快手|朋友圈|业主群|发(到)?网上|(?<!\d)12345(?!\d)|电视台|起诉|律师|法院|告你们/u
const IS_HELP_COMING =
  /有人(来|过来|管)|来(了)?(吗|没)|多久|等到|几点(钟)?(能|会)?(来|到)|什么时候|几时|快点|快来|怎么还(没|不)|到哪|催|(人|你们)呢|没(人|来)|coming|how long/iu
const THANKS = /^[\s\p{P}]*(好的?|行|嗯)?[\s\p{P}]*(谢|感谢|多谢|辛苦|麻烦(你们|您)了|thank)/iu
const WHAT_TO_DO =
  /怎么办|咋办|怎么(弄|救|处理)|[能可要该用].{0,8}[吗么]|要不要|能不能|可不可以|what (should|do|can) i/iu

/** Whoever waits in danger is not given the same sentence again, and grief hears nothing of dispatch (B20). */
export function wordsFor(
  turn: Turn,
  told: { now: Danger; before: Danger; type: EmergencyType | null; isNewPlace: boolean },
): string[] {
  const { now, before, type, isNewPlace } = told
  const { text } = turn
  const kind = kindIn(now)
  const apart = (one: string, other: string) => [before.said === one ? other : one]
  const newKind = type === null ? kind : type === now.type ? kind : kindOf(type, text)
  const stillWhere = !isFound(now.where ?? {}) && now.told === 2 ? ['emergency.stillWhere'] : []
  if (isGrief(newKind) && !isGrief(kindIn(before))) return [`emergency.${newKind}`]
  if (isGrief(kind)) {
    if (newKind === 'overdose' && kindIn(before) !== 'overdose') return ['emergency.overdose']
    if (kind === 'overdose') {
      const isWanted = !isFound(now.where ?? {}) && before.said !== 'emergency.overdoseWhere'
      return isWanted ? ['emergency.overdoseWhere'] : apart('emergency.more_overdose', 'emergency.moreAgain_self_harm')
    }
    return apart('emergency.more_self_harm', 'emergency.moreAgain_self_harm')
  }
  // Somebody hurt, or the machine they breathe by: what to do for them comes first.
  const isWorse = newKind !== kindIn(before) && TELLS_WHAT_TO_DO.includes(newKind)
  if (isWorse) return [`emergency.${newKind}`, 'emergency.again']
  if (ASKS_FOR_CPR.test(text)) return ['emergency.cpr']
  if (GOES_PUBLIC.test(text)) return [UPSET]
  // 「火开着呢」 while gas leaks: what must not be done is said once more.
  const isNearIt = type !== null && type !== now.type && STILL_DANGEROUS.includes(kind)
  if ((WHAT_TO_DO.test(text) || isNearIt) && before.said !== `emergency.${kind}`)
    return [`emergency.${kind}`, 'emergency.again']
  if (isNewPlace && isFound(now.where ?? {})) return ['emergency.morePlace']
  if (type === null && MAY_FALL_SILENT.includes(now.type as EmergencyType) && SILENT.test(text))
    return apart(
      POLICE_COMES.includes(now.type) ? 'emergency.silent' : 'emergency.silentInside',
      'emergency.comingStill',
    )
  if (kind === 'life_support') return apart('emergency.more_life_support', 'emergency.moreAgain_life_support')
  if (kind === 'self_harm_near')
    return [...apart('emergency.more_self_harm_near', 'emergency.againStill'), ...stillWhere]
  if (type !== null) return [...apart('emergency.again', 'emergency.againStill'), ...stillWhere]
  if (IS_HELP_COMING.test(text) || CALLS_PERSON.test(text)) return apart('emergency.coming', 'emergency.comingStill')
  if (turn.understanding.sentiment.label === 'angry') return apart(UPSET, 'emergency.comingStill')
  if (THANKS.test(text)) return ['emergency.thanks']
  const own = OWN_WORDS.includes(kind) ? `emergency.more_${kind}` : null
  if (own !== null && before.said !== own) return [own, ...stillWhere]
  const more =
    before.said === undefined
      ? [TELLS_WHAT_TO_DO.includes(kind) ? 'emergency.more_injury' : 'emergency.more']
      : apart('emergency.moreAgain', 'emergency.moreStill')
  return [...more, ...stillWhere]
}

const ASKS_FOR_CPR =
  /(怎么|咋|如何|要不要|会不会|教).{0,6}(按压?|压|人工呼吸|心肺|急救|除颤)|心肺复苏|按(压)?(胸|心脏)|人工呼吸|cpr/iu
const STILL_DANGEROUS: readonly EmergencyKind[] = [
  'gas',
  'fire',
  'water',
  'electric',
  'life_support',
  'fumes',
  'oil_fire',
  'stove_on',
  'flood_garage',
]
/** While it lasts these have words of their own. */
const OWN_WORDS: readonly EmergencyKind[] = ['no_answer', 'lift_unsafe', 'light_hurt']
const SILENT =
  /没(有)?(一点儿?|任何|什么|啥|再)?(声|动静|响动|响声|声响|回应)|(不|没(有|再)?)(再)?(叫|喊|哭|闹|吭声|出声|吱声|说话|响)[了啦]?|安静[了啦]|静下来|悄无声息/u
const POLICE_COMES: readonly string[] = ['violence', 'intrusion', 'missing']
const MAY_FALL_SILENT: readonly EmergencyType[] = ['violence', 'intrusion', 'trapped', 'elevator', 'injury', 'missing']
const TELLS_WHAT_TO_DO: readonly EmergencyKind[] = ['injury', 'choking', 'poisoning', 'life_support']
