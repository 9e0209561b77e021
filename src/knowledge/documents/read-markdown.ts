import type { Block, ReadDocument } from './block'

/**
 * Markdown or plain text as blocks. Front matter is cut off and never run: there are readers that execute `---js` (libraries.md §4),
 * so nothing here looks at what it says.
 */
export function readMarkdown(text: string): ReadDocument {
  const blocks: Block[] = []
  const lines = withoutFrontMatter(text.replace(/^\uFEFF/, '')).split(/\r\n|\r|\n/)
  let pictures = 0
  let table: string[][] = []
  let isCode = false
  const endTable = () => {
    if (table.length > 0) blocks.push({ kind: 'table', rows: table })
    table = []
  }
  lines.forEach((line, at) => {
    if (/^\s*(```|~~~)/.test(line)) {
      isCode = !isCode
      return
    }
    if (!isCode && /^\s*\|.*\|\s*$/.test(line)) {
      const cells = line
        .trim()
        .slice(1, -1)
        .split(/(?<!\\)\|/)
        .map((cell) => plain(cell))
      if (!cells.every((cell) => /^:?-+:?$/.test(cell))) table.push(cells)
      return
    }
    endTable()
    pictures += line.match(/!\[[^\]]*\]\(/g)?.length ?? 0
    const words = isCode ? line.trim() : plain(line)
    // `===` and `---` under a line make a heading of it.
    const under = /^(=+|-+)\s*$/.exec(lines[at + 1] ?? '')?.[1]
    const hashes = /^ {0,3}(#{1,6})\s+/.exec(line)?.[1]
    if (words === '' || /^([-=*_]\s*){3,}$/.test(line.trim())) return
    if (!isCode && hashes) blocks.push({ kind: 'heading', text: words, level: hashes.length })
    else if (!isCode && under) blocks.push({ kind: 'heading', text: words, level: under.startsWith('=') ? 1 : 2 })
    else blocks.push({ kind: 'text', text: words, ...(isBold(line) ? { bold: true } : {}) })
  })
  endTable()
  return { blocks, pictures, pages: null }
}

/** Anything between the first line and the next of three hyphens, whatever language it names. */
function withoutFrontMatter(text: string): string {
  const match = /^---[^\r\n]*(?:\r?\n[\s\S]*?)?\r?\n---[ \t]*(?:\r?\n|$)/.exec(text)
  return match && /^---[ \t]*\w*[ \t]*\r?\n/.test(text) ? text.slice(match[0].length) : text
}

const isBold = (line: string) => /^\s*(?:[-*+]\s+|\d+[.、)]\s*)?(\*\*|__)[^*_]+\1\s*$/.test(line)

/** The words without their marks; of a link what it says and where it leads. */
function plain(line: string): string {
  return line
    .replace(/^ {0,3}#{1,6}\s+|\s+#+\s*$/g, '')
    .replace(/^\s*>\s?/, '')
    .replace(/^\s*[-*+]\s+(?=\S)/, '- ')
    .replace(/!\[[^\]]*\]\([^)]*\)/g, '')
    .replace(/\[([^\]]+)\]\((https?:[^)\s]+)[^)]*\)/g, '$1（$2）')
    .replace(/\[([^\]]+)\]\([^)]*\)/g, '$1')
    .replace(/<!--.*?-->|<\/?[a-zA-Z][^>]*>/g, '')
    .replace(/(\*\*|__)(.+?)\1/g, '$2')
    .replace(/(?<![\w*])\*([^*\s][^*]*)\*(?!\w)/g, '$1')
    .replace(/`([^`]+)`/g, '$1')
    .replace(/\\([\\`*_{}[\]()#+\-.!|])/g, '$1')
    .trim()
}
