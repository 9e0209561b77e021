/** The beginning of a text, never ending in half a character: PostgreSQL's jsonb refuses half a surrogate pair. */
export function cutText(text: string, length: number): string {
  const cut = text.slice(0, length)
  return /[\ud800-\udbff]$/.test(cut) ? cut.slice(0, -1) : cut
}
