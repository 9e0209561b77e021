const OPENING =
  /^(?:(?:哎呀?|唉|那个|这个|嗯+|诶|喂|请问(?:一下)?|麻烦(?:问|你|您)?(?:一下)?|打扰(?:了|一下)?|(?:您|你)好啊?|(?:同志|师傅|老师|亲|客服|物业|管家|小姐姐|小哥)(?:(?:您|你)好)?)[啊呀哈哦噢]?[，,、。！!～~\s]+)+/u
const CLOSING =
  /(?:[，,。！!？?～~\s、]+(?:(?:非常|十分|太|先)?(?:谢谢|感谢|多谢|谢了|辛苦)(?:了|啦|啊|哈|您|你|您了|你了|你们|您们|大家|各位)*|麻烦(?:您|你)?了|拜托了?|有劳了?|thanks?(?: you)?|thx))+[啊呀哈哦噢。！!～~\s]*$/iu

/** Two characters, or three words of another language: less is no matter. */
const SAYS_SOMETHING = /\p{Script=Han}[^\p{Script=Han}]*\p{Script=Han}|[a-z]+[^a-z]+[a-z]+[^a-z]+[a-z]/iu

/**
 * The words without the courtesies around them: 「那个，取暖费交多少，谢谢啊」 asks a price and praises nobody. Thanks that stand
 * alone, or that say what for, are the message itself and stay.
 */
export function withoutCourtesy(text: string): string {
  const opened = text.replace(OPENING, '')
  const isOnlyThanks = CLOSING.test(`，${opened}`) && `，${opened}`.replace(CLOSING, '') === ''
  const bare = isOnlyThanks ? text : opened.replace(CLOSING, keepQuestion)
  return SAYS_SOMETHING.test(bare) ? bare : text
}

/** 「怎么租？谢谢」 stays a question. */
const keepQuestion = (courtesy: string) => /^[，,、\s]*[？?]/.exec(courtesy)?.[0] ?? ''
