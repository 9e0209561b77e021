import type { Contact, CaseLocation } from './case'

const MASK = '＊＊＊'

export interface Words {
  summary: string
  location: CaseLocation
  contact: Contact | null
  details: Record<string, unknown>
}

/** Finds what a text gives of its writer, name and room; it comes from above, since records read no language. */
export type NameIn = (text: string) => string | readonly string[] | null

/**
 * What an anonymous case keeps of its words: no name, phone, room or user (contract.md §7). It is cut before it is written,
 * so that no later reader has to remember; the way back to the owner is the sealed link alone (conversation and reporter).
 */
export function keepAnonymous(words: Words, user: string | null, nameIn?: NameIn): Words {
  const namesIn = (text: string) => [nameIn?.(text) ?? []].flat().filter((name) => name.length >= 2)
  const known = [
    user,
    ...namesIn(words.summary),
    ...addedTo(words).flatMap(namesIn),
    words.contact?.name,
    words.contact?.phone,
    words.location.room,
  ]
    .filter((name): name is string => typeof name === 'string')
    .map((name) => name.trim())
    // One character or digit is in every second sentence.
    .filter((name) => name.length >= 2)
  const mask = (text: string) => {
    return maskPhones([...known, ...namesIn(text)].reduce((rest, name) => rest.replaceAll(name, MASK), text))
  }
  const { location } = words
  return {
    summary: mask(words.summary),
    location: { ...location, room: null, text: location.text ? mask(location.text) : (location.text ?? null) },
    contact: null,
    details: maskDeep(words.details, mask) as Record<string, unknown>,
  }
}

/** What was added later may be the first to say who writes. */
function addedTo({ details }: Words): string[] {
  const added = details['added']
  return Array.isArray(added) ? added.filter((note): note is string => typeof note === 'string') : []
}

function maskDeep(value: unknown, mask: (text: string) => string): unknown {
  if (typeof value === 'string') return mask(value)
  if (Array.isArray(value)) return value.map((item) => maskDeep(item, mask))
  if (value === null || typeof value !== 'object') return value
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, maskDeep(item, mask)]))
}

/** A mobile number in whatever way it is grouped. */
function maskPhones(text: string): string {
  return text.replace(/(?<!\d)1[3-9]\d[\s-]?\d{4}[\s-]?\d{4}(?!\d)/g, MASK)
}
