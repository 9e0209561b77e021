import { withoutContacts } from './contacts'
import { withoutCourtesy } from './courtesy'

/** What a message is about: the words the voices on intent and mood are trained with and asked about. */
export function bareWords(text: string): string {
  return withoutCourtesy(withoutContacts(text))
}
