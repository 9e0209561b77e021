/**
 * Cuts a text into parts of at most `maxBytes` of UTF-8: at the end of a paragraph, else of a sentence, a clause, a word,
 * and never inside a character as people see it or inside a web address, as long as one of them fits into a part at all
 * (wecom-protocol §5.11, pitfalls 10 and 11). Nothing is lost but blanks around the cuts.
 */
export function splitText(text: string, maxBytes: number): string[] {
  const parts: string[] = []
  let rest = text.trim()
  while (Buffer.byteLength(rest) > maxBytes) {
    const end = cutBefore(rest, maxBytes)
    const part = rest.slice(0, end).trimEnd()
    if (part) parts.push(part)
    rest = rest.slice(end).trimStart()
  }
  if (rest || parts.length === 0) parts.push(rest)
  return parts
}

/** At most `maxBytes`, ending in `…` when something had to go. */
export function clipText(text: string, maxBytes: number): string {
  if (Buffer.byteLength(text) <= maxBytes) return text
  const room = maxBytes - Buffer.byteLength(ELLIPSIS)
  return `${splitText(text, room)[0] ?? ''}${ELLIPSIS}`
}

const ELLIPSIS = '…'

/** Where a part may end, best first. A closing quote or bracket stays with its sentence. */
const ENDINGS = [/\n\s*\n/g, /\n/g, /[。！？!?；;…]+[”’」』）)\]】]*|\.(?=\s)/g, /[，,、：:]/g, /\s/g]
/** A better ending further back than this part of the room is not worth the shorter message. */
const WORTH = 0.4
const ADDRESS = /https?:\/\/[A-Za-z0-9\-._~:/?#[\]@!$&'()*+,;=%]+/g

function cutBefore(text: string, maxBytes: number): number {
  const limit = indexAtByte(text, maxBytes)
  // Beyond the limit a little more is looked at, so that an address across it is seen whole.
  const addresses = [...text.slice(0, limit + LONGEST_ADDRESS).matchAll(ADDRESS)]
    .map((match) => [match.index, match.index + match[0].length] as const)
    .filter(([start, end]) => start < limit && Buffer.byteLength(text.slice(start, end)) <= maxBytes)
  const splits = (at: number) => addresses.some(([start, end]) => start < at && at < end)

  const window = text.slice(0, limit)
  for (const ending of ENDINGS) {
    const found = [...window.matchAll(ending)].map((match) => match.index + match[0].length)
    const best = found.findLast((at) => at >= limit * WORTH && at <= limit && !splits(at))
    if (best !== undefined) return best
  }
  return beforeCluster(text, limit, splits)
}

const LONGEST_ADDRESS = 2048

/** The last boundary of a visible character at or before `limit` that splits no address. */
function beforeCluster(text: string, limit: number, splits: (at: number) => boolean): number {
  let cut = 0
  for (const { index, segment } of graphemes.segment(text.slice(0, limit + LONGEST_CLUSTER))) {
    const end = index + segment.length
    if (end > limit) break
    if (!splits(end)) cut = end
  }
  // A single cluster longer than a whole part: whole code points are all that can be kept.
  return cut > 0 ? cut : limit
}

const graphemes = new Intl.Segmenter('zh', { granularity: 'grapheme' })
const LONGEST_CLUSTER = 64

/** The greatest index whose prefix has at most `maxBytes`, never between the halves of a surrogate pair. */
function indexAtByte(text: string, maxBytes: number): number {
  let bytes = 0
  let index = 0
  for (const point of text) {
    bytes += Buffer.byteLength(point)
    if (bytes > maxBytes) break
    index += point.length
  }
  return Math.max(index, 1)
}
