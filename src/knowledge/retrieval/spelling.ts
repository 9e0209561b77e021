import { isHanCode } from './normalize-text'
import { pairSound } from './sounds'
import type { TermKey } from './terms'
import { pairTerm } from './terms'

/** Knows the pairs of characters that articles ask with, and by their sound puts a slip of the keyboard or of voice input right. */
export interface Spelling {
  learn(text: string): void
  /** The text with single wrong characters replaced; `isFixed` says where nothing may change. */
  correct(text: string, isFixed: (at: number) => boolean): string
}

/** A pair that a single article has gives way to one that sounds the same and that several times as many have. */
const RARE = 1
const DOMINANT = 4

export function createSpelling(documentsOf: (key: TermKey) => number): Spelling {
  const pairsBySound = new Map<number, string[]>()

  function learn(text: string): void {
    for (let at = 1; at < text.length; at++) {
      const first = text.charCodeAt(at - 1)
      const second = text.charCodeAt(at)
      if (!isHanCode(first) || !isHanCode(second) || documentsOf(pairTerm(first, second)) > 0) continue
      const sound = pairSound(first, second)
      const pairs = pairsBySound.get(sound)
      const pair = text.slice(at - 1, at + 1)
      if (!pairs) pairsBySound.set(sound, [pair])
      else if (!pairs.includes(pair)) pairs.push(pair)
    }
  }

  const isKnown = (text: string, at: number) => {
    const first = text.charCodeAt(at)
    const second = text.charCodeAt(at + 1)
    return isHanCode(first) && isHanCode(second) && documentsOf(pairTerm(first, second)) > 0
  }

  /** The best known pair that sounds the same and keeps one of the two characters in its place. */
  function soundAlike(pair: string): string | undefined {
    let best: string | undefined
    let bestDocuments = 0
    for (const known of pairsBySound.get(pairSound(pair.charCodeAt(0), pair.charCodeAt(1))) ?? []) {
      if ((known[0] === pair[0]) === (known[1] === pair[1])) continue
      const documents = documentsOf(pairTerm(known.charCodeAt(0), known.charCodeAt(1)))
      if (documents > bestDocuments) [best, bestDocuments] = [known, documents]
    }
    return best
  }

  /** 物业费怎么教: 怎么教 stands in one article, 怎么交 in several. */
  const isLikelier = (right: string, written: string) => {
    const known = documentsOfPair(written)
    return known === 0 || (known <= RARE && documentsOfPair(right) >= DOMINANT * known)
  }
  const documentsOfPair = (pair: string) => documentsOf(pairTerm(pair.charCodeAt(0), pair.charCodeAt(1)))

  return {
    learn,
    correct(text, isFixed) {
      let out = text
      for (let at = 0; at + 1 < out.length; at++) {
        if (!isHanCode(out.charCodeAt(at)) || !isHanCode(out.charCodeAt(at + 1))) continue
        const right = soundAlike(out.slice(at, at + 2))
        if (!right || !isLikelier(right, out.slice(at, at + 2))) continue
        // A character that makes a known word with its other neighbour is not the slip: in 停车飞 it is 飞, not 车.
        const slip = right[0] === out[at] ? at + 1 : at
        const neighbour = slip === at ? slip - 1 : slip
        if (isFixed(slip) || (neighbour >= 0 && isKnown(out, neighbour))) continue
        out = out.slice(0, at) + right + out.slice(at + 2)
      }
      return out
    },
  }
}
