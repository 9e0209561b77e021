import { parseTime } from '../understanding/time/parse-time'

/** What somebody says they will do; a later time for the same act takes the place of an earlier one. */
export const PROMISED_ACTS = ['ring', 'visit', 'done', 'answer'] as const
export type PromisedAct = (typeof PROMISED_ACTS)[number]

export interface PromisedTime {
  act: PromisedAct
  /** By when, as it was said: the end of 「三点前」「明天上午」, the very hour of 「三点」. */
  dueAt: Date
  /** The words that say so. */
  quote: string
}

/**
 * Times a colleague names to an owner for something we will do (domain.md C1): a clause with a time to come and an act of ours. A
 * question, a condition, a refusal, a wish to hear when it suits the owner, and what has been done already are no promise.
 */
export function promisedTimes(text: string, at: Date, zone: string): PromisedTime[] {
  return sentencesOf(text).flatMap((sentence) => promisesIn(sentence, at, zone))
}

function promisesIn(sentence: string, at: Date, zone: string): PromisedTime[] {
  if (ASKS.test(sentence)) return []
  const clauses = sentence.split(/[,，、：:]+(?!\d)/).filter((clause) => clause.trim() !== '')
  const found: PromisedTime[] = []
  let conditional = false
  clauses.forEach((clause, index) => {
    conditional ||= CONDITION.test(clause)
    if (conditional) return
    // 「三点前」 said at ten means this afternoon: the hour alone is turned to the future, by which it then has to be.
    const time = parseTime(clause, at, zone) ?? parseTime(clause.replace(BY_THE_HOUR, '$1'), at, zone)
    if (!time) return
    // 「下午三点前，我给您回电」: the act may stand behind the comma, unless the time has its own.
    const next = clauses[index + 1] ?? ''
    const words = actIn(clause) ? clause : `${clause}，${next}`
    const act = actIn(words)
    if (!act || NOT.test(plain(words)) || DONE.test(words) || (OWNERS.test(words) && !OURS.test(words))) return
    const dueAt = new Date(time.to ?? time.from)
    if (dueAt > at) found.push({ act, dueAt, quote: words.trim() })
  })
  return found
}

/** Sentence by sentence, the mark kept: it says whether something was asked. */
const sentencesOf = (text: string): string[] => text.normalize('NFKC').match(/[^。!?;\n]+[。!?;\n]*/g) ?? []

const ACTS: readonly [PromisedAct, RegExp][] = [
  ['ring', /(回|打)(个|您|你)?(一个)?电话|回电|致电|电话(联系|回复|给您)|call you|ring you/i],
  [
    'done',
    /(修|处理|解决|办|弄|换|装|清理|打扫|恢复|整改)(好|完|到位|妥|掉|干净)|完成|恢复(供|正常|使用)|(be )?(fixed|done|repaired)/i,
  ],
  [
    'visit',
    /上门|到(您|你)?家|到(场|现场|楼下)|过(去|来)(看|修|处理|查|一趟)?|师傅.{0,6}(来|到|去|修)|安排.{0,8}(来|去|到|修|看)|come (over|by|to)/i,
  ],
  [
    'answer',
    /答复|回复|回话|回您|反馈|给(您|你)?.{0,4}(消息|结果|说法|准信|答案)|告诉(您|你)|通知(您|你)|联系(您|你)|跟(您|你)(说|讲|联系)|get back to you|let you know|reply/i,
  ],
]

function actIn(words: string): PromisedAct | null {
  return ACTS.find(([, pattern]) => pattern.test(words))?.[0] ?? null
}

const BY_THE_HOUR = /(点半?|分|刻|:\d\d)(之前|以前|前)/
const ASKS =
  /\?|吗|呢[。]?$|么[。]?$|(是否|能否|可否|要不要|行不行|好不好|可不可以|方不方便)|您看|(哪天|几点|什么时候|什么时间)|(方便|有空|在家)的?话/
const CONDITION =
  /如果|要是|假如|倘若|若是|万一|一旦|除非|的话|看情况|顺利|争取|尽量|估计|应该(能|会|可以)|可能|或许|也许|\bif\b|unless/i
/** What politeness denies is no refusal. */
const COURTESY =
  /不好意思|不客气|没问题|没关系|不要紧|不?(用|要|必)(担心|着急|急|客气|再说|重复)|别(担心|着急|急)|对不起|不会(忘|让您|耽误)/g
const NOT = /不|没|无法|别|未|来不及|取消|won't|cannot|can't|not\b/i
const DONE = /(已经|刚才|刚刚|之前).{0,12}(过|了)|(打|说|联系|回复|通知|修|处理|去|来)过/
/** What the owner is to do, or did: 「您三点前来前台办理」. */
const OWNERS = /(您|你|业主|客人).{0,8}(来|到|去|带|打|回复|答复|反馈|告诉|联系|办)/
const OURS =
  /我|咱|师傅|同事|主管|经理|管家|工程|安排|给(您|你)|为(您|你)|(联系|通知|告诉|答复|回复)(您|你)|到(您|你)家|we |i /i

const plain = (words: string): string => words.replace(COURTESY, '')
