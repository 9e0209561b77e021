import { invalid } from '../../platform/errors'
import type { Block, ReadDocument } from './block'
import { withoutRadicals } from './radicals'

const MOST_PAGES = 500

interface Line {
  text: string
  size: number
  /** How far to the right it reaches, as a share of the page's longest line. */
  reach: number
  page: number
}

/** The words of a PDF, page by page; lines that the page cut are put together again. */
export async function readPdf(name: string, bytes: Uint8Array): Promise<ReadDocument> {
  const { getDocumentProxy } = await import('unpdf')
  const options = {
    isEvalSupported: false,
    disableFontFace: true,
    useSystemFonts: false,
    maxImageSize: 1,
    verbosity: 0,
  }
  const book = await getDocumentProxy(bytes, options).catch((cause: unknown) => {
    const isLocked = cause instanceof Error && cause.name === 'PasswordException'
    throw invalid('file_unreadable', isLocked ? `${name} needs a password` : `${name} cannot be read as PDF`)
  })
  if (book.numPages > MOST_PAGES)
    throw invalid('document_long', `expected at most ${MOST_PAGES} pages in ${name}, got ${book.numPages}`)
  const lines: Line[] = []
  for (let page = 1; page <= book.numPages; page++) {
    const { items } = await (await book.getPage(page)).getTextContent()
    const words = items.flatMap((item) => ('str' in item ? [item] : []))
    lines.push(...linesOf(words, page))
  }
  await book.destroy()
  if (!lines.some(({ text }) => text !== ''))
    throw invalid('document_no_text', `${name} has no text: it seems to be scanned pictures`)
  return { blocks: toBlocks(withoutMargins(lines, book.numPages)), pictures: 0, pages: book.numPages }
}

interface TextItem {
  str: string
  transform: unknown[]
  width: number
  hasEOL: boolean
}

function linesOf(items: readonly TextItem[], page: number): Line[] {
  const lines: (Line & { right: number })[] = []
  let line: { text: string; size: number; right: number; y: number } | null = null
  const end = () => {
    const text = line ? withoutRadicals(line.text).replace(/\s+/g, ' ').trim() : ''
    if (line && text !== '') lines.push({ text, size: line.size, right: line.right, reach: 0, page })
    line = null
  }
  for (const { str, transform, width, hasEOL } of items) {
    const [height = 0, x = 0, y = 0] = [3, 4, 5].map((at) => Number(transform[at] ?? 0))
    const size = Math.abs(height)
    if (line && Math.abs(line.y - y) > Math.max(2, size / 2)) end()
    if (str !== '') {
      line ??= { text: '', size, right: 0, y }
      line.text += str
      line.size = Math.max(line.size, size)
      line.right = Math.max(line.right, x + width)
    }
    if (hasEOL) end()
  }
  end()
  const widest = Math.max(1, ...lines.map(({ right }) => right))
  return lines.map(({ right, ...rest }) => ({ ...rest, reach: right / widest }))
}

/** Page numbers, and what stands at the edge of most pages. */
function withoutMargins(lines: readonly Line[], pages: number): Line[] {
  const pagesOf = new Map<string, Set<number>>()
  for (const { text, page } of lines) pagesOf.set(text, (pagesOf.get(text) ?? new Set()).add(page))
  return lines.filter(
    ({ text }) =>
      !/^(第\s*\d+\s*页.*|[-—–]?\s*\d{1,4}\s*[-—–]?|\d+\s*\/\s*\d+|page \d+.*)$/i.test(text) &&
      !(pages >= 3 && text.length <= 60 && (pagesOf.get(text)?.size ?? 0) > pages / 2),
  )
}

/** Letters this much larger than most make a heading. */
const LARGER = 1.15
/** A line that ends before here was ended by its author, not by the page. */
const FULL = 0.85
const BEGINS =
  /^(第[一二三四五六七八九十百零〇\d]+[章节条款编]|[一二三四五六七八九十]+[、.．]|[（(][一二三四五六七八九十\d]+[)）]|\d+[、.．)]|[-•●·]|问|答|[QA][:：])/i

function toBlocks(lines: readonly Line[]): Block[] {
  const sizes = lines.flatMap(({ size, text }) =>
    Array.from({ length: Math.min(200, text.length) }, () => Math.round(size * 2) / 2),
  )
  const usual = sizes.sort((a, b) => a - b)[Math.floor(sizes.length / 2)] ?? 0
  const larger = [...new Set(lines.map(({ size }) => Math.round(size)).filter((size) => size > usual * LARGER))].sort(
    (a, b) => b - a,
  )
  const blocks: Block[] = []
  let open: Line | null = null
  for (const line of lines) {
    const { text, size, page } = line
    const last = blocks.at(-1)
    if (size > usual * LARGER) {
      blocks.push({ kind: 'heading', text, level: Math.min(6, larger.indexOf(Math.round(size)) + 1 || 1), page })
      open = null
    } else if (open && last?.kind === 'text' && goesOn(open, text)) {
      last.text += /[A-Za-z0-9,.;]$/.test(last.text) && /^[A-Za-z0-9]/.test(text) ? ` ${text}` : text
      open = line
    } else {
      blocks.push({ kind: 'text', text, page })
      open = line
    }
  }
  return blocks
}

const goesOn = (before: Line, text: string) =>
  before.reach >= FULL && !/[。！？!?；;：:]$/.test(before.text) && !BEGINS.test(text)
