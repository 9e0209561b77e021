import type { Language } from '../dialogs/definition'
import { withoutPlates } from './slots/plate'

/**
 * The language of an owner's words, or null when they do not tell (a number, a plate, an emoji): the last one then stays. A Chinese
 * name among English words makes them no Chinese.
 */
export function languageOf(text: string): Language | null {
  const said = withoutPlates(text)
  const words = said.match(/[A-Za-z']{2,}/g) ?? []
  const han = said.match(/\p{Script=Han}/gu) ?? []
  if (han.length > 0) return words.length > han.length * 2 ? 'en' : 'zh'
  return words.length >= 2 ? 'en' : null
}
