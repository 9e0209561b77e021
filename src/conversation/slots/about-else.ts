import type { Turn } from '../turn'

/** Enough for words that do not say themselves what they are. */
const SURE = 0.7
const PARTIES = ['楼上', '楼下', '隔壁', '对门', '邻居']

export const QUESTION =
  /[?？]|吗|呢|么$|多少|怎么|几点|什么|哪|能不能|可不可以|是不是|要不要|有没有|how|what|when|where|which|can /i

/** Words that belong elsewhere: `surely` when they say so themselves, `seems` when only the understanding thinks so. */
export function isAboutElse(turn: Turn): 'surely' | 'seems' | null {
  const { intent, confidence, sentiment } = turn.understanding
  switch (intent) {
    case 'faq':
      return QUESTION.test(turn.text) ? 'surely' : null
    case 'complaint':
      if (/投诉|举报|complain/i.test(turn.text)) return 'surely'
      return confidence >= SURE && sentiment.label !== 'neutral' ? 'seems' : null
    case 'suggestion':
      return /建议|suggest/i.test(turn.text) ? 'surely' : null
    case 'praise':
      return /表扬|点赞|夸|感谢|praise/i.test(turn.text) ? 'surely' : null
    case 'progress':
      return confidence >= SURE ? 'seems' : null
    default:
      return null
  }
}

/** 「已经跟楼上说了，他不理我」, beside a leak from above: told of the same people, it is the same matter. */
export function sharesParty(text: string, matter = ''): boolean {
  return !/投诉|举报|报警|[?？]/u.test(text) && PARTIES.some((party) => text.includes(party) && matter.includes(party))
}

const INSTEAD: Readonly<Record<string, RegExp>> = {
  complaint:
    /(不(是|要|用)?报修|不报修|不修了|不用修|算了).*(投诉|举报)|(还是|改成?|直接|干脆|转成?)(我)?(要|想)?(投诉|举报)/,
  repair: /(不(是|要|用)?投诉|不投诉了?|算了).*(报修|来修|维修)|(还是|改成?|直接|干脆|转成?)(我)?(要|想)?(报修|维修)/,
}

/** 「不报修了，我要投诉」: the dialog that is wanted instead of the one that is open. */
export function dialogInstead(open: string, text: string): string | null {
  return Object.keys(INSTEAD).find((dialog) => dialog !== open && INSTEAD[dialog]!.test(text)) ?? null
}

/** 「算了不投诉了，直接报修吧」 says which talk is wanted; what is left of it says something of the matter. */
export function withoutSwitch(dialog: string, text: string): string {
  const instead = INSTEAD[dialog]
  return instead === undefined ? text : text.replace(instead, '').replace(/^[\p{P}\s]+/u, '')
}
