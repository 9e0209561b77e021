import type { Lexicon } from '../understanding/lexicon'
import type { Understander } from '../understanding/understand'
import { findOutsideBody } from '../understanding/outside-body'
import { parseCategory } from '../understanding/slots/parse-category'
import { parseLocation } from '../understanding/slots/parse-location'
import { parseName, parseNameAnswer } from '../understanding/slots/parse-name'
import { parsePhone } from '../understanding/slots/parse-phone'
import { parseRating } from '../understanding/slots/parse-rating'
import { parseYesNo } from '../understanding/slots/parse-yes-no'
import { parseSince } from '../understanding/time/parse-since'
import { parseTime } from '../understanding/time/parse-time'
import { toChineseWords } from './english-words'
import { simplify } from '../understanding/words/normalise'
import { excerptOf, piecesOf } from './excerpt'
import type { Reader } from './reader'
import { asOneAddress } from './slots/one-address'
import { withoutPlates } from './slots/plate'
import { publicThing, scopeOf } from './slots/scope-of'

/** The room `understanding` in the words the conversation uses. */
export function createReader(understander: Understander, lexicon?: Lexicon): Reader {
  const plain = (text: string) => (/\p{Script=Han}/u.test(text) ? text : toChineseWords(text))
  return {
    plain,
    understand(text, options) {
      const excerpt = excerptOf(text)
      const read = understander.understand(plain(excerpt), options)
      if (excerpt === text || read.emergency !== null) return read
      for (const piece of piecesOf(text)) {
        const { intent, confidence, emergency, handoff } = understander.understand(plain(piece), { at: options.at })
        if (emergency !== null) return { ...read, intent, confidence, emergency, handoff, unsure: undefined }
      }
      return read
    },
    where(words, options) {
      const text = asOneAddress(withoutPlates(plain(words)))
      const read = parseLocation(text, options)
      const home = read.parts.filter((part) => ['building', 'unit', 'room'].includes(part.type))
      // 「5栋」 as an answer is a building; its digit is not also the room.
      const hasOwnRoom = home.some(
        (part) => part.type === 'room' && !home.some((other) => other !== part && other.text.includes(part.text)),
      )
      const place = read.place ?? publicThing(text)
      return {
        ...(read.building === null ? {} : { building: read.building }),
        ...(read.unit === null ? {} : { unit: read.unit }),
        ...(read.room === null || !hasOwnRoom ? {} : { room: read.room }),
        ...(read.floor === null ? {} : { floor: read.floor }),
        ...(place === null ? {} : { place }),
        scope: scopeOf(place, text),
        text: read.parts.map((part) => part.text).join(' '),
        homeWords: home.map((part) => part.text),
      }
    },
    phone(text) {
      const read = parsePhone(text)
      if (read?.status === 'ok') return { phone: read.value }
      // 「3栋2单元502 13812345678」: beside a room the digits of both run together.
      const alone = text
        .split(/\s+/u)
        .map(parsePhone)
        .find((each) => each?.status === 'ok')
      if (alone) return { phone: alone.value }
      if (read === null) return null
      return { short: true }
    },
    name: (text, options) =>
      (options?.answer ? (parseName(text) ?? parseNameAnswer(withoutPhone(text))) : parseName(text))?.value ?? null,
    appointment: (text, at, timeZone) => {
      const read = parseTime(plain(text), at, timeZone)
      return read && { from: read.from, to: read.to, text: read.text }
    },
    since: (text, at, timeZone) => parseSince(plain(text), at, timeZone)?.value ?? null,
    yesNo(text) {
      const read = parseYesNo(simplify(plain(text)))
      return read === null ? null : read ? 'yes' : 'no'
    },
    rating: parseRating,
    // A place read beside the words (「厨房」) may be Chinese where the words are not.
    category: (text, kind) => parseCategory(toChineseWords(text), kind, lexicon)?.value ?? null,
    outsideBody: (text) => findOutsideBody(plain(text), lexicon),
  }
}

/** 「张伟 13800138000」 answers both questions; what is left of it is the name. */
function withoutPhone(text: string): string {
  const phone = parsePhone(text)
  if (phone === null) return text
  return text
    .replace(phone.text, ' ')
    .replace(/(联系)?(电话|手机号?|号码)(是|[:：])?/g, ' ')
    .replace(/^[\s,，、/]+|[\s,，、/]+$/g, '')
}
