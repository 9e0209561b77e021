import type { Understander } from '../understanding/understand'
import { parseCategory } from '../understanding/slots/parse-category'
import { parseLocation } from '../understanding/slots/parse-location'
import { parseName, parseNameAnswer } from '../understanding/slots/parse-name'
import { parsePhone } from '../understanding/slots/parse-phone'
import { parseRating } from '../understanding/slots/parse-rating'
import { parseYesNo } from '../understanding/slots/parse-yes-no'
import { parseSince } from '../understanding/time/parse-since'
import { parseTime } from '../understanding/time/parse-time'
import type { Reader } from './reader'
import { scopeOf } from './slots/scope-of'

/** The room `understanding` in the words the conversation uses. */
export function createReader(understander: Understander): Reader {
  return {
    understand: (text, options) => understander.understand(text, options),
    where(text, options) {
      const read = parseLocation(text, options)
      return {
        ...(read.building === null ? {} : { building: read.building }),
        ...(read.unit === null ? {} : { unit: read.unit }),
        ...(read.room === null ? {} : { room: read.room }),
        ...(read.place === null ? {} : { place: read.place }),
        scope: scopeOf(read.place, text),
        text: read.parts.map((part) => part.text).join(' '),
      }
    },
    phone(text) {
      const read = parsePhone(text)
      if (read === null) return null
      return read.status === 'ok' ? { phone: read.value } : { short: true }
    },
    name: (text, options) =>
      (options?.answer ? (parseName(text) ?? parseNameAnswer(text)) : parseName(text))?.value ?? null,
    appointment: (text, at, timeZone) => {
      const read = parseTime(text, at, timeZone)
      return read && { from: read.from, to: read.to, text: read.text }
    },
    since: (text, at, timeZone) => parseSince(text, at, timeZone)?.value ?? null,
    yesNo(text) {
      const read = parseYesNo(text)
      return read === null ? null : read ? 'yes' : 'no'
    },
    rating: parseRating,
    category: (text, kind) => parseCategory(text, kind)?.value ?? null,
  }
}
