import { createHash } from 'node:crypto'

/**
 * The hash by which the log vouches for words it may later erase (design D11): sha-256 over salt, text and body, the body as
 * JSON with sorted keys, so that a round trip through jsonb does not change it.
 */
export function contentHash(salt: string, text: string, body: unknown): string {
  return createHash('sha256')
    .update(`${salt}|${text}|${canonicalJson(body)}`)
    .digest('hex')
}

/** JSON with keys in code-unit order and without undefined members. */
export function canonicalJson(value: unknown): string {
  if (value === null || typeof value !== 'object') return JSON.stringify(value) ?? 'null'
  if (value instanceof Date) return JSON.stringify(value.toISOString())
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
  return `{${members.map(([key, member]) => `${JSON.stringify(key)}:${canonicalJson(member)}`).join(',')}}`
}
