import type { Danger } from '../../conversation/memory'
import type { Turn } from '../../conversation/turn'
import type { EmergencyType } from '../../understanding/understanding'
import { CATEGORY } from './category'

/** Announced in so many words. */
const ANNOUNCED =
  /^((另外)?还有(一?[个件]|别的)事|对了.{0,4}(还有|问|想)|顺便|再问|还想(问|报|说)|除了这(个|件|事))|(另外|还有)(一?个|一件|别的)(事|问题)|另外(我|还|再)?(要|想|得)?(问|报|投诉|登记|办|申请|咨询)|我?(要|想)(报修|投诉|报个修|表扬)|帮我?(报修|报个修|登记|预约|查(一?下|查)?(进度|账单|快递|单子?|.{0,3}费))/u
/** 「另外5栋楼道灯不亮」 begins another matter, 「另外还有两个人没出来」 tells the worst of this one. */
const BESIDES = /^另外(?!.*(人|孩|娃|老|爸|妈|他|她|烟|火|烧|困|晕|伤|血|救|出不来|没出来|呼吸|严重|厉害|更))/u
const OTHER_WISHES: readonly string[] = ['repair', 'complaint', 'faq', 'progress', 'suggestion', 'praise']
/** Nobody speaks of these about a danger. */
const FAR_FROM_DANGER = /物业费|停车费|管理费|发票|收据|缴费|访客(登记|预约)|月卡|装修(押金|申请)|过户|维修基金/u
export const CALLS_PERSON =
  /人工|客服|真人|转(个)?人|(找|叫|喊)(一?个|你们)?(人|领导|经理|管家|主任|负责人)|human|operator/iu
const ASKS = /[?？]|吗|多少|怎么(交|缴|办理|申请|登记|开通|查)|几点|在哪(里|儿)?(交|办|缴|领)/u
const WANTS = /怎么(开|领|退|办)|帮我|(想|要|得)(开|办|交|缴|退|登记)/u
/** Asked of the danger itself. */
const ASKS_OF_DANGER =
  /怎么办|咋办|怎么(弄|救|关|处理)|开灯|开窗|开门|关[阀闸火水电]|拉闸|坐电梯|走楼梯|回[家去屋]|进[去屋]|出[去来门]|[上下]楼|喝水|[动搬扶喂][他她孩老]|120|119|110|报警|拔|插头|断电|[碰摸]|等[着你到多]|多久|几点.{0,4}[来到]|有人来|危险|安全|爆炸|会不会|救护车|消防/u
const SURE = 0.8

/** While a danger lasts, what is said is about it, but for what clearly is another matter. */
export function isAnotherMatter(turn: Turn, current: Danger): boolean {
  const { text, understanding, claimed, facts } = turn
  const { intent, confidence } = understanding
  if (facts.menuId !== null) return true
  if (CALLS_PERSON.test(text) && claimed.handoff === null) return true
  if (ANNOUNCED.test(text) || (BESIDES.test(text) && OTHER_WISHES.includes(intent))) return true
  // 「交那么多物业费，消防栓都没水」 is said of the fire.
  if (FAR_FROM_DANGER.test(text) && (turn.named !== null || ASKS.test(text) || WANTS.test(text))) return true
  if (intent === 'faq') return ASKS.test(text) && !ASKS_OF_DANGER.test(text)
  if (intent !== 'repair' && intent !== 'complaint') return false
  return confidence >= SURE && isOtherThing(turn, current, intent) && isOtherPlace(turn, current)
}

/** Its words name a thing, and not the one that is dangerous. */
function isOtherThing(turn: Turn, { type }: Danger, kind: 'repair' | 'complaint'): boolean {
  const named = turn.services.reader.category(turn.text, kind)?.split('/')[0] ?? null
  return named !== null && named !== '其他' && named !== CATEGORY[type as EmergencyType]
}

function isOtherPlace(turn: Turn, { where }: Danger): boolean {
  const said = turn.services.reader.where(turn.text)
  if (where?.home?.building !== undefined && said.building !== undefined) return said.building !== where.home.building
  return where?.place !== undefined && said.place !== undefined && said.place !== where.place && said.scope !== null
}

/** The words alone name this danger: 「火开着呢」 and 「喘不上气」 tell more of the one that is known. */
const NAMED: Partial<Record<EmergencyType, RegExp>> = {
  fire: /着[了大]?火|起[了大]?火|失火|火灾|[冒浓黑]烟|烟雾|烧(起来|着了)|爆炸|自燃|fire|smoke/iu,
  gas: /煤气|燃气|天然气|瓦斯|漏气|一氧化碳|gas/iu,
  water: /爆管|[水管阀]{1,2}.{0,4}爆|淹|漫|倒灌|喷水|往外喷|到处(都)?是水|flood|burst/iu,
  elevator: /电梯.{0,8}(困|关|卡|坠|停|掉)|(困|关|卡)在?电梯|lift|elevator/iu,
  electric: /触电|漏电|电到|被电|电击|火花|电线.{0,4}[断掉]|呼吸机|制氧机|electr|spark/iu,
  falling: /[楼上空][面头]?.{0,6}[掉砸坠扔抛]|高空|坠物|falling/iu,
  injury: /晕|昏|休克|抽搐|心脏|中风|没(有)?(反应|呼吸|知觉)|叫不醒|中毒|噎|大出血|被车撞|unconscious|faint/iu,
  intrusion: /陌生人|小偷|[撬翻爬].{0,4}[门窗锁]|入室|贼|burglar|intruder/iu,
  violence: /打架|打人|动手|持刀|拿刀|砍|殴打|fight|knife/iu,
  missing: /(不见|走丢|走失|失踪)|(孩子|老人|娃|爸|妈).{0,6}找不到|missing/iu,
  self_harm: /不想活|跳楼|自杀|轻生|割腕|寻死|要跳|suicide|kill myself/iu,
}
/** What follows from what: hurt by the fire, a fight with whoever broke in. */
const FOLLOWS: Partial<Record<EmergencyType, readonly EmergencyType[]>> = {
  injury: [
    'gas',
    'fire',
    'elevator',
    'electric',
    'falling',
    'trapped',
    'intrusion',
    'violence',
    'self_harm',
    'missing',
  ],
  violence: ['intrusion'],
  intrusion: ['violence'],
  falling: ['self_harm'],
  elevator: ['trapped'],
}

/** A second record and a second alarm, only where another danger is named. */
export function opensAnother(text: string, type: EmergencyType, current: Danger): boolean {
  if (type === current.type || !(NAMED[type]?.test(text) ?? false)) return false
  return !(FOLLOWS[type] ?? []).includes(current.type as EmergencyType)
}
