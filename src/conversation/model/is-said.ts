/** Whether a quote stands in what was said, spaces and marks aside. A quote nobody said proves nothing. */
export function isSaid(quote: string, text: string): boolean {
  const words = plain(quote)
  return words.length >= 2 && plain(text).includes(words)
}

function plain(text: string): string {
  return text.replace(/[\s\p{P}\p{S}]/gu, '')
}
