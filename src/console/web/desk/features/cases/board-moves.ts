import type { CaseAction, CaseStatus } from '../../../../contract/case'

/**
 * What moving a card from one column to another does; the same acts as the buttons, and the server has the last word (contract.md
 * §8). A paused case goes on where it stood, so both columns of running work take it back.
 */
const MOVES: Partial<Record<CaseStatus, Partial<Record<CaseStatus, CaseAction>>>> = {
  open: { accepted: 'accept' },
  accepted: { in_progress: 'progress', paused: 'pause', resolved: 'resolve' },
  in_progress: { paused: 'pause', resolved: 'resolve' },
  paused: { accepted: 'resume', in_progress: 'resume' },
  resolved: { closed: 'close', in_progress: 'reopen' },
  closed: { in_progress: 'reopen' },
}

export function moveTo(from: CaseStatus, to: CaseStatus): CaseAction | null {
  return MOVES[from]?.[to] ?? null
}

export function movesFrom(from: CaseStatus): CaseStatus[] {
  return Object.keys(MOVES[from] ?? {}) as CaseStatus[]
}
