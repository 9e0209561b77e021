import type { Intent, Understanding } from '../../understanding/understanding'

export interface Choice {
  intent: Intent | 'none'
  /** What the answer says beyond the choice; it belongs to the matter. */
  more: string
}

/** An answer to two choices is short; longer words are a matter of their own. */
const LONGEST_ANSWER = 14

/** Which of the two the words choose: by number, by place, by name, or by being understood as one of them; else null. */
export function chosenBy(
  text: string,
  understanding: Pick<Understanding, 'intent' | 'unsure'>,
  [first, second]: readonly [Intent, Intent],
  [firstLabel = '', secondLabel = '']: readonly string[],
): Choice | null {
  const said = text
    .normalize('NFKC')
    .replace(/[\s\p{P}\p{S}]/gu, '')
    .replace(/^(嗯|哦|对|是的?|就是|选|应该是|我选)+|(吧|啊|呀|的|呢|哈)+$/g, '')
  if (/^(1|一|第[1一]个?|前面?(那|一)?个|前者|上面(那个)?)$/.test(said) || sameWords(said, firstLabel))
    return plain(first)
  if (/^(2|二|两|第[2二]个?|后面?(那|一)?个|后者|下面(那个)?)$/.test(said) || sameWords(said, secondLabel))
    return plain(second)
  if (/^(3|三|第[3三]个?|(两个)?(都|全)不(是|对)|其[他它](的?事)?|另外的?事?|别的事?|不是|都错了?)$/.test(said))
    return plain('none')
  if (understanding.unsure || [...said].length > LONGEST_ANSWER) return null
  const { intent } = understanding
  if (intent !== first && intent !== second) return null
  return { intent, more: NAMES_ONLY.test(said) ? '' : text.trim() }
}

const plain = (intent: Intent | 'none'): Choice => ({ intent, more: '' })

const sameWords = (said: string, label: string): boolean =>
  said.length >= 2 && label.replace(/[\s\p{P}\p{S}]/gu, '').replace(/的$/, '') === said

/** 「我要报修」 names the choice and adds nothing to the matter. */
const NAMES_ONLY =
  /^(我)?(是|想|要|来)*(报个?修|维修|投诉|反映|咨询|问(一?下|问题|一问)?|建议|提建议|表扬|查?进度|取消)(一下|的)?$/
