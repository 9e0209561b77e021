import type { Block, ReadDocument } from './block'

/**
 * A Word document as blocks. By mammoth's HTML, for its Markdown flattens tables and puts backslashes into 8:00-18:00
 * (libraries.md §4). The caller has looked into the archive (`openPackage`).
 */
export async function readDocx(bytes: Buffer): Promise<ReadDocument> {
  const { default: mammoth } = await import('mammoth')
  let pictures = 0
  const { value: html } = await mammoth.convertToHtml(
    { buffer: bytes },
    {
      styleMap: STYLES,
      convertImage: mammoth.images.imgElement(() => {
        pictures++
        return Promise.resolve({ src: '' })
      }),
    },
  )
  return { blocks: fromHtml(html), pictures, pages: null }
}

/** Word in Chinese, and WPS, call their headings so. */
const STYLES = [1, 2, 3, 4, 5, 6].map((level) => `p[style-name='标题 ${level}'] => h${level}:fresh`)
STYLES.push("p[style-name='标题'] => h1:fresh", "p[style-name='Title'] => h1:fresh")

/** Mammoth writes few tags, all closed: a look at each in turn is enough. */
export function fromHtml(html: string): Block[] {
  const blocks: Block[] = []
  let text = ''
  let boldText = ''
  let bold = 0
  let table: string[][] | null = null
  let level = 0
  const end = () => {
    const words = text.replace(/[ \t\u00a0]+/g, ' ').trim()
    const isBold = words !== '' && boldText.replace(/\s/g, '') === words.replace(/\s/g, '')
    text = boldText = ''
    if (words === '' || table) return words
    blocks.push(
      level > 0
        ? { kind: 'heading', text: words, level }
        : { kind: 'text', text: words, ...(isBold ? { bold: true } : {}) },
    )
    return ''
  }
  for (const [, tag, words] of html.matchAll(/<(\/?[a-z0-9]+)[^>]*>|([^<]+)/g)) {
    if (words !== undefined) {
      text += decode(words)
      if (bold > 0) boldText += decode(words)
    } else if (tag === 'strong') bold++
    else if (tag === '/strong') bold--
    else if (tag === 'br') text += '\n'
    else if (tag === 'table') {
      end()
      table = []
    } else if (tag === '/table') {
      if (table) blocks.push({ kind: 'table', rows: table })
      table = null
    } else if (tag === 'tr') table?.push([])
    else if (tag === '/td' || tag === '/th') table?.at(-1)?.push(text.trim() === '' ? '' : endCell())
    else if (tag === '/p' && table) text += '\n'
    else if (tag === 'li') text += text === '' ? '- ' : '\n- '
    else if (/^h[1-6]$/.test(tag ?? '')) level = Number(tag![1])
    else if (/^\/(p|li|h[1-6])$/.test(tag ?? '') && !table) {
      if (text.trim() === '-') text = ''
      end()
      level = 0
    }
  }
  end()
  return blocks

  function endCell(): string {
    const words = text.replace(/[ \t\u00a0]+/g, ' ').trim()
    text = boldText = ''
    return words
  }
}

const ENTITIES: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'", nbsp: ' ' }
const decode = (words: string) => words.replace(/&(#?\w+);/g, (whole, name: string) => ENTITIES[name] ?? whole)
