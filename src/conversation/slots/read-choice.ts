import { optionNumber } from './option-number'
import type { SlotDefinition } from '../../dialogs/definition'

/**
 * Which option an owner means: its label or one of its other words, its number, or a plain yes or no where those are the options.
 * A word denied (「不是业主」) or said of somebody else (「她是业主」) names nothing; of two that remain, what is said of themselves counts,
 * and where that does not tell, they are asked again. Unasked only when they speak of themselves: 「我是租户」.
 */
export function readChoice(
  slot: SlotDefinition,
  text: string,
  how: { asked: boolean; yesNo: 'yes' | 'no' | null },
): string | null {
  const options = slot.options ?? []
  const said = text.normalize('NFKC').trim().toLowerCase()
  const named = namedIn(said, options)
  if (!how.asked) return named !== null && OF_THEMSELVES.test(said) ? named : null
  // 「为啥要我同意」 holds the word and agrees to nothing.
  if (named !== null) return named === 'yes' && ASKS_BACK.test(said) ? null : named
  const number = optionNumber(said)
  if (number !== null) return options[number - 1]?.id ?? null
  if (how.yesNo === 'yes' && ASKS_BACK.test(said)) return null
  return how.yesNo !== null && options.some(({ id }) => id === how.yesNo) ? how.yesNo : null
}

/** A question about what is asked of them is no answer to it. */
const ASKS_BACK =
  /为什么|为啥|为何|干嘛|干吗|干啥|干什么|做什么|凭什么|凭啥|什么用|有啥用|谁|怎么|哪|什么意思|吗|呢$|[?？]|\b(why|what for|who)\b/u

interface Named {
  id: string
  from: number
  to: number
  own: boolean
}

function namedIn(said: string, options: NonNullable<SlotDefinition['options']>): string | null {
  const all = options.flatMap(({ id, label, words = [] }) =>
    [label.zh, label.en, ...words].flatMap((word) => (word === undefined ? [] : placesOf(said, word, id))),
  )
  // 「不同意」 holds 「同意」: the longer word is what is said.
  const whole = all.filter(
    (one) =>
      !all.some((other) => other.from <= one.from && other.to >= one.to && other.to - other.from > one.to - one.from),
  )
  const told = whole.filter(
    ({ from, to }) =>
      !DENIED.test(said.slice(0, from)) && !OF_ANOTHER.test(said.slice(0, from)) && !WHOSE.test(said.slice(to)),
  )
  const own = told.filter((one) => one.own)
  const ids = new Set((own.length > 0 ? own : told).map(({ id }) => id))
  return ids.size === 1 ? [...ids][0]! : null
}

/** Where the word stands. English words whole: 「no」 does not stand in 「not now」. 「IC卡」 ends where it ends. */
function placesOf(said: string, word: string, id: string): Named[] {
  const wanted = word.normalize('NFKC').trim().toLowerCase()
  const found: Named[] = []
  for (let from = said.indexOf(wanted); from >= 0 && wanted !== ''; from = said.indexOf(wanted, from + 1)) {
    const to = from + wanted.length
    if (isWithin(wanted[0], said[from - 1]) || isWithin(wanted.at(-1), said[to])) continue
    found.push({ id, from, to, own: OWN.test(said.slice(0, from)) || wanted.startsWith('我') })
  }
  return found
}

const DENIED =
  /(不|没|非|别|未)(是|算|太|大|怎么|想|会|能|用|要|敢)?(这里的|这儿的|什么)?$|\b(not|don't|do not)( an?| the)? $/u
/** 「她是〔业主〕」, 「房子是我爸的，他才是〔户主〕」. */
const OF_ANOTHER =
  /(他|她|爸|妈|父母|爸妈|爷爷|奶奶|姥姥|老婆|老公|老人|儿子|女儿|媳妇|哥|姐|弟|妹|朋友|亲戚|老板|公司|房东)们?(就|才|都|也)*(是|算)(这里的|这儿的)?$|\b(she|he|they|mother|father|mum|dad)('s| is| are)( an?| the)? $/u
/** 「〔业主〕的老婆」, 「〔业主〕家的亲戚」. */
const WHOSE = /^(家|的)(?=[\p{Script=Han}])(?!呀|啊|哦|吧)/u
const OWN =
  /(我|我们|咱|咱们|本人|自己)(就|也|才|都|算|家)*(是|算)(这里的|这儿的|本小区的?)?$|\b(i am|i'm)( an?| the)? $/u
const OF_THEMSELVES = /^(你好|您好)?[,，。\s]*(我(们)?(是|家是)|i am|i'm)/

/** A letter at the edge of a word with another character of the same English word beside it. */
const isWithin = (edge = '', beside = ''): boolean => /[a-z]/.test(edge) && /[a-z0-9_]/.test(beside)
