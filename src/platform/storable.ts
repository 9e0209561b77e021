/**
 * The value with text that PostgreSQL can keep: jsonb refuses NUL and half surrogate pairs, and one such message must not be lost
 * for it. What cannot be kept becomes U+FFFD, as browsers show it.
 */
export function storable<T>(value: T): T {
  if (typeof value === 'string') return value.toWellFormed().replaceAll('\u0000', '\ufffd') as T
  if (value instanceof Date || value === null || typeof value !== 'object') return value
  if (Array.isArray(value)) return value.map(storable) as T
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [storable(key), storable(member)])) as T
}
