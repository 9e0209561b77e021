import type { Language } from '../dialogs/definition'

/** The language of an owner's words, or null when they do not tell (a number, an emoji): the last one then stays. */
export function languageOf(text: string): Language | null {
  if (/\p{Script=Han}/u.test(text)) return 'zh'
  const words = text.match(/[A-Za-z]{2,}/g) ?? []
  return words.length >= 2 ? 'en' : null
}
