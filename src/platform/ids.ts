import { randomBytes } from 'node:crypto'

const ALPHABET = '0123456789abcdefghijkmnpqrstuvwxyz'

/**
 * A new id: prefix, time (sortable to the millisecond), 60 random bits. Safe in URLs, in WeCom msgids and menu ids
 * (letters, digits, underscore).
 */
export function newId(prefix: string, at: Date): string {
  const time = at.getTime().toString(36).padStart(9, '0')
  let random = ''
  for (const byte of randomBytes(12)) random += ALPHABET[byte % ALPHABET.length]
  return `${prefix}_${time}${random}`
}
