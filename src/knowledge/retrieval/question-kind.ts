/** What sort of answer a question wants. One question may want two (怎么收费: how, how much). */
export const QUESTION_KINDS = ['price', 'place', 'time', 'duration', 'who', 'why', 'may', 'how', 'documents'] as const
export type QuestionKind = (typeof QUESTION_KINDS)[number]

const SIGNS: Record<QuestionKind, RegExp> = {
  price:
    /多少钱|几块|几元|啥价|价格|价钱|收费|费用|怎么收|咋收|收多少|单价|一平|贵不贵|要钱|收钱|免费|多少费|什么价|标准是多少/,
  place: /哪里|哪儿|在哪|哪个地方|什么地方|地址|位置|何处|去哪|到哪|怎么走/,
  time: /几点|什么时候|啥时候|何时|时间|几号|哪天|哪一天|星期几|周几|开门|关门|上班|下班|期限|截止/,
  duration: /多久|多长时间|几天|多少天|几个工作日|要等|多少时间/,
  who: /谁|找哪个|哪个部门|哪家|电话|联系方式|归哪|负责人|什么人|怎么联系/,
  why: /为什么|为啥|为何|凭什么|凭啥|怎么回事|咋回事|什么原因|原因|怎么老|怎么会/,
  may: /可以|能不能|能否|可不可以|允许|让不让|准不准|行不行|是否|是不是|会不会|能.{1,12}[吗么不]|可以.{0,12}[吗么]|必须|一定要|违法|合法|有权/,
  how: /怎么|怎样|如何|咋|流程|步骤|手续|办理|申请|操作|方法|方式|渠道|途径|教程/,
  documents: /材料|资料|证件|带什么|带啥|要什么|需要什么|需要哪些|准备什么|准备啥|凭证/,
}

/** A bit for every kind the words ask for. */
export function questionKinds(text: string): number {
  let bits = 0
  QUESTION_KINDS.forEach((kind, bit) => {
    if (SIGNS[kind].test(text)) bits |= 1 << bit
  })
  return bits
}

/** 1: they want the same; -1: each wants something the other does not; 0: nothing to compare. */
export function kindAgreement(asked: number, offered: number): number {
  if (asked === 0 || offered === 0) return 0
  return (asked & offered) !== 0 ? 1 : -1
}
