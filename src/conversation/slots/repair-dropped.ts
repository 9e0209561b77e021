/** Said while the repair is still being taken down: it works again, and nothing is filed. */
const MENDED = /^(已经|都|刚|自己|又|现在)*(修好|弄好|搞好|解决|恢复)了/u
/** 「算了去医院了」, 「算了我自己弄」: it is seen to elsewhere. */
const LEAVES = /^(?:那)?算了(?:吧)?[，,\s]*(?:我|我们|先|还是|就|直接)*(?:自己|去|找别人|找人|叫别人|叫人|请人|问别人)/u
/** 「算了，我明天自己找人修」, 「算了下午我老公会修」: the time is not ours to keep. */
const SEEN_TO =
  /^(?:那)?算了[^。！!？?]{0,10}?(?:我|咱)[^。！!？?，,]{0,4}(?:自己(?!家|的|在)|老公|老婆|爸|妈|儿子|女婿|朋友|家人)(?!.{0,8}(?:在家|有空|你们|师傅|等))[^。！!？?]{0,6}(?:修|弄|换|搞|处理|解决|找人|叫人|请人)/u
/** 「我不要投诉，我就要你们来修好」, 「不用修，你让他弄好就行」: whatever is refused, the work is asked for at the end. */
const WANTS_IT =
  /(?:要|让|叫|给我|帮我|把|你们|他们?)(?!.{0,6}(?:自己|朋友|老公|老婆|儿子|家人|别人|外面|师傅已经))[^，,。；;！!不别]{0,10}(?:修|弄|搞|处理|解决)(?:好|一下|掉|通)(?:就行|就可以|就好|即可|吧|呗|啊|呀|[。.！!])*$/u
/** Said of the matter itself, not of a time or a number that changes. */
const GIVES_UP = /取消|撤|退|不办|不报|不修|不弄|不要了|不用[来修了]|不需要|never ?mind|cancel/iu

/** It works again, or somebody else sees to it: no repair is wanted any more. */
export function isRepairOver(text: string, changes: boolean): boolean {
  return MENDED.test(text) || SEEN_TO.test(text) || (LEAVES.test(text) && !changes)
}

/** Whatever is refused beside it, the repair itself is wanted. */
export function wantsRepair(text: string): boolean {
  return WANTS_IT.test(text)
}

/** The matter itself is taken back. */
export function givesUp(text: string): boolean {
  return GIVES_UP.test(text)
}
