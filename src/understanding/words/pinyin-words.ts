import { pinyin } from 'pinyin-pro'

export interface PinyinWord {
  start: number
  end: number
  word: string
}

/**
 * Reads words typed by their sounds in Latin letters, with or without blanks: `baoguan le kuai lai`, `haizi不见了`. Only a run
 * of letters that is Chinese syllables throughout is read, so that English stays English.
 */
export function createPinyinReader(words: readonly string[]): (text: string) => PinyinWord[] {
  const bySound = new Map<string, string>()
  let longest = 1
  for (const word of words) {
    const syllables = pinyin(word, { toneType: 'none', type: 'array', v: true })
    const sound = syllables.join(' ')
    if (!bySound.has(sound)) bySound.set(sound, word)
    longest = Math.max(longest, syllables.length)
  }

  return (text) => {
    const found: PinyinWord[] = []
    for (const run of text.matchAll(LATIN_RUN)) {
      const syllables = syllablesOf(run[0], run.index)
      if (!syllables) continue
      for (let at = 0; at < syllables.length; at += 1) {
        for (let size = Math.min(longest, syllables.length - at); size >= 2; size -= 1) {
          const part = syllables.slice(at, at + size)
          const word = bySound.get(part.map(({ sound }) => sound).join(' '))
          if (word === undefined) continue
          found.push({ start: part[0]!.start, end: part[size - 1]!.end, word })
          at += size - 1
          break
        }
      }
    }
    return found
  }
}

interface Syllable {
  sound: string
  start: number
  end: number
}

const LATIN_RUN = /[a-z]{2,}(?:[ '][a-z]+)*/g
/** Longer finals first; an initial is optional (`er`, `an`). */
const SYLLABLE =
  /^(?:[zcs]h|[bpmfdtnlgkhjqxrzcsyw])?(?:iang|iong|uang|ang|eng|ing|ong|ian|iao|uai|uan|van|ai|ei|ao|ou|an|en|in|un|vn|ia|ie|iu|ua|ue|ui|uo|ve|er|[aoeiuv])/
const MOST_LETTERS = 120

/** The syllables of a run, or null where it is no pinyin. Greedy, but a consonant begins the next syllable: `fangai` is fan-gai. */
function syllablesOf(run: string, offset: number): Syllable[] | null {
  if (run.length > MOST_LETTERS) return null
  const syllables: Syllable[] = []
  let at = 0
  while (at < run.length) {
    if (run[at] === ' ' || run[at] === "'") {
      at += 1
      continue
    }
    let sound = SYLLABLE.exec(run.slice(at))?.[0]
    if (sound === undefined) return null
    // `n` and `g` open the next syllable where a vowel follows: dianan → dia-nan is rare, beikunai is bei-ku-nai.
    const next = run[at + sound.length]
    if (next !== undefined && /[aeiouv]/.test(next) && /[ng]$/.test(sound) && SYLLABLE.test(sound.slice(0, -1)))
      sound = sound.slice(0, -1)
    syllables.push({ sound, start: offset + at, end: offset + at + sound.length })
    at += sound.length
  }
  return syllables
}
