/**
 * Who asks not to be named: 「匿名」, 「别说是我」, 「别让她知道」, 「不想得罪人」, 「别提我」, 「别跟他说是302投诉的」. 「别说我没提醒你们」 and
 * 「别说我们小区」 are none.
 */
export function asksUnnamed(text: string): boolean {
  return UNNAMED.some((pattern) => pattern.test(text))
}

const DONT = '(?:别|不要|不能|不想|不许|不准|莫|甭|勿)(?:再|去|给我|把我|到处|随便)?'
const THEM = '(?:他|她|它|对方|人家|别人|邻居|楼上|楼下|隔壁|管家|物业|本人|当事人)们?'
const EN_DONT = "\\b(?:do not|don[’']?t|never|not to|without)"
const EN_THEM =
  '(?:them|him|her|anyone|anybody|everyone|people|my neighbou?rs?|the neighbou?rs?|the (?:guy|man|woman|owner|people|family)(?: upstairs| downstairs| next door)?)'
const UNNAMED: readonly RegExp[] = [
  /匿名|保密|保个密|anonymous/iu,
  new RegExp(`${DONT}(?:说|讲|提|报)?(?:出|到)?是?我(?:家|们)?(?:说|讲|投诉|举报|报|反映|告)的?`, 'u'),
  new RegExp(`${DONT}(?:说|讲)(?:出|到)?是我`, 'u'),
  new RegExp(
    `${DONT}(?:说|提|讲|写|报|供|暴露|透露)(?:出|到|及)?我(?:出去|出来|的?名字|的?名|的?信息)?(?=$|[\\s，,。.！!~～啊呀哈哦吧了])`,
    'u',
  ),
  new RegExp(`${DONT}(?:说出去|写名字|留名|署名|露名|透露|暴露|泄露)`, 'u'),
  new RegExp(`${DONT}(?:让|叫|给|使).{0,6}(?:知道|晓得|看到|看见|查到)`, 'u'),
  new RegExp(
    `${DONT}(?:告诉|通知|跟|和|对|向)${THEM}(?:$|[\\s，,。.！!~～啊呀哈哦吧了]|(?:说|讲|提)?.{0,3}(?:是|我))`,
    'u',
  ),
  new RegExp(`${DONT}(?:告诉|跟|和|对|向).{0,6}(?:是我|我说|我投诉|我举报|我反映)`, 'u'),
  new RegExp(`${DONT}(?:告诉|跟|和|对|向).{0,6}(?:说|讲|提)?是?\\d{3,4}(?:室|号|的)?(?:投诉|举报|说|讲|报|反映)`, 'u'),
  /(?:怕|不想|不愿意?|不敢)得罪|怕.{0,6}(?:报复|记恨|记仇|找我麻烦|穿小鞋)/u,
  /\b(?:confidential(?:ly)?|incognito|in confidence|unnamed|off the record)\b|\bkeep (?:it|this|me|us) (?:private|secret|out of (?:it|this))\b/iu,
  new RegExp(
    `${EN_DONT} (?:ever |please )?(?:tell|inform|let|show) ${EN_THEM}(?: know| find out)?(?: who| (?:that )?(?:it(?:'s| is| was)|i'm|i am) (?:me|from me|us|the one)| (?:about|of) me| i (?:said|told|complained|reported)| my (?:name|room|flat|apartment|number|address)|[.!\\s]*$)`,
    'iu',
  ),
  new RegExp(
    `${EN_DONT} (?:ever |please )?(?:mention|use|give|share|reveal|disclose|say|show|pass on|write) (?:it(?:'s| is| was) me|me\\b|(?:out )?(?:my|our) (?:name|identity|room|flat|apartment|number|details|address)|who i am|who (?:complained|reported))`,
    'iu',
  ),
  /\b(?:keep|leave) (?:my|our) (?:name|identity|details|room number) (?:out|private|secret|hidden|to yourself)|\bwithout (?:giving|mentioning|using|saying|naming|revealing|telling (?:them|him|her)) (?:my name|me\b|who i am|my identity|it(?:'s| is| was) me)/iu,
  /\b(?:don't|do not|would(?: not|n't)|do n't) (?:want|like|wish)(?: to have)? (?:them|him|her|anyone|anybody|my neighbou?rs?|the neighbou?rs?|people) (?:to )?(?:know|find out|learn)/iu,
]
