import { pinyin } from 'pinyin-pro'

export const isHan = (char: string | undefined): boolean => char !== undefined && char >= '\u4e00' && char <= '\u9fff'

const sounds = new Map<string, string>()

/** Without tone, and without the differences many speakers and keyboards blur: zh/z, ng/n. */
export function soundOf(char: string): string {
  if (!isHan(char)) return ''
  let found = sounds.get(char)
  if (found === undefined) {
    found = pinyin(char, { toneType: 'none' })
      .replace(/^([zcs])h/, '$1')
      .replace(/ng$/, 'n')
    sounds.set(char, found)
  }
  return found
}
