import type { CaseFilters } from '../../../../contract/desk-cases'

export const ALL_OPEN: CaseFilters = { state: 'open' }

/** As a query of an address: what is not chosen is left out. */
export function toQuery(filters: CaseFilters): Record<string, string> {
  return Object.fromEntries(
    Object.entries(filters).filter((pair): pair is [string, string] => typeof pair[1] === 'string' && pair[1] !== ''),
  )
}

/** How many filters are set besides the state, the kind and the words, which are always in sight. */
export function hiddenCount({ state: _state, kind: _kind, find: _find, ...rest }: CaseFilters): number {
  return Object.keys(toQuery(rest)).length
}
