import { simplify } from '../understanding/words/normalise'

/** 「民天下午」: what an input method writes for 明天, alone or before an hour. */
const MISTYPED_TOMORROW =
  /(?<=^|[\s，,。；;！!、约到在是那就])[民名鸣铭](?:天|田)(?=$|[\s，,。；;！!、吧]|[上下中]午|[早晚]上?|[\d一二两三四五六七八九十]{1,3}[点:：])/gu

/**
 * 繁體 and the everyday words of Cantonese, of Wu and of the north as the guided talks read them: 「聽日下晝」 is 「明天下午」, 「冇問題」 agrees. The log keeps what
 * was written. It is a glossary, not a translation: what it lacks stays as it is. Longer entries come first.
 */
const GLOSSARY: readonly [RegExp, string][] = [
  [/唔该晒?|多谢晒/gu, '谢谢'],
  [/冇问题/gu, '没问题'],
  [/得唔得|得冇得/gu, '行不行'],
  [/使唔使|洗唔洗/gu, '要不要'],
  [/有冇/gu, '有没有'],
  [/系咪/gu, '是不是'],
  [/唔系/gu, '不是'],
  [/唔使|唔洗/gu, '不用'],
  [/唔好/gu, '不要'],
  [/唔知/gu, '不知道'],
  [/冇/gu, '没有'],
  [/唔/gu, '不'],
  [/啱啱/gu, '刚刚'],
  [/啱/gu, '对'],
  [/听日/gu, '明天'],
  [/听朝/gu, '明天早上'],
  [/听晚/gu, '明晚'],
  [/明朝(?![代的皇末初])/gu, '明天'],
  [/后朝/gu, '后天'],
  [/今朝(?=[上下][昼午半]|晏昼|夜|晚)/gu, '今天'],
  [/今朝/gu, '今天早上'],
  [/琴日|寻日/gu, '昨天'],
  [/朝早|朝头早/gu, '早上'],
  [/晏昼|下昼/gu, '下午'],
  [/上昼|上半[日天]/gu, '上午'],
  [/下半[日天]/gu, '下午'],
  [/夜晚黑|晚黑|夜到头?/gu, '晚上'],
  [/[头前]晌(?!午)|头午|上晌/gu, '上午'],
  [/[后下]晌(?!午)|过晌|后半晌/gu, '下午'],
  [/擦黑儿?|傍黑儿?/gu, '傍晚'],
  [/下黑儿?/gu, '晚上'],
  [/赶明儿?个?/gu, '明天'],
  [MISTYPED_TOMORROW, '明天'],
  [/而家|依家/gu, '现在'],
  [/几时/gu, '什么时候'],
  [/几多钱|几钱/gu, '多少钱'],
  [/几多/gu, '多少'],
  [/边度/gu, '哪里'],
  [/边个/gu, '谁'],
  [/点样|点先/gu, '怎么'],
  [/点解/gu, '为什么'],
  [/乜嘢|咩嘢|乜野/gu, '什么'],
  [/俾|畀/gu, '给'],
  [/我哋/gu, '我们'],
  [/你哋/gu, '你们'],
  [/佢哋/gu, '他们'],
  [/佢/gu, '他'],
  [/嘅/gu, '的'],
  [/咗/gu, '了'],
  [/喺/gu, '在'],
  [/嚟/gu, '来'],
]

export function toMainlandWords(text: string): string {
  if (!/\p{Script=Han}/u.test(text)) return text
  const read = simplify(text)
  return SOUTHERN.test(read) ? GLOSSARY.reduce((left, [word, meant]) => left.replace(word, meant), read) : read
}

/** Without one of these, 「寻日」 or 「今朝」 is somebody's name or a poem, and nothing is put into other words. */
const SOUTHERN =
  /[冇唔啱嘅咗喺嚟佢哋乜畀俾]|听日|听朝|听晚|下昼|上昼|晏昼|朝早|而家|依家|边度|点样|系咪|几多|几时|[上下]半[日天]|[明后]朝|[头前后上下过]晌|头午|[擦傍下]黑|赶明|[民名鸣铭][天田]/u
