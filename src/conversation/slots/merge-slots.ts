import { cutText } from '../../platform/cut-text'
import type { SlotValues } from './slot-values'

/** The later word counts; a home is corrected part by part (「不对,是4栋」 keeps unit and room). */
export function mergeSlots(known: SlotValues, said: SlotValues): SlotValues {
  return {
    ...known,
    ...said,
    ...(said.matter === undefined ? {} : { matter: cutText(said.matter, LONGEST_MATTER) }),
    ...(known.home || said.home ? { home: { ...known.home, ...said.home } } : {}),
    ...(known.photos || said.photos ? { photos: uniquePhotos([...(known.photos ?? []), ...(said.photos ?? [])]) } : {}),
    ...(known.choices || said.choices ? { choices: { ...known.choices, ...said.choices } } : {}),
    ...(known.facts || said.facts ? { facts: { ...known.facts, ...said.facts } } : {}),
    ...(known.toldIn || said.toldIn
      ? { toldIn: [...new Set([...(known.toldIn ?? []), ...(said.toldIn ?? [])])].slice(-MESSAGES) }
      : {}),
    ...(known.skipped || said.skipped
      ? { skipped: [...new Set([...(known.skipped ?? []), ...(said.skipped ?? [])])] }
      : {}),
  }
}

/** More messages, and more photos, than any guided talk takes: a state is read and written with every turn. */
const MESSAGES = 100
/** Every correction adds to the matter; the log keeps the words. */
const LONGEST_MATTER = 2000

function uniquePhotos(photos: NonNullable<SlotValues['photos']>): NonNullable<SlotValues['photos']> {
  return photos
    .filter((photo, index) => photos.findIndex((other) => other.exchangeId === photo.exchangeId) === index)
    .slice(-MESSAGES)
}
