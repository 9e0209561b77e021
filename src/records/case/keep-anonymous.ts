import type { Contact, CaseLocation } from './case'

const MASK = '＊＊＊'

export interface Words {
  summary: string
  location: CaseLocation
  contact: Contact | null
  details: Record<string, unknown>
}

/** Finds the name a text gives for its writer; it comes from above, since records read no language. */
export type NameIn = (text: string) => string | null

/**
 * What an anonymous case keeps of its words: no name, phone, room or user (contract.md §7). It is cut before it is written,
 * so that no later reader has to remember; the way back to the owner is the sealed link alone (conversation and reporter).
 */
export function keepAnonymous(words: Words, user: string | null, nameIn?: NameIn): Words {
  const named = nameIn?.(words.summary) ?? null
  const known = [user, named, words.contact?.name, words.contact?.phone, words.location.room]
    .filter((name): name is string => typeof name === 'string')
    .map((name) => name.trim())
    // One character or digit is in every second sentence.
    .filter((name) => name.length >= 2)
  const mask = (text: string) => {
    const own = nameIn?.(text)
    const all = own && own.length >= 2 ? [...known, own] : known
    return maskPhones(all.reduce((rest, name) => rest.replaceAll(name, MASK), text))
  }
  const { location } = words
  return {
    summary: mask(words.summary),
    location: { ...location, room: null, text: location.text ? mask(location.text) : (location.text ?? null) },
    contact: null,
    details: maskDeep(words.details, mask) as Record<string, unknown>,
  }
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
