import type { Turn } from '../../conversation/turn'
import { isFaulty } from '../../conversation/slots/faulty'
import type { Case } from '../../records/case/case'

const LONGEST = 40
/** Another matter says so itself. */
const ANOTHER = /投诉|举报|报修|建议|意见|表扬|点赞|人工|另外|还有[个一]|顺便|别的|进度|complain|suggest|repair/iu
const ASKS = /[?？]|吗|呢|怎么|多少|几[点个时]|什么|哪|谁|多久|how|what|when|where|who/iu
const COURTESY = /^(好|谢|感谢|辛苦|再见|拜拜|嗯|哦|行|ok|thank)/iu
/** 「她人真好」, 「个子高高的」: of the one who was praised. */
const OF_THEM = /^(就是?|那个?|这个?)?[他她人]|^(挺|很|特别|真)|^(胖|瘦|高|矮|年轻|戴|姓|叫|短头发|长头发|圆脸)/u
const REFUSES = /^(就|也|都)?(不用|不要|不需要|不必|别|免了)/u
/** What may be meant by words that only tell more. */
const TELLS: readonly string[] = ['repair', 'other', 'chitchat', 'praise', 'suggestion', 'complaint']

/**
 * 「就南门那个高个子小伙」 after a praise, 「东门那边」 after a suggestion: said of what was just put on record, and neither a repair nor
 * another praise. What tells of a fault, asks, or begins a matter of its own is not.
 */
export function tellsMoreOfVoice({ text, facts, understanding, services }: Turn, found: Case): boolean {
  if (found.kind !== 'praise' && found.kind !== 'suggestion') return false
  if (text === '') return facts.photos.length > 0
  const said = services.reader.plain(text)
  if (text.length > LONGEST || ANOTHER.test(said) || ASKS.test(said) || COURTESY.test(said)) return false
  if (understanding.intent === 'cancel') return REFUSES.test(said)
  const isCalm = understanding.sentiment.label === 'neutral' || understanding.sentiment.label === 'positive'
  if (!isCalm || !TELLS.includes(understanding.intent) || isFaulty(said)) return false
  return understanding.intent !== 'praise' || OF_THEM.test(said)
}
