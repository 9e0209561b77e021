import { HEADINGS } from '../files/table'
import type { Block } from './block'

/** A question and its answer as a document seems to hold them; somebody looks at it before it is kept. */
export interface FoundAnswer {
  question: string
  answer: string
  /** Which document, page and heading. */
  source: string
  /** Too long for one answer in a chat: better cut in two. */
  long: boolean
}

export interface TakenApart {
  found: FoundAnswer[]
  /** Questions with nothing below them. */
  unanswered: string[]
}

/** WeCom shows about two messages of this; longer is a document, not an answer. */
const LONG = 1_000
const MOST = 1_000

/**
 * Questions and answers of a document (B62, B65). What people write: 问：答：, questions in bold, headings, 一、（一）1. and 第X条.
 * Each becomes a draft that names where it stands.
 */
export function takeApart(blocks: readonly Block[], document: { name: string }): TakenApart {
  const title = document.name.replace(/\.[a-z]+$/i, '')
  const result: TakenApart = { found: [], unanswered: [] }
  let path: { level: number; text: string }[] = []
  let open: { question: string; isAsked: boolean; page: number | undefined; lines: string[]; path: string[] } | null =
    null

  const end = () => {
    const section = open
    open = null
    if (!section) return
    const answer = section.lines.join('\n').trim()
    if (answer === '') {
      if (section.isAsked) result.unanswered.push(section.question)
    } else if (result.found.length < MOST)
      result.found.push({
        question: section.question.slice(0, 200),
        answer,
        source: sourceOf(document.name, section.page, section.path),
        long: answer.length > LONG,
      })
  }
  const begin = (question: string, page: number | undefined, isAsked: boolean) => {
    end()
    open = { question, isAsked, page, lines: [], path: path.map(({ text }) => text) }
  }
  const say = (words: string, page: number | undefined) => {
    if (words === '') return
    if (!open) begin(path.at(-1)?.text ?? title, page, false)
    open!.lines.push(words)
  }

  const pieces = blocks.flatMap(splitBlock)
  pieces.forEach((block, at) => {
    if (block.kind === 'table') return takeTable(block, begin, say, end)
    const { page } = block
    const answer = ANSWER.exec(block.text)
    if (answer && open) return say(answer[1] ?? '', page)
    const asked = ASKED.exec(block.text)
    if (asked) return begin(asked[1]!.trim(), page, true)
    const mark = levelOf(block)
    const bare = withoutNumber(block.text)
    if (mark !== null) {
      const clause = mark.isClause ? clauseOf(bare) : null
      if (clause !== null) {
        path = path.filter(({ level }) => level < mark.level)
        begin(withPlace(clause, path), page, true)
        return say(bare, page)
      }
      if (isQuestion(bare)) {
        path = path.filter(({ level }) => level < mark.level)
        return begin(bare, page, true)
      }
      if (mark.isTitle) {
        path = [...path.filter(({ level }) => level < mark.level), { level: mark.level, text: bare }]
        return begin(withPlace(bare, path.slice(0, -1)), page, false)
      }
    }
    // A short line that ends in a question mark, with something below it that is none.
    const next = pieces[at + 1]
    if (isQuestion(bare) && bare.length <= 60 && next && !(next.kind === 'text' && isQuestion(next.text)))
      return begin(bare, page, true)
    say(block.text, page)
  })
  end()
  return result
}

/** `问：…答：…` in one paragraph, and paragraphs of several lines, become pieces of their own. */
function splitBlock(block: Block): Block[] {
  if (block.kind === 'table') return [block]
  const lines = block.text
    .split('\n')
    .flatMap((line) =>
      ASKED.test(line.trim()) ? line.split(/(?<=[？?。；\s])\s*(?=(?:答案?|A|回答)\s*[:：])/) : [line],
    )
    .map((line) => line.trim())
    .filter(Boolean)
  return lines.map((text) => ({ ...block, text }))
}

const ASKED = /^(?:[（(]?\d+[)）．.、]?\s*)?(?:问题?|Q|Question)\s*\d*\s*[:：]\s*(\S.*)$/i
const ANSWER = /^(?:答案?|A|Answer|回答)\s*\d*\s*[:：]\s*(.*)$/i

const NUMBERS: readonly { mark: RegExp; level: number; isClause?: true }[] = [
  { mark: /^第[一二三四五六七八九十百零〇\d]+编[\s、.．:：]*/, level: 10 },
  { mark: /^第[一二三四五六七八九十百零〇\d]+章[\s、.．:：]*/, level: 11 },
  { mark: /^第[一二三四五六七八九十百零〇\d]+节[\s、.．:：]*/, level: 12 },
  { mark: /^第[一二三四五六七八九十百零〇\d]+条[\s、.．:：]*/, level: 15, isClause: true },
  { mark: /^[一二三四五六七八九十]+[、.．]\s*/, level: 14 },
  { mark: /^[（(][一二三四五六七八九十]+[)）]\s*/, level: 15 },
  { mark: /^\d+(?:\.\d+)+[.、．\s]\s*/, level: 17 },
  { mark: /^\d+[、.．)）]\s*/, level: 16 },
  { mark: /^[（(]\d+[)）]\s*/, level: 18 },
]
/** A heading says what follows; a sentence says it itself. */
const LONGEST_TITLE = 30

function levelOf(
  block: Exclude<Block, { kind: 'table' }>,
): { level: number; isTitle: boolean; isClause: boolean } | null {
  if (block.kind === 'heading') {
    // A heading of the document may be numbered as a clause too: 第三条 in bold letters is one all the same.
    return { level: block.level, isTitle: true, isClause: false }
  }
  const number = NUMBERS.find(({ mark }) => mark.test(block.text))
  const bare = withoutNumber(block.text)
  const isShort = bare.length <= LONGEST_TITLE && !/[。；，,;：:]/.test(bare)
  if (number?.isClause) return { level: number.level, isTitle: isShort, isClause: true }
  if (number)
    return {
      level: number.level,
      isTitle: isShort && (number.level <= 15 || block.bold === true),
      isClause: number.level === 14,
    }
  return block.bold && isShort ? { level: 19, isTitle: true, isClause: false } : null
}

/** What a clause is about: what stands before its colon, or its first words. */
function clauseOf(bare: string): string | null {
  if (bare.length <= LONGEST_TITLE && !/[。；，,;：:]/.test(bare)) return null
  const [, named] = /^([^：:。，；]{2,20})[：:]/.exec(bare) ?? []
  return named ?? bare.split(/[。；，,;：:]/, 1)[0]!.slice(0, LONGEST_TITLE)
}

/** A few words mean little without what they stand under: 停车管理：收费标准. */
function withPlace(text: string, above: readonly { text: string }[]): string {
  const place = above.at(-1)?.text
  return place && text.length <= 8 && !isQuestion(text) ? `${place}：${text}` : text
}

const isQuestion = (text: string) => /[？?]$/.test(text.trim()) && text.trim().length > 2

function withoutNumber(text: string): string {
  const number = NUMBERS.find(({ mark }) => mark.test(text))
  const bare = number ? text.replace(number.mark, '').trim() : text.replace(/^- /, '').trim()
  return bare === '' ? text : bare
}

function sourceOf(name: string, page: number | undefined, path: readonly string[]): string {
  const place = [page === undefined ? '' : `第${page}页`, path.join(' / ')].filter(Boolean).join('，')
  return (place ? `${name}，${place}` : name).slice(0, 500)
}

/** A table of questions and answers is taken row by row; any other is told in words under its heading. */
function takeTable(
  { rows, page }: Extract<Block, { kind: 'table' }>,
  begin: (question: string, page: number | undefined, isAsked: boolean) => void,
  say: (words: string, page: number | undefined) => void,
  end: () => void,
): void {
  const [head = [], ...body] = rows
  const [question, answer] = [placeOf(head, HEADINGS.question), placeOf(head, HEADINGS.answer)]
  if (question >= 0 && answer >= 0) {
    for (const cells of body) {
      if (!cells[question]) continue
      begin(cells[question], page, true)
      say(cells[answer] ?? '', page)
    }
    return end()
  }
  if (body.length === 0) return say(head.filter(Boolean).join('，'), page)
  for (const cells of body)
    say(
      cells
        .map((cell, at) => (cell && head[at] ? `${head[at]}：${cell}` : cell))
        .filter(Boolean)
        .join('，'),
      page,
    )
}

const placeOf = (head: readonly string[], names: readonly string[]) =>
  head.findIndex((cell) => names.includes(cell.replace(/[\s*]/g, '').toLowerCase()))
