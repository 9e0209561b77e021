import { cutText } from '../../platform/cut-text'
import type { SlotDefinition } from '../../dialogs/definition'
import type { Turn } from '../turn'
import type { Clause } from './clauses'
import { correctedFact } from './corrected-fact'
import { isPlateSlot, platesIn } from './plate'

interface Said {
  text: string
  clauses: readonly Clause[]
  /** Something known is taken back. */
  corrects: boolean
  /** Names, and a number to call, have slots of their own here. */
  takesNames: boolean
  takesPhones: boolean
}

/** What was asked, and what is known of these slots. */
interface Asked {
  names: readonly string[]
  facts?: Record<string, string>
}

/**
 * Answers in the owner's own words (the guests, the goods, the company). A question, a time, a remark or an order to the bot is no
 * such answer; what was told unasked, in the first line or beside another answer, is kept where it belongs (B30).
 */
export function readFacts(
  turn: Turn,
  slots: readonly SlotDefinition[],
  asked: Asked,
  said: Said,
): Record<string, string> {
  const found: Record<string, string> = {}
  if (ORDERS.test(turn.text)) return found
  const facts = slots.filter(({ kind }) => kind === 'fact')
  for (const slot of facts.filter(isPlateSlot)) {
    const plates = platesIn(turn.text)
    if (plates.length > 0) found[slot.name] = plates.join('、')
  }
  const answers = said.clauses.filter((clause) => isAnswer(turn, clause, said))
  const fact = facts.find((slot) => asked.names.includes(slot.name) && found[slot.name] === undefined)
  if (fact && !isForAnother(fact, facts, answers)) {
    const words = answerTo(turn, fact, asked, answers, said)
    if (words !== '' && !isBareWord(words)) found[fact.name] = words
  }
  for (const slot of facts) {
    if (slot.heard === undefined || found[slot.name] !== undefined) continue
    if (slot === fact && !isForAnother(fact, facts, answers)) continue
    const told = heardFor(turn, slot, answers, said)
    if (told !== '') found[slot.name] = together(asked.facts?.[slot.name], told, said.corrects)
  }
  for (const slot of facts) {
    if (asked.names[0] === slot.name) continue
    const right = correctedFact(slot, asked.facts?.[slot.name], turn.text)
    if (right !== null) found[slot.name] = right
  }
  return Object.fromEntries(Object.entries(found).map(([name, words]) => [name, cutText(words, LONGEST)]))
}

const LONGEST = 200

/** Asked alone, all of it is the answer; asked beside a time or a number, what is neither of them. */
function answerTo(turn: Turn, fact: SlotDefinition, asked: Asked, answers: readonly Clause[], said: Said): string {
  // A number to call that another slot takes is no answer to what else was asked.
  const isNumberOnly = said.takesPhones && said.clauses.every(({ rest, isName }) => rest === '' && !isName)
  if (asked.names[0] !== fact.name || (isNumberOnly && !answers.some(({ text }) => platesIn(text).length > 0)))
    return answers
      .filter(({ rest, isName }) => rest !== '' || (isName && !said.takesNames))
      .map(({ matter, text, isName }) => (isName ? text : matter))
      .join('，')
  // 「换地板、油漆」 tells of works; there is nothing yet that it could change.
  if (answers.length === said.clauses.length) return (OPENS_WITH_CHANGE.test(turn.text) ? turn.text : said.text).trim()
  return answers.map(({ text }) => text).join('，')
}

const OPENS_WITH_CHANGE = /^[换改](?![成为到在])/u

/** Words told unasked that a file says belong to this slot, with the names and plates beside them. */
function heardFor(turn: Turn, slot: SlotDefinition, answers: readonly Clause[], said: Said): string {
  const marked = answers.filter(
    (clause) =>
      isMarked(slot, clause) &&
      (clause.rest !== '' || platesIn(clause.text).length > 0 || (!said.takesNames && OF_GUEST.test(clause.text))),
  )
  if (marked.length === 0) return ''
  const { reader } = turn.services
  // 「姓李，两个人」 belongs together, and so does a plate said beside them.
  return answers
    .filter(
      (each) =>
        marked.includes(each) ||
        (!said.takesNames && (each.isName || NAMED.test(each.text) || reader.name(each.text) !== null)) ||
        platesIn(each.text).length > 0,
    )
    .map((each) => (reader.where(each.text).homeWords.length > 0 && each.matter !== '' ? each.matter : each.text))
    .join('，')
}

const isMarked = ({ heard = '' }: SlotDefinition, { text }: Clause): boolean =>
  heard
    .split('|')
    .some(
      (word) =>
        word !== '' &&
        (text.includes(word) ||
          (word === '车牌' && platesIn(text).length > 0) ||
          (word === '姓氏' && OF_GUEST.test(text))),
    )

/** 「她姓刘」, of whom comes; 「我姓刘」 is the owner. */
const OF_GUEST = /^(客人|朋友|他们?|她们?|就|是|那|主要)*(姓(?!名)|叫(?!你|我|他|她))\p{Script=Han}{1,4}$/u

/** 「拆的是客厅那堵」, while the company is asked, tells of the works. */
function isForAnother(fact: SlotDefinition, facts: readonly SlotDefinition[], answers: readonly Clause[]): boolean {
  const open = answers.filter((clause) => !isMarked(fact, clause))
  return (
    answers.length > 0 &&
    open.length === answers.length &&
    open.every((clause) => facts.some((other) => other !== fact && isMarked(other, clause)))
  )
}

/** More of the same is added (「再加一个电视柜」); what is taken back, or counted again, gives way. */
function together(known: string | undefined, told: string, corrects: boolean): string {
  if (known === undefined || corrects || known === told || told.includes(known)) return told
  if (known.includes(told)) return known
  if (COUNTS.test(known) && COUNTS.test(told) && !ADDS.test(told)) return told
  return `${known}，${told.replace(ADDS, '')}`
}

const ADDS = /^(再|还有|还要|还|另外|外加|加上|加|也|对了)+/u
const COUNTS = /[一二两三四五六七八九十\d](个人|位|人|个)/u

function isAnswer(turn: Turn, clause: Clause, said: Said): boolean {
  const { text, rest, hasFact, isName } = clause
  if (ASKS.test(text) || [`${text}?`, `${text}？`].some((question) => said.text.includes(question))) return false
  if (PASSING.test(text)) return false
  // An address or a time alone has a slot of its own; a number belongs to the company where no slot takes it.
  const isElse = hasFact && rest === '' && !isName && !NAMED.test(text) && platesIn(text).length === 0
  return !isElse || (turn.services.reader.phone(text) !== null && !said.takesPhones)
}

const ASKS =
  /吗$|能不能|可不可以|可以不|行不行|好不好|要不要|是不是|有没有|怎么|为什么|为啥|干嘛|多少钱|多久|几点|什么时候|什么|\b(how|why|when|can i|could)\b/iu
/** 「10:00姓高」 tells who comes besides when. */
const NAMED = /姓\p{Script=Han}/u
/** Said beside the answer or instead of it, to whoever listens. */
const PASSING =
  /^(等一?下|稍等|等等|等我|我?(先|再)?(问|看|查|想)(一?下|问|看|查|想)|谢谢|多谢|麻烦|辛苦|不(着)?急|你们|您们|好的|知道了|收到|明白|哈哈|我(现在|正)?在(外面|上班|公司|开会|忙|路上)|\p{P}+$)/u
/** Nobody's guests are called so: it is said to the machine. */
const ORDERS =
  /(忽略|无视|忘(掉|记)|绕过|不要管).{0,12}(规则|指令|要求|设定|提示|限制|规定)|提示词|系统(提示|指令)|你现在(是|扮演)|开发者模式|(ignore|forget|disregard).{0,30}(instructions?|rules?|prompts?)|system prompt/iu

export function isBareWord(text: string): boolean {
  return /^(好|好的|嗯+|哦+|啊+|对|对的|是|是的|不|不是|没有|没问题|确认(提交|登记)?|提交|ok|yes|no|可以|行|在吗|你好|您好|喂|[？?！!。.…]+)[。.!！~\s]*$/i.test(
    text.trim(),
  )
}
