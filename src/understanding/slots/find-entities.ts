import type { Lexicon } from '../lexicon'
import { parseTime } from '../time/parse-time'
import type { Entity, Intent } from '../understanding'
import { parseCategory } from './parse-category'
import { parseLocation } from './parse-location'
import { parseName } from './parse-name'
import { parsePhone } from './parse-phone'
import { readParties } from './parties'

interface Context {
  intent: Intent
  at?: Date | undefined
  timeZone?: string | undefined
}

/** All facts of a message in their normal forms (contract.md §7). Without a time of sending, times are left unread. */
export function findEntities(text: string, context: Context, lexicon: Lexicon): Entity[] {
  const entities: Entity[] = []
  // The home of whom the complaint is about is no address of the writer's: parties.ts.
  const { others, ownText } = readParties(text)
  for (const part of parseLocation(others.some(({ house }) => house) ? ownText : text).parts) {
    if (part.type === 'building' || part.type === 'unit' || part.type === 'room' || part.type === 'place') {
      entities.push({ type: part.type, value: part.value, text: part.text })
    }
  }
  const phone = parsePhone(text)
  if (phone?.status === 'ok') entities.push({ type: 'phone', value: phone.value, text: phone.text })
  const name = parseName(text)
  if (name) entities.push({ type: 'name', value: name.value, text: name.text })
  const time = context.at && parseTime(text, context.at, context.timeZone)
  if (time)
    entities.push({ type: 'time', value: time.to === null ? time.from : `${time.from}/${time.to}`, text: time.text })
  if (context.intent === 'repair' || context.intent === 'complaint') {
    const category = parseCategory(text, context.intent, lexicon)
    if (category) entities.push({ type: 'category', value: category.main, text: category.text })
  }
  return entities
}
