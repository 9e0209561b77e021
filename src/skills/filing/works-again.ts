/** Thanks, signs and small words around the news. */
const AROUND =
  /^(哎|嗯|好|刚刚?|刚才|这回|这次|现在|今天|终于|总算|已经|都|又|自己|突然|师傅|家里|我家|这边|那边|可以|不用)+|(谢谢|多谢|感谢|辛苦|麻烦|你们?|您|师傅|大家|各位|啦|了|哈|啊|呀|哦|呢|吧)+$/gu
const ENDS_WELL = /^(.{0,3}?)(好|修好|弄好|搞好|处理好|解决|搞定|恢复|恢复正常|正常|没事|没问题|能用|可以用|好使)$/u
/** What somebody suffered from, and does no longer. */
const STOPS = /^.{0,3}不(响|漏|堵|滴|渗|吵|臭|跳|闪|卡|晃|冒|抖|流)水?$/u
const STILL_WRONG = /又|还是|还没|没有?(修|弄|搞|处理|解决)?好|不好|[?？]|吗|但|可是|不过|只是|就是|别/u
const LONGEST = 16

/**
 * 「有水了」, 「不响了」, 「抬起来了谢谢」: the opposite of what was reported, or that it is mended, and nothing else. 「不亮了」 of a lamp
 * is the fault itself.
 */
export function worksAgain(text: string, summary: string): boolean {
  const said = text.replace(/[\p{P}\p{S}\s]/gu, '')
  if (said.length > LONGEST || STILL_WRONG.test(text)) return false
  const core = said.replace(AROUND, '').replace(AROUND, '')
  if (core.length === 0) return /好了/u.test(said)
  const [, thing = '', end = ''] = ENDS_WELL.exec(core) ?? []
  if (end !== '' && (thing === '' || summary.includes(thing))) return true
  const [, stopped] = STOPS.exec(core) ?? []
  if (stopped !== undefined) return summary.includes(stopped) && !summary.includes(`不${stopped}`)
  if (/[不没]/u.test(core)) return false
  // 「没水」 is over with 「有水」 or 「来水」, 「抬不起来」 with 「抬起来」, 「打不开」 with 「能开」.
  const came = core
    .replace(/^(水|电|气|网|信号|热水)来$/u, '有$1')
    .replace(/^来/u, '有')
    .replace(/^(.{0,2})能/u, '$1')
  const turned = summary.replace(/没有?|无|停|断/gu, '有').replace(/不/gu, '')
  const asWrong = summary.replace(/(不|没)\p{Script=Han}/gu, '')
  return came.length <= LONGEST_CORE && !asWrong.includes(came) && (turned.includes(came) || negates(summary, came))
}

/** 「门打不开」 and 「门开」: the last word was denied of the same thing. */
function negates(summary: string, came: string): boolean {
  const verb = came.slice(-1)
  const thing = came.slice(0, -1)
  return summary.includes(`不${verb}`) && (thing === '' || summary.includes(thing))
}

const LONGEST_CORE = 6
