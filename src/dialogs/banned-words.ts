/**
 * What nobody of us says to an owner (domain.md B15, B28): words that leave somebody alone, and management's excuses. Each with
 * what is said instead.
 */
const BANNED: readonly [RegExp, string][] = [
  [/不知道|不懂|不清楚/, 'say what is checked and by when the answer comes'],
  [/我想(?!请)|我觉得|可能|大概/, 'say what is sure, or what is checked and by when'],
  [/不归我|不关我|不是我们的事|不归物业管/, 'name the body, its number and our follow-up (B11)'],
  [/人手不(够|足)|没有?办法|按规定/, 'apologise and name the next step'],
  [/i don't know|i do not know|not my job|not our business/i, 'say what is checked and by when'],
]

/** The first banned word of a text and what to do about it, or null. */
export function findBannedWord(text: string): { word: string; instead: string } | null {
  for (const [pattern, instead] of BANNED) {
    const found = pattern.exec(text)
    if (found) return { word: found[0], instead }
  }
  return null
}
