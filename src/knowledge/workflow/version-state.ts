/** Where a version stands between being written and answering owners. */
export const VERSION_STATES = ['draft', 'review', 'returned', 'scheduled', 'published', 'replaced'] as const
export type VersionState = (typeof VERSION_STATES)[number]

export const VERSION_ACTS = ['submit', 'withdraw', 'return', 'schedule', 'unschedule', 'publish'] as const
export type VersionAct = (typeof VERSION_ACTS)[number]

/** What may be done with a version in a state, and where it leads; nothing else may. */
const MOVES: Record<VersionAct, { from: readonly VersionState[]; to: VersionState }> = {
  submit: { from: ['draft', 'returned'], to: 'review' },
  withdraw: { from: ['review'], to: 'draft' },
  return: { from: ['review', 'scheduled'], to: 'returned' },
  // Another time for one that waits for its time already.
  schedule: { from: ['review', 'scheduled'], to: 'scheduled' },
  unschedule: { from: ['scheduled'], to: 'review' },
  publish: { from: ['review', 'scheduled'], to: 'published' },
}

/** Null: that act is not for this state. */
export function nextState(state: VersionState, act: VersionAct): VersionState | null {
  const { from, to } = MOVES[act]
  return from.includes(state) ? to : null
}

/** Words under review or waiting for their time stay as they were read: they are taken back before they are changed. */
export function mayEdit(state: VersionState): boolean {
  return state !== 'review' && state !== 'scheduled'
}
