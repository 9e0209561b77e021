/** What of a handoff decides whether an act is allowed. */
export interface HandoffState {
  status: 'waiting' | 'active' | 'closed'
  assignee: string | null
  step: number
}

export type HandoffAct =
  | { act: 'accept'; by: string }
  | { act: 'pass'; from: string; to: string }
  /** `anyway`: the owner (不用人工了) or the channel whose session ended. */
  | { act: 'close'; by: string; anyway?: boolean }
  /** Whoever was asked at `step` has not come in time. */
  | { act: 'unanswered'; step: number; silent: boolean }

export type HandoffMove =
  | { kind: 'moves'; to: HandoffState }
  /** It is so already, or the act is from yesterday: a second delivery changes nothing. */
  | { kind: 'stays' }
  | { kind: 'refused'; code: 'handoff_held' | 'handoff_waiting' | 'handoff_closed' }

/** Decides an act; pure, so that any order of acts can be tried (domain.md C2). Exactly one holder, exactly while active. */
export function moveHandoff(state: HandoffState, act: HandoffAct): HandoffMove {
  switch (act.act) {
    case 'accept':
      if (state.status === 'waiting') return { kind: 'moves', to: { ...state, status: 'active', assignee: act.by } }
      return isHolder(state, act.by) ? { kind: 'stays' } : refused(state)
    case 'pass':
      if (!isHolder(state, act.from)) return isHolder(state, act.to) ? { kind: 'stays' } : refused(state)
      return act.from === act.to ? { kind: 'stays' } : { kind: 'moves', to: { ...state, assignee: act.to } }
    case 'close':
      if (state.status === 'closed') return { kind: 'stays' }
      if (state.status === 'active' && !act.anyway && !isHolder(state, act.by)) return refused(state)
      return { kind: 'moves', to: { ...state, status: 'closed' } }
    case 'unanswered':
      // Somebody holds it and speaks, it is over, or somebody else has been asked meanwhile.
      if (state.status === 'closed' || state.step !== act.step) return { kind: 'stays' }
      if (state.status === 'active' && !act.silent) return { kind: 'stays' }
      return { kind: 'moves', to: { ...state, step: state.step + 1 } }
  }
}

function isHolder(state: HandoffState, who: string): boolean {
  return state.status === 'active' && state.assignee === who
}

function refused(state: HandoffState): HandoffMove {
  return { kind: 'refused', code: state.status === 'active' ? 'handoff_held' : `handoff_${state.status}` }
}
