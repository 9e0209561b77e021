import { pinyin } from 'pinyin-pro'
import { isHanCode } from './normalize-text'

/**
 * The number of a character's syllable without tone. Sounds that southern speakers and voice input mix up count as one
 * (zh/z, ch/c, sh/s, n/l, -ng/-n after i and e), so that 楼到 sounds like 楼道 and 物页 like 物业.
 */
export function soundOf(code: number): number {
  const known = soundByCode[code]
  if (known) return known
  if (!isHanCode(code)) return 0
  const syllable = pinyin(String.fromCharCode(code), { toneType: 'none' })
    .replace(/^([zcs])h/, '$1')
    .replace(/^n(?!$)/, 'l')
    .replace(/(?<=[ie])ng$/, 'n')
  let number = numberBySyllable.get(syllable)
  if (number === undefined) numberBySyllable.set(syllable, (number = numberBySyllable.size + 1))
  return (soundByCode[code] = number)
}

/** Two syllables in one number. */
export function pairSound(first: number, second: number): number {
  return soundOf(first) * 4096 + soundOf(second)
}

const soundByCode = new Uint16Array(0x10000)
const numberBySyllable = new Map<string, number>()
