import type { Reader } from '../reader'
import type { SlotValues } from '../slots/slot-values'
import { isSaid } from './is-said'
import type { Proposal } from './second-opinion'

/**
 * The places a model pointed at, read by our own parsers. What it points at must have been said, and what no parser can read is
 * nothing: a model finds the address in a long story, it does not make one.
 */
export function readFacts(
  facts: Proposal['facts'],
  said: { text: string; at: Date; timeZone: string; reader: Reader },
): SlotValues {
  const { reader, text } = said
  const quoted = (quote: string | null) => (quote !== null && isSaid(quote, text) ? quote : null)
  const values: SlotValues = {}

  const home = quoted(facts.home)
  if (home !== null) {
    const { building, unit, room } = reader.where(home, { answer: true })
    const known = {
      ...(building === undefined ? {} : { building }),
      ...(unit === undefined ? {} : { unit }),
      ...(room === undefined ? {} : { room }),
    }
    if (Object.keys(known).length > 0) values.home = known
  }
  const place = quoted(facts.place)
  if (place !== null) {
    const read = reader.where(place)
    if (read.place !== undefined) values.spot = { place: read.place, scope: read.scope }
  }
  const time = quoted(facts.time)
  const appointment = time === null ? null : reader.appointment(time, said.at, said.timeZone)
  if (appointment !== null) values.appointment = appointment
  const phone = quoted(facts.phone)
  const number = phone === null ? null : reader.phone(phone)
  if (number !== null && 'phone' in number) values.phone = number.phone
  const name = quoted(facts.name)
  const read = name === null ? null : reader.name(name, { answer: true })
  if (read !== null) values.name = read
  return values
}
