import type { EmergencyKind } from './kind-of'

/** 「没事了」: whatever the danger was. */
const OVER =
  /没(什么|啥)?事(情|儿)?[了啦]|安全了|脱险|解除了|虚惊|误报|(搞|弄|看|闻|听|报)错了|(?<!(没有?|不是?|别)在?([跟和]你们?)?)(发错(群|人)?[了啦]?|[点按打]错了|逗你(们)?(玩|的)|骗你(们)?的|开(个)?玩笑|闹着玩|恶作剧)|不用(再)?(来|过来|派人|管)了|别(来|过来|管)了|(弄|修|处理|搞)(好|定|完)[了啦]|解决了|已经(好|关|灭)了|all clear|(we|i)('m| am| are)( all)? (safe|fine|ok)|false alarm/giu
/** 「出来了」 of a person; bones, blood, smoke and smells come out too. */
const OUT =
  /(?<=^|[\s,，。!！~]|已经|终于|刚|[都全人我们他她俩])(自己|就|也|都|全)*出来[了啦]|(救|放|拉|拽|抱|接|弄|爬|走|跑|逃|撬|解|背)(了)?(他们?|她们?|我们?|人|孩子)?出来[了啦]|(got|are|is|am|he's|she's) out\b/giu
/** Said of a lift: it stands, and nobody is shut in. */
const NOBODY_IN = /(没|不|没有)(有)?(人)?在(电梯|轿厢)?里[面头]?|里[面头边]没(有)?人|没(有)?(人)?(被)?困(着|住|人)?/gu
const DOWN =
  /(抱|救|放|接|爬|走|劝|拉|弄|解|取|背|扶)下来[了啦]|(?<=^|[\s,，。!！]|已经|终于|自己|[都人我们他她])下来[了啦]/gu
const STOPPED = /不(再)?(冒|漏|流|喷|滴|涨|淹|烧|响)[了啦]?|停[了啦]|(止|堵|关)住[了啦]|水退[了啦]/gu
const FIRE_OUT = /(?<!灭不)灭[了啦掉]|熄[了灭]|烧完[了啦]|烟散[了啦]|没(有)?[烟火][了啦]|(fire is|put) out/giu
/** Who does not scream any more has not been helped: silence alone is the end of no danger. */
const QUIET =
  /不(打|吵|闹|骂|敲|砸)[了啦]|(人|都|他们?|她)(已经)?(走|散)[了啦]|带走[了啦]|抓(住|到|走)[了啦]|停手|没(有)?声(音)?[了啦].{0,4}(警察|民警|保安)(已经|都)?[来到][了啦]/gu
const NO_SMELL = /没(有)?(什么|啥)?味(道|儿)?[了啦]|味(道|儿)?(没|散|没有)[了啦]|闻不(到|见|着)[了啦]?/gu
const IN_GOOD_HANDS =
  /缓(过来|过劲)|(醒|清醒)(过来)?[了啦]|(救|抢救|活)过来[了啦]|好(多|些|点)[了啦]|上(了)?(救护|急救)?车[了啦]|送(到|去|往|进)?医院?(去)?[了啦]|(到|去|在|进|往)(了)?(医院|急诊)(去)?[了啦]|(接|拉|抬|送)走[了啦]|(咳|吐|取)出来[了啦]|(in|to) hospital/giu
const FOUND =
  /找(到|着)[了啦]|(自己)?回(来|家)[了啦]|接(到|着|回)[了啦]|(人|孩子|娃|老人|妈|爸|他|她)(就|正|已经|现在|都)?在(?!.*(不见|走丢|走失|丢|失踪|没影))(他们|她们|派出所|警察|民警|邻居|保安|门卫|同学|亲戚|姥姥|奶奶|外婆)|found (him|her|them)/giu
const POWER_BACK = /(?<!没)来电[了啦]|电来[了啦]|(恢复|有)(供)?电[了啦]|接上电/gu

/** People who are out of a burning house have not put it out: for fire and gas 「出来了」 is not the end. */
const OF_KIND: Partial<Record<EmergencyKind, readonly RegExp[]>> = {
  gas: [NO_SMELL],
  water: [STOPPED],
  fire: [FIRE_OUT, STOPPED],
  elevator: [OUT, DOWN, NOBODY_IN, /(?<!拉)门(打)?开[了啦]|开门[了啦]/gu],
  trapped: [OUT, DOWN, /(?<!拉)门(打)?开[了啦]|开门[了啦]/gu],
  electric: [STOPPED, IN_GOOD_HANDS],
  falling: [IN_GOOD_HANDS],
  injury: [IN_GOOD_HANDS],
  choking: [IN_GOOD_HANDS],
  poisoning: [IN_GOOD_HANDS],
  life_support: [POWER_BACK, IN_GOOD_HANDS],
  intrusion: [QUIET],
  violence: [QUIET],
  missing: [FOUND],
  self_harm: [DOWN],
  self_harm_other: [DOWN, /(拉|劝|抱|拦)(住|回)来?[了啦]|(他|她|人)?回(屋|去|家)[了啦]/gu],
  self_harm_near: [IN_GOOD_HANDS, DOWN],
  child_at_height: [
    DOWN,
    IN_GOOD_HANDS,
    /(拉|劝|抱|拦)(住|回|进)[来去]?[了啦]|(他|她|人|孩子)?(回|进)(屋|去|家)[了啦]/gu,
  ],
  drowning: [OUT, IN_GOOD_HANDS, /([捞拉救拖拽]|爬|抱)(上来|上岸|起来)[了啦]/gu],
  pit: [OUT, IN_GOOD_HANDS, /([捞拉救拖拽]|爬)(上来|起来)[了啦]/gu],
  pinned: [OUT, IN_GOOD_HANDS],
  no_answer: [
    IN_GOOD_HANDS,
    /(电话|视频|微信|消息)?(打通|接通|接电话|回(电话|消息|信息|微信)|接了|通)[了啦]|联系(上|到)[了啦]|在?睡(觉|着)[了啦]|没听(见|到)(电话|敲门|门铃|手机)?|门?开(了)?门[了啦]|(人|他|她)?回来[了啦]/gu,
  ],
  beaten: [QUIET],
  lift_unsafe: [/(电梯)?(停用|停运|断电|锁|围)(了|起来了|好了)/gu],
  light_hurt: [/(不|没那么)(疼|痛)[了啦]|好(多|些|点)[了啦]/gu],
  open_hole: [/盖(上|好|回去)[了啦]/gu],
  fumes: [NO_SMELL, IN_GOOD_HANDS],
  oil_fire: [FIRE_OUT],
  stove_on: [/(火|灶|煤气|燃气|炉子)?关(了|掉|上|好)[了啦]?$|门(打)?开[了啦]|开门[了啦]/gu],
  flood_garage: [STOPPED],
  lured: [QUIET, FOUND],
  other: [STOPPED, QUIET],
}

/** What came out is no person. */
const NOT_A_PERSON =
  /(骨头?|血|肠子?|肉|眼泪|水|烟|火苗?|味道?|气|汗|屎|尿|粪水?|电线|钢筋)(都|也|全|就|已经)*(是|流|冒|跑|喷|漏|涌|露|淌)*出来[了啦]/gu
/** What stopped, went out or was taken away is not the danger: 「灯灭了」, 「电梯停了」, 「把孩子带走了」. */
const NOT_THE_DANGER =
  /(灯|手机|屏幕?|信号|电梯|车|水泵|风机|空调|心跳|呼吸|[他她]|人)(们|都|也|全|就|已经|突然|又)*(灭|熄|停)[了啦掉]|(把|将)(我|孩子|小孩|娃|宝宝|儿子|女儿|闺女|老人|妈|爸|老婆|媳妇|东西|包|手机|钱|狗)[^，,。；;！!？?\s]{0,6}(带|抓|拖|抱|抢)走[了啦]|(我|孩子|小孩|娃|宝宝|儿子|女儿|闺女|老人|妈|爸|老婆|媳妇)(被|让)(?!警|民警|110)[^，,。；;！!？?\s]{0,6}(带|抓|拖|抱|抢)走[了啦]/gu
/** Only where it was the danger itself is it over with the power. */
const POWER_OFF = /电(都|也|全|就|已经|突然|又)*停[了啦]/gu

/** 「没事了 但是味道还在」, 「出来一个 还有两个」: then it is not over. */
const STILL =
  /但(是)?|可是|不过|只是|还(有|在|是|没|剩|差|困|冒|烧|漏|流)|又(着|漏|冒|烧|来|困|开始|有)|仍|越来越|没反应|不动了|(叫|喊)不醒|快不行/u
const ASKED = /[了啦](没有?|吗|么|吧)[啊呀呢]?[\s?？!！。~]*$|[?？]\s*$|是不是|有没有|什么时候|能不能/u
const NOT_YET = /(没|没有|未|不|才|才能|怎么|快|要|想|能|等|让|把|别)(法|办法)?$/u

/** Only the owner or a person ends an emergency: whether these words say that this one is over. */
export function isOver(text: string, kind: EmergencyKind): 'this' | 'any' | null {
  const named = text.normalize('NFKC').replace(NOT_A_PERSON, ' ').replace(NOT_THE_DANGER, ' ')
  const said = kind === 'electric' ? named : named.replace(POWER_OFF, ' ')
  if (STILL.test(said) || ASKED.test(said)) return null
  if ((OF_KIND[kind] ?? []).some((pattern) => isSaid(said, pattern))) return 'this'
  return isSaid(said, OVER) ? 'any' : null
}

/** Somebody was hurt and is looked after: they are wished well. */
export function isInGoodHands(text: string): boolean {
  return isSaid(text.normalize('NFKC'), IN_GOOD_HANDS)
}

/** 「我在一楼」: whoever says so stands before the lift, which ends the alarm where nobody else was said to be in it. */
export function isOutsideLift(text: string, before: readonly string[]): boolean {
  return AT_THE_DOOR.test(text) && !STILL.test(text) && ![...before, text].some((words) => SOMEBODY_IN.test(words))
}

const AT_THE_DOOR =
  /(我们?|人)(现在|就|都|正|是)?(站)?在(一楼|1楼|楼下|外面|外头|门外|大堂|大厅|家里?)(?!.{0,8}(困|卡))/u
const SOMEBODY_IN =
  /困|被关|关[在了着]|出不[来去]|拍门|[叫喊]|哭|救命|警铃|里[面头边]|(有人|孩子|老人|个人|我们?).{0,6}(在|卡在)(电梯|轿厢)|在(电梯|轿厢)/u

function isSaid(text: string, pattern: RegExp): boolean {
  return [...text.matchAll(pattern)].some(({ index }) => !NOT_YET.test(text.slice(Math.max(0, index - 4), index)))
}
