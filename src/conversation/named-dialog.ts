import type { DialogDefinition } from '../dialogs/definition'
import type { Dialogs } from '../dialogs/read-dialogs'
import type { Understanding } from '../understanding/understanding'
import { commandOf, takesBack } from './commands'
import { isFaulty } from './slots/faulty'

/** 「装修要办什么手续」 asks; 「我要办装修申请」 wants it done. */
const ASKS =
  /什么|怎么|如何|多少|多久|多长|哪|吗|(?<![茶条])几|能不能|可不可以|要不要|需要.{0,4}(材料|手续|证)|(要|用|能|可以|得).{0,8}[不没]$|(提交|申请|登记|报备|备案|交)(过|完|好)?了|[?？]|\b(how|what|when|where|why)\b/iu

export interface Named {
  dialog: DialogDefinition
  /** What was said of it before 「那帮我登记一下」; its facts count. */
  told: string | null
}

/**
 * The dialog an owner asks for by the words of its file (`starts`), or null. Those words are an editor's; they weigh more than a
 * classifier's guess, but never more than danger, anger or a call for a person.
 */
export function namedDialog(
  dialogs: Dialogs,
  text: string,
  understanding: Understanding,
  /** As it was written, where `text` has been put into Chinese, and what was said just before, the newest first. */
  { said = text, before = [] }: { said?: string; before?: readonly string[] } = {},
): Named | null {
  const { intent, emergency, handoff, sentiment } = understanding
  if (emergency || ASKS.test(asWish(text)) || sentiment.label === 'angry' || commandOf(text) !== null) return null
  if ((intent === 'cancel' && takesBack(text)) || (intent === 'complaint' && /投诉|举报|complain/i.test(text)))
    return null
  // Evidence that is the whole message is a guess without words of its own.
  // 「给我回个电话」 wants a call, and the file that arranges calls says so; 「叫你们经理给我回电话」 wants that person.
  // 「让管家给我打电话」 names who is to call; above them the person is meant, not the call.
  const namesPerson = A_CALL.test(text) ? A_LEADER.test(text) : A_PERSON.test(text)
  const isGuess = handoff.reason === 'requested' && (handoff.evidence[0]?.trim() === text.trim() || !namesPerson)
  if (handoff.needed && !isGuess) return null
  const whole = wholeOf(said)
  const all = [...dialogs.dialogs.values()]
  // 「我要装修，怎么办手续」 … 「那帮我办吧，3栋501」: what is to be done stands here, of what stands before.
  if (isDoIt(said) && !isFaulty(text))
    for (const earlier of before) {
      const meant = closest(all, `${earlier} ${DOING}`)
      if (meant) return { dialog: meant, told: earlier }
    }
  const isWhole = (line: string) =>
    line.startsWith('=') &&
    line
      .slice(1)
      .split('|')
      .some((saying) => wholeOf(saying) === whole)
  const found = all.find(({ starts = [] }) => starts.some(isWhole)) ?? closest(all, text)
  return found === null || (found.effect === 'open-callback' && isCallWhenNeeded(text))
    ? null
    : { dialog: found, told: null }
}

/** Of all whose words are said, the one that is spoken of first: 「登记下访客，车牌粤A55555」 is of the visitor, not of the plate. */
function closest(all: readonly DialogDefinition[], text: string): DialogDefinition | null {
  const found = all.flatMap((dialog) => {
    const marks = (dialog.starts ?? []).flatMap((line) => {
      if (line.startsWith('=')) return []
      const at = line.split(/\s+/).map((words) => firstOf(words, text))
      return at.some((each) => each < 0) ? [] : [{ whole: Math.max(...at), first: Math.min(...at) }]
    })
    const [best] = marks.sort(byPlace)
    return best === undefined ? [] : [{ dialog, ...best }]
  })
  // 「车位续租的事，给我回个电话」 wants the call, whatever it is about.
  const call = found.find(({ dialog }) => dialog.effect === 'open-callback')
  return (call ?? found.sort(byPlace)[0])?.dialog ?? null
}

interface Mark {
  whole: number
  first: number
}
const byPlace = (one: Mark, other: Mark): number => one.whole - other.whole || one.first - other.first

function firstOf(words: string, text: string): number {
  const at = words.split('|').flatMap((word) => (text.includes(word) ? [text.indexOf(word)] : []))
  return at.length === 0 ? -1 : Math.min(...at)
}

/** 「有事给我打电话」, 「到了给我打电话」: a call when there is something to say, and none to arrange now. */
export function isCallWhenNeeded(text: string): boolean {
  return CALL_WHEN_NEEDED.test(text)
}

const CALL_WHEN_NEEDED =
  /(有(什么)?(事儿?|消息|情况|结果|进展|信儿?|问题)(了|的话)?|到时候?|以后|如果|要是|万一|来(之前|以前|的时候)|(修|弄|搞|办|处理)(好|完)了?|(快|一)?到(了|楼下|门口)|出发(前|时|了)?).{0,6}(再)?(给我|跟我|打|回|联系)/u

/** 「那帮我登记」, alone or beside facts (「办 房东不在本地 6栋1单元501」). */
function isDoIt(said: string): boolean {
  return (
    DO_IT.test(wholeOf(said.replace(ADDRESS, ''))) ||
    said.split(/[\s\p{P}]+/u).some((each) => DO_IT.test(wholeOf(each)))
  )
}

const DO_IT = /^(登记|办|办理|申请|预约|报备|开|弄|办登记|办手续)(一?[下个张份]|上)?$/
/** What those few words may stand for in a file's `starts`. */
const DOING = '登记办理申请预约报备开一张备案'

/** An address beside it says where, not what. */
const ADDRESS = /[\dA-Za-z-]+(栋|号楼|幢|座|单元|室|号|楼)?/gu

/** 「能不能帮我登记一下访客？」 is a wish put politely, and asks nothing. */
function asWish(text: string): string {
  const english = text.replace(/\b(can|could|would|will) you (please )?/iu, '')
  if (english !== text) return english.replace(/[?？]/gu, ' ')
  const wish = /(能不能|可不可以|能否|可以|能)(麻烦|请)?(你们?|您)?(帮|给|替)(我们?|忙)?/u
  return wish.test(text) ? text.replace(wish, '').replace(/(吗|嘛|么|行不行|好不好)?[?？]*$/u, '') : text
}

/** What the message means once it is known to ask for that dialog. */
export function asNamed(understanding: Understanding): Understanding {
  return {
    ...understanding,
    intent: 'other',
    unsure: undefined,
    handoff: { needed: false, reason: null, evidence: [] },
  }
}

const A_CALL = /(给|跟|帮)?我.{0,4}(打|回|来|拨)(个|一个)?(电话|电)|(打|回)(个|一个)?电话(给我|吧|呗)?/u
const A_LEADER = /人工|真人|活人|机器人|经理|主管|领导|负责人|老板/u
const A_PERSON = /人工|真人|活人|人来|找人|客服|机器人|经理|主管|领导|负责人|老板|person|human|agent/i

/** A saying without what people put around it: 「我想登记一下吧」 is 「登记一下」. */
function wholeOf(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\s\p{P}\p{S}]/gu, '')
    .replace(
      /^(你好|您好|麻烦|那就?|好的?|你|您|我|现在|还是|就|想|要|来|先|帮我|给我|替我|please)+|(吧|啊|呀|呢|了|谢谢|please)+$/g,
      '',
    )
}
