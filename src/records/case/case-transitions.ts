import { conflict, invalid } from '../../platform/errors'
import { CASE_STAGES, CASE_STATUSES, type CaseIncident, type CaseStage, type CaseStatus } from './case-kinds'

export const CASE_ACTIONS = [
  'accept',
  'assign',
  'progress',
  'pause',
  'resume',
  'resolve',
  'reopen',
  'close',
  'cancel',
  'urge',
  'transfer',
] as const
export type CaseAction = (typeof CASE_ACTIONS)[number]

/** What of a case decides whether an act is allowed. */
export interface CaseState {
  status: CaseStatus
  pausedFrom: 'accepted' | 'in_progress' | null
  transferTo: string | null
  stages: readonly { stage: CaseStage | CaseIncident }[]
}

export interface CaseAct {
  action: CaseAction
  by: string
  note?: string
  to?: string
}

/** What an allowed act changes. `takesOver`: a transfer is accepted. `unneeded`: stages that closing writes as such. */
export interface CaseMove {
  status: CaseStatus
  pausedFrom: 'accepted' | 'in_progress' | null
  stage: CaseStage | CaseIncident | null
  unneeded: CaseStage[]
  takesOver: boolean
  /** False: nothing happened (cancelled twice). */
  changes: boolean
}

interface Rule {
  from: readonly CaseStatus[]
  to: CaseStatus | 'stays' | 'as_before'
  stage: CaseStage | CaseIncident
  noteRequired?: true
}

const RUNNING = ['open', 'accepted', 'in_progress', 'paused'] as const
const NOT_CLOSED = CASE_STATUSES.filter((status) => status !== 'closed')

/** The transitions of contract.md §8; all else is refused. */
const RULES: Record<CaseAction, Rule> = {
  accept: { from: ['open'], to: 'accepted', stage: 'intake' },
  assign: { from: [...RUNNING, 'resolved'], to: 'stays', stage: 'pass_on' },
  progress: { from: ['accepted', 'in_progress'], to: 'in_progress', stage: 'follow_up' },
  pause: { from: ['accepted', 'in_progress'], to: 'paused', stage: 'paused', noteRequired: true },
  resume: { from: ['paused'], to: 'as_before', stage: 'resumed', noteRequired: true },
  resolve: { from: ['accepted', 'in_progress'], to: 'resolved', stage: 'supervise' },
  close: { from: ['resolved'], to: 'closed', stage: 'revisit' },
  reopen: { from: ['resolved', 'closed'], to: 'in_progress', stage: 'reopened' },
  cancel: { from: NOT_CLOSED, to: 'cancelled', stage: 'cancelled' },
  urge: { from: RUNNING, to: 'stays', stage: 'urged' },
  transfer: { from: RUNNING, to: 'stays', stage: 'transferred' },
}

/** Decides an act or refuses it with a reason; pure. */
export function moveCase(state: CaseState, act: CaseAct): CaseMove {
  const same = { pausedFrom: state.pausedFrom, unneeded: [], takesOver: false, changes: true }
  // A transfer counts only once its receiver accepts, in whatever state the work is by then (domain.md B1).
  if (act.action === 'accept' && state.status !== 'open' && state.transferTo === act.by && isRunning(state.status))
    return { ...same, status: state.status, stage: null, takesOver: true }

  const rule = RULES[act.action]
  if (!rule.from.includes(state.status))
    throw conflict(
      'case_transition',
      `${act.action} is not possible: the case is ${state.status}, it must be ${rule.from.join(' or ')}`,
      { action: act.action, status: state.status, possibleFrom: rule.from },
    )
  if (rule.noteRequired && !act.note?.trim())
    throw conflict('note_required', `${act.action} needs a note: the owner is told why`, { action: act.action })
  if (act.action === 'transfer' && !act.to?.trim())
    throw invalid('transfer_to', 'to: expected who is to take the case over, a staff id or a name')
  if (act.action === 'cancel' && state.status === 'cancelled')
    return { ...same, status: 'cancelled', stage: null, changes: false }

  const written = new Set(state.stages.map((row) => row.stage))
  return {
    status: statusAfter(rule, act.action, state),
    pausedFrom: pausedFromAfter(act.action, state),
    stage: act.action === 'progress' && !written.has('coordinate') ? 'coordinate' : rule.stage,
    unneeded: act.action === 'close' ? CASE_STAGES.filter((stage) => stage !== 'revisit' && !written.has(stage)) : [],
    takesOver: act.action === 'accept' && state.transferTo === act.by,
    changes: true,
  }
}

function statusAfter(rule: Rule, action: CaseAction, state: CaseState): CaseStatus {
  if (action === 'assign' && state.status === 'open') return 'accepted'
  if (rule.to === 'stays') return state.status
  if (rule.to === 'as_before') return state.pausedFrom ?? 'in_progress'
  return rule.to
}

/** Kept while it is paused, whatever else happens meanwhile; only those two states can be paused. */
function pausedFromAfter(action: CaseAction, state: CaseState): CaseState['pausedFrom'] {
  if (action === 'pause') return state.status === 'accepted' ? 'accepted' : 'in_progress'
  return action === 'resume' || action === 'cancel' ? null : state.pausedFrom
}

function isRunning(status: CaseStatus): boolean {
  return (RUNNING as readonly CaseStatus[]).includes(status)
}
