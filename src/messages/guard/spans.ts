export interface Spans {
  /** Whether every character from `from` to `to` lies in one of the sources. */
  cover(from: number, to: number): boolean
}

/**
 * Where a text repeats its sources: whole sources line by line with `shortest` 1, else every common run of at least `shortest`
 * characters. The words of a turn are short, so looking at every place is quick enough.
 */
export function spansOf(text: string, sources: readonly string[], shortest: number): Spans {
  // Made when somebody asks: most of what is said has nothing in it that would have to rest on anything.
  let covered: Uint8Array | undefined
  return {
    cover(from, to) {
      covered ??= coverage(text, sources, shortest)
      for (let at = from; at < to; at++) if (covered[at] !== 1) return false
      return true
    },
  }
}

function coverage(text: string, sources: readonly string[], shortest: number): Uint8Array {
  const covered = new Uint8Array(text.length)
  for (const source of sources) {
    if (shortest > 1) coverRuns(text, source, shortest, covered)
    else for (const line of source.split('\n')) coverWhole(text, line.trim(), covered)
  }
  return covered
}

function coverWhole(text: string, line: string, covered: Uint8Array): void {
  if (line === '') return
  for (let at = text.indexOf(line); at >= 0; at = text.indexOf(line, at + 1)) covered.fill(1, at, at + line.length)
}

function coverRuns(text: string, source: string, shortest: number, covered: Uint8Array): void {
  for (let at = 0; at + shortest <= text.length;) {
    let length = 0
    if (source.includes(text.slice(at, at + shortest))) {
      length = shortest
      while (at + length < text.length && source.includes(text.slice(at, at + length + 1))) length++
    }
    if (length > 0) covered.fill(1, at, at + length)
    at += Math.max(1, length - shortest + 1)
  }
}
