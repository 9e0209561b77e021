/** What may be wrong with a row of a list of houses. */
export const HOUSE_FAULTS = ['building', 'unit', 'room', 'kind', 'repeated', 'cell'] as const
export type HouseFaultKind = (typeof HOUSE_FAULTS)[number]
