import type { Danger } from '../../conversation/memory'
import type { Turn } from '../../conversation/turn'
import type { EmergencyKind } from './kind-of'

/** While it lasts, whatever the owner writes belongs to it. */
export const LASTS_MS = 30 * 60_000

/** The emergency that nobody has called over yet. */
export function ongoing(turn: Turn): Danger | null {
  const current = turn.memory.emergency
  return current !== null && isLasting(turn, current) ? current : null
}

function isLasting(turn: Turn, { at }: Danger): boolean {
  return turn.at.getTime() - new Date(at).getTime() < LASTS_MS
}

export function openOnes(turn: Turn, current: Danger): Danger[] {
  return [...turn.memory.emergenciesBefore.filter((one) => isLasting(turn, one)), current]
}

export function kindIn({ kind, type }: Danger): EmergencyKind {
  return (kind ?? type) as EmergencyKind
}

/** Danger is told to whoever serves, and nobody's patience for messages counts. */
export const ALWAYS = { evenWhenServed: true, useReserve: true }
