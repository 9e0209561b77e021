import type { Finding } from './check-words'

/**
 * The text without the sentences in which something was found. A sentence is said whole or not at all: half a promise is one too.
 * May be empty.
 */
export function withoutFindings(text: string, findings: readonly Finding[]): string {
  if (findings.length === 0) return text
  let kept = ''
  let at = 0
  for (const sentence of text.match(SENTENCE) ?? []) {
    const end = at + sentence.length
    if (!findings.some(({ from, to }) => from < end && to > at)) kept += sentence
    at = end
  }
  return saysNothing(kept) ? '' : kept.trim()
}

const SENTENCE = /[^。！？!?\n]*[。！？!?\n]+|[^。！？!?\n]+$/gu

/** A greeting that is left of a reply answers nobody. */
function saysNothing(text: string): boolean {
  return /^[\s\p{P}]*((您好|你好|亲|尊敬的业主)[\s\p{P}]*)*$/u.test(text)
}
