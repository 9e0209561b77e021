/** What one message of the strictest channel holds (wecom-protocol §5.11: text up to 2048 bytes). */
export const MESSAGE_BYTES = 2048
/** A turn speaks once or twice (design D12): longer than two messages is no answer, it is a flood. */
export const LONGEST_BYTES = 2 * MESSAGE_BYTES

/** The text as far as it fits, cut after a sentence where there is one. */
export function cutToBytes(text: string, most: number): string {
  if (Buffer.byteLength(text) <= most) return text
  let cut = ''
  let bytes = 0
  for (const character of text) {
    bytes += Buffer.byteLength(character)
    if (bytes > most) break
    cut += character
  }
  const end = Math.max(...['。', '！', '？', '\n'].map((mark) => cut.lastIndexOf(mark)))
  return end > cut.length / 2 ? cut.slice(0, end + 1) : cut
}
