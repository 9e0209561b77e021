import type { EmergencyType } from '../../understanding/understanding'

/** What is said first depends on more than the type: a machine somebody breathes by, poison, choking, who wants to die. */
export const KINDS = ['life_support', 'choking', 'poisoning', 'overdose', 'self_harm_other', 'self_harm_near'] as const
export type EmergencyKind = EmergencyType | (typeof KINDS)[number]

export const LIFE_SUPPORT =
  /呼吸机|制氧机|氧气机|供氧机|吸氧|透析(机|仪)|心电监护|监护仪|吸痰(机|器)|输液泵|ventilator|oxygen (machine|concentrator)|dialysis/iu
const CHOKING =
  /噎(住|着|到|了)|卡(住)?(了)?(喉咙|嗓子|气管)|(喉咙|嗓子|气管)(里|被)?.{0,4}(卡|堵)|呛(住|着|到)了?.{0,6}(喘|呼吸|脸|说不出)|choking/iu
const POISON =
  /农药|百草枯|敌敌畏|除草剂|老鼠药|毒药|毒蘑菇|中毒|((喝|吞|吃|服)(下|了|掉|进|的)*.{0,6}(消毒|洁厕|漂白|84|酒精|汽油|安眠药|电池|洗衣)|(消毒[液水]|洁厕|漂白|84|酒精|汽油|安眠药|电池).{0,8}(喝|吞|吃|服))|poison|overdose/iu
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
  if (type === 'injury' || type === 'other' || type === 'trapped') {
    if (CHOKING.test(text)) return 'choking'
    if (POISON.test(text) || (MEDICINE.test(text) && TOO_MUCH.test(text))) return 'poisoning'
  }
  return type
}

/** Grief hears nothing of dispatch (B20). */
export function isGrief(kind: EmergencyKind): boolean {
  return kind === 'self_harm' || kind === 'overdose'
}
