import type { EmergencyType } from '../../understanding/understanding'

/** What is said first depends on more than the type: a machine somebody breathes by, poison, choking, who wants to die. */
export const KINDS = [
  'life_support',
  'choking',
  'poisoning',
  'overdose',
  'self_harm_other',
  'self_harm_near',
  'child_at_height',
  'drowning',
  'pit',
  'pinned',
  'open_hole',
  'fumes',
  'oil_fire',
  'stove_on',
  'flood_garage',
  'lured',
  'no_answer',
  'beaten',
  'lift_unsafe',
  'light_hurt',
] as const
export type EmergencyKind = EmergencyType | (typeof KINDS)[number]

export const LIFE_SUPPORT =
  /呼吸机|制氧机|氧气机|供氧机|吸氧|透析(机|仪)|心电监护|监护仪|吸痰(机|器)|输液泵|ventilator|oxygen (machine|concentrator)|dialysis/iu
const CHOKING =
  /噎(住|着|到|了)|卡(住)?(了)?(喉咙|嗓子|气管)|(喉咙|嗓子|气管)(里|被)?.{0,4}(卡|堵)|呛(住|着|到)了?.{0,6}(喘|呼吸|脸|说不出)|choking/iu
const POISON =
  /农药|百草枯|敌敌畏|除草剂|老鼠药|毒药|毒蘑菇|中毒|((喝|吞|吃|服)(下|了|掉|进|的)*.{0,6}(消毒|洁厕|漂白|84|酒精|汽油|安眠药|电池|洗衣|疏通|通渠|清洁剂|洗洁|除[垢霉锈]|樟脑|干燥剂|杀虫|蟑螂|煤油|油漆|稀释|防冻|烧碱|[硫盐]酸|甲醇|水银)|(消毒[液水]|洁厕|漂白|84|酒精|汽油|安眠药|电池|洗衣[液粉]|疏通剂|通渠|清洁剂|洗洁精|除[垢霉锈]剂|樟脑丸|干燥剂|杀虫|蟑螂药|煤油|油漆|稀释剂|防冻液|烧碱|[硫盐]酸|甲醇|水银).{0,8}(喝|吞|吃|服))|poison|overdose/iu
const MEDICINE = /药|片|胶囊|pills?/iu
const TOO_MUCH =
  /整?[一半两几]?(瓶|把|盒|板)|[几\d]+\s*(片|粒|颗)|好多|很多|过量|全(部|都)?(吃|吞|喝|服)|(吃|吞|喝|服)(多|错)|误(吃|吞|喝|服)|overdose/iu

/** Somebody else is about to end their life: whoever sees it is told what to do, and is not comforted in their place. */
const OF_ANOTHER =
  /有(个|一个)?人|小伙|姑娘|[男女](的|子|孩|人|生)|[他她](要|想|坐|站|爬|在|说|又|把|不)|邻居|老(人|头|太)|学生|那个?人|someone|somebody/u
const IN_SIGHT = /跳|楼顶|天台|屋顶|顶楼|窗|边上|边缘|护栏|栏杆|桥|河边|爬|站在|坐在|悬/u
/** Their own people, who can stay with them. */
const OF_NEAR =
  /(孩子|儿子|女儿|闺女|娃|老公|老婆|爱人|媳妇|对象|男朋友|女朋友|爸|妈|父亲|母亲|爷爷|奶奶|外公|外婆|弟|妹|哥|姐|室友|同学|同事|朋友|租客|家里人).{0,8}(说|想|要|不想|觉得|写|发|吃|喝|割|活)/u
const OF_ONESELF =
  /(?<![跟和对给])我(自己)?(真的?|都|也|就|现在)?(不想|想|要|活|爬|坐|站|跳|撑|受不了|没意思|吃|吞|喝|割)/u

/** A small child on the wrong side of a window wants nothing; an older one on a roof may. */
const CHILD_AT_HEIGHT =
  /(小孩|孩子|小朋友|娃|宝宝|婴儿|[一二两三四五六七八]岁)[^。！!]{0,12}(窗|护栏|栏杆|外机|空调架|防盗网|雨棚|阳台外)|(窗|护栏|栏杆|外机|空调架|防盗网|雨棚|阳台)[^。！!]{0,12}(小孩|孩子|小朋友|娃|宝宝|婴儿)/u
const HANGS_THERE = /坐|站|爬|趴|骑|挂|吊|翻|悬|扒|腿/u
const WANTS_TO_DIE = /跳|活|死|轻生|遗书|自杀|自残/u
const isChildAtHeight = (text: string): boolean =>
  CHILD_AT_HEIGHT.test(text) && HANGS_THERE.test(text) && !WANTS_TO_DIE.test(text) && !OF_ONESELF.test(text)

const PIT = /化粪池|污水[井池]|窨井|检查井|沼气池|地窖|下水[井道]|井[下里底]|掉井/u
const DROWNING =
  /溺水|落水|扑腾|冰窟|冰[面层]?[裂破塌]|沉下去|[漂浮飘][着了]?一?个?(人|孩|小孩|老人|女|男|娃)|[掉跌滑摔落陷][进到下在入]?了?.{0,4}([湖河]|池塘|泳池|水池|水里|水景|喷泉|池子)|[湖河池水]里?.{0,4}[掉跌落]|drown/iu
const LIMB = '(手|指|脚|腿|胳膊|头|身|脖子|人|老|妈|爸|孩|娃|师傅|小哥|保安|保洁)'
/** Under a weight, or in a door. */
const PINNED = new RegExp(
  `${LIMB}[^,，。]{0,10}[压夹埋绞卷砸](在|着|住|了|到)|[压夹埋绞卷砸](在|着|住|到|倒)[^,，。]{0,4}${LIMB}`,
  'u',
)
const NO_CAR = /(没有?|无|不见|看不到)轿厢|轿厢(不在|没)|井道|黑洞|里面是空/u
const COVER = /井盖|盖板|沟盖|下水道盖/u
const CHEMICAL = /氯|84|漂白|洁厕|[硫盐]酸|氨|药水?[桶罐]|刺鼻|化学/u
/** Carbon monoxide, which nobody smells; where gas leaks no switch may be touched. */
const BURNT_AIR = /热水器|炭|煤炉|烤火|火盆|火炉|一氧化碳|蜂窝煤/u
const DAZED = /晕|昏|倒|[叫喊]不醒|没反应|恶心|吐|头[疼痛]|睡|没力/u
const OIL = /油锅|锅里?的?油|油[^,，。]{0,2}(着|燃|起火)|锅[^,，。]{0,4}(着火|着了|起火|烧起来|火苗)/u
const LEFT_ON = /没关|忘关|忘了关|忘记关|没熄|(灶|炉|锅|汤|粥|肉|水|火|饭|菜)[^,，。]{0,6}(着|开)|[炖煮煲熬蒸烧]着/u
const BURNS = /烟|着火|起火|失火|烧起来|火苗|糊|焦|燃|119/u
const BELOW_GROUND = /车库|地库|地下|负[一二三1-3]|停车场|(?<![a-z])b[123](?!\d)/iu
const LURED = /骗|哄|诱/u
/** Nobody has seen them: who tells of it stands before a door or far away, and not beside them. */
const NO_ANSWER =
  /(电话|手机|视频|微信|消息|信息)[^,，。;；]{0,8}([没不][^,，。;；]{0,2}[接回通应]|打不通|关机)|([没不]|没有人?|没人)[^,，。;；]{0,2}[接回][^,，。;；]{0,2}(电话|手机|视频|微信|消息)|联系不上|打不通|[敲拍砸叫喊按][^,，。;；]{0,8}(没人[应开答]|没反应|没动静|不[应开]|没应)|没(人)?(应|开)门|不开门|(没|不)(见|露面|出门|下楼)/u
const SEEN =
  /倒[在了地]|摔|晕|昏|血|[躺趴瘫]|噎|喘|抽搐|[叫喊摇推](都|也)?不醒|翻白|嘴歪|说不清|话都|没呼吸|头晕|胸口|看[见到](他|她|人)|呻吟/u
/** Struck, and not somebody who looks on. */
const BEATEN =
  /(打|揍|踢|踹|掐|砍|扇|捅|砸|拽|咬|推|勒|家暴|殴打)(了|着|伤)?我(?!们?(家|的)?(门|车|窗|电话))|我(又|刚|刚才)?(被|让|给|挨)[^,，。;；]{0,8}(打|揍|踢|踹|掐|砍|扇|捅|砸|拽|家暴)|(?<!(隔壁|楼[上下]|邻居|对门).{0,8})家暴/u
const DROPPED = /坠|失控|往下[掉沉溜]|(突然|猛地|忽然)(往下)?掉|[掉坠沉滑冲溜][到了].{0,4}[楼层]|冲到?顶|自由落体/u
const SHUT_IN = /困|关在|卡(在|住)|出不[来去]|(?<!没有?人?)(?<!不)在(电梯)?里[面头]?|里[面头边](还|好像|有)|打不开/u
const LIGHTLY_HURT = /[红肿青紫疼痛麻]|破皮|淤|擦伤/u
const BADLY_HURT = /血|骨|断|动不了|昏|晕|头破|不能动|抬不起|变形|还夹|夹[着住](?!了?我?一下)|出不来|拔不/u

/** What the words alone take for despair or for somebody lost, where they tell of a child at a window or a man in a pit. */
export function typeOf(type: EmergencyType, text: string): EmergencyType {
  if (type === 'self_harm' && isChildAtHeight(text)) return 'trapped'
  return type === 'missing' && PIT.test(text) ? 'trapped' : type
}

/** Said of the same danger a little later: 「是我」. */
export const isOneself = (text: string): boolean =>
  /^[\s\p{P}]*(就|那个人?|说的|要跳的)*(人)?(就)?是我(自己|本人)?[\s\p{P}啊呀]*$|^(我自己|要跳的人?是我)/u.test(
    text.trim(),
  )

/** The words for what was said; `before` is what the same danger was taken for so far, and stays unless more is said. */
export function kindOf(type: EmergencyType, text: string, before: EmergencyKind | null = null): EmergencyKind {
  const kind = kindIn(type, text, before)
  return kind === type && type !== 'self_harm' ? (before ?? kind) : kind
}

function kindIn(type: EmergencyType, text: string, before: EmergencyKind | null): EmergencyKind {
  if (type === 'self_harm') {
    if ((POISON.test(text) || MEDICINE.test(text)) && TOO_MUCH.test(text)) return 'overdose'
    if (OF_ONESELF.test(text)) return type
    if (OF_NEAR.test(text) && !IN_SIGHT.test(text)) return 'self_harm_near'
    if (OF_ANOTHER.test(text)) return IN_SIGHT.test(text) ? 'self_harm_other' : 'self_harm_near'
    // 「3栋楼顶 站边上呢」 says where somebody stands; who means themselves says 「我」.
    if (
      before === null &&
      /(楼顶|天台|边上|护栏).{0,4}(站|坐|爬)|(站|坐|爬)(在|到)?.{0,4}(边上|护栏|楼顶|天台)/u.test(text)
    )
      return 'self_harm_other'
    return before ?? type
  }
  if (LIFE_SUPPORT.test(text)) return 'life_support'
  const ofPlace = kindOfPlace(type, text)
  if (ofPlace !== null) return ofPlace
  if (type === 'injury' || type === 'other' || type === 'trapped') {
    if (CHOKING.test(text)) return 'choking'
    if (POISON.test(text) || (MEDICINE.test(text) && TOO_MUCH.test(text))) return 'poisoning'
  }
  if (type === 'injury' && NO_ANSWER.test(text) && !SEEN.test(text)) return 'no_answer'
  return type
}

/** Where, and by what: what must not be done differs more than the type does. */
function kindOfPlace(type: EmergencyType, text: string): EmergencyKind | null {
  switch (type) {
    case 'trapped':
    case 'injury':
    case 'falling':
      if (type === 'trapped' && isChildAtHeight(text)) return 'child_at_height'
      if (type === 'injury' && isNipped(text)) return 'light_hurt'
      if (type !== 'falling' && PIT.test(text)) return 'pit'
      if (type !== 'falling' && DROWNING.test(text)) return 'drowning'
      return PINNED.test(text) && (type === 'trapped' || /压|埋|夹/u.test(text)) ? 'pinned' : null
    case 'elevator':
      if (isNipped(text)) return 'light_hurt'
      if (DROPPED.test(text) && !SHUT_IN.test(text)) return 'lift_unsafe'
      if (NO_CAR.test(text) && !/困|卡|停在/u.test(text)) return 'open_hole'
      return /[夹卷绞](着|住|到|在|进|了)/u.test(text) && PINNED.test(text) ? 'pinned' : null
    case 'other':
      return COVER.test(text) ? 'open_hole' : CHEMICAL.test(text) ? 'fumes' : null
    case 'gas':
      return BURNT_AIR.test(text) && DAZED.test(text) && !/漏|嘶|臭|味/u.test(text) ? 'fumes' : null
    case 'fire':
      return OIL.test(text) ? 'oil_fire' : LEFT_ON.test(text) && !BURNS.test(text) ? 'stove_on' : null
    case 'water':
      return BELOW_GROUND.test(text) ? 'flood_garage' : null
    case 'violence':
      return BEATEN.test(text) ? 'beaten' : null
    case 'missing':
      return LURED.test(text) ? 'lured' : null
    default:
      return null
  }
}

/** 「电梯门夹了我一下 手红了」 */
function isNipped(text: string): boolean {
  return /夹/u.test(text) && LIGHTLY_HURT.test(text) && !BADLY_HURT.test(text)
}

/** Grief hears nothing of dispatch (B20). */
export function isGrief(kind: EmergencyKind): boolean {
  return kind === 'self_harm' || kind === 'overdose'
}
