import { invalid } from '../../platform/errors'

/** `1-6` is 1 … 6, `A001-A120` is A001 … A120 (digits keep their width), `3` is itself, `1-2,5` is 1, 2 and 5. */
export function expandRange(range: string): string[] {
  return range.split(',').flatMap((part) => expandPart(part.trim()))
}

function expandPart(part: string): string[] {
  const match = /^([A-Za-z]*)(\d+)-([A-Za-z]*)(\d+)$/.exec(part)
  if (!match) return [part]
  const [, prefix = '', first = '', secondPrefix = '', last = ''] = match
  const count = Number(last) - Number(first) + 1
  if (prefix !== secondPrefix || count < 1 || count > 10_000)
    throw invalid('range', `expected a range like 1-6 or A001-A120, got "${part}"`)
  return Array.from({ length: count }, (_, i) => prefix + String(Number(first) + i).padStart(first.length, '0'))
}
