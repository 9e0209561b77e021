import { cutText } from '../platform/cut-text'

/** More than anybody types in one breath; what reads words takes longer than in proportion to their length. */
const MOST = 2000
const HALF = MOST / 2
/** A word that stands on a cut stands whole in the next piece. */
const OVERLAP = 20

/**
 * Of very long words (a pasted contract, 600 lines of a burst) the beginning and the end: they say what somebody wants, and one owner's
 * text must not hold up everybody else's. The log keeps all of it.
 */
export function excerptOf(text: string): string {
  if (text.length <= MOST) return text
  return `${cutText(text, HALF)}……${text.slice(-HALF).toWellFormed()}`
}

/** All of it, in pieces that can be read one by one: danger must be heard wherever it stands (E3). */
export function piecesOf(text: string): string[] {
  const pieces: string[] = []
  for (let from = 0; from < text.length; from += MOST - OVERLAP)
    pieces.push(text.slice(from, from + MOST).toWellFormed())
  return pieces
}
