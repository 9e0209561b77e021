import type { Intent, Understanding } from '../understanding/understanding'

/** A part of a message that is a matter of its own. */
export interface Part {
  text: string
  understanding: Understanding
}

/** Words by which people turn to a second matter. */
const TURN =
  /(?:[，,。；;！!？?\s]+)(?=(?:另外|还有(?:个|一个|一件)?(?:事|我)?|再(?:就是|一个|有)|顺便|此外|对了|而且我要|我还要|也想|also|and (?:also|another)))/i
const OPENER = /^(另外|还有(个|一个|一件)?事?|再(就是|一个|有)|顺便|此外|对了|also|and also)[，,：:\s]*/i
const MATTERS: readonly Intent[] = ['repair', 'complaint', 'faq', 'suggestion', 'praise']

/**
 * Two matters in one message (a repair and a complaint, a question and a repair) become parts in the order they were said; words
 * that are no matter stay with the part before. One matter, or several of one kind, is null: nothing to take apart.
 */
export function splitMatters(text: string, understand: (part: string) => Understanding): Part[] | null {
  const pieces = text.split(TURN).filter((piece) => piece.trim() !== '')
  if (pieces.length < 2) return null
  const parts: Part[] = []
  for (const piece of pieces) {
    const said = piece.replace(OPENER, '').trim()
    const understanding = understand(said)
    const last = parts.at(-1)
    const isMatter = MATTERS.includes(understanding.intent)
    if (last && (!isMatter || understanding.intent === last.understanding.intent)) last.text += `，${said}`
    else parts.push({ text: said, understanding })
  }
  const kinds = new Set(parts.map((part) => part.understanding.intent).filter((intent) => MATTERS.includes(intent)))
  if (kinds.size < 2) return null
  return parts.map((part) => ({ ...part, understanding: understand(part.text) }))
}
