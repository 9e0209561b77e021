/** The case itself is taken back, not a detail of it. */
const WITHDRAWS =
  /(?<![别没])(?<!(?<!要)不)(?<!不要|不用)(撤销|撤回|撤单|撤了|取消|作废)|退单|销单|(不|别|甭)(用|要|必|需要)?再?(修|来|处理|办|弄|报|申请|登记|上门|派|麻烦)(人|师傅|你们)?(来|修)?(了|吧|啦|$|[，,。！!\s])|自己(修|弄|解决|搞|换)好了|(已经|都)好了|cancel|withdraw|never ?mind|no need/iu
const ALONE =
  /^(那|哦|嗯|还是|我|先|就|这个|那个|此事)*(算了?|不用|不要|不需要|不必|没事|不麻烦)(了|吧|啦|谢谢|你们)*$/u

/** 「不用寄给我，我自己去拿」 is a wish about how, and no withdrawal. */
export function withdraws(text: string): boolean {
  return WITHDRAWS.test(text) || ALONE.test(text.replace(/[\s\p{P}\p{S}]/gu, ''))
}
