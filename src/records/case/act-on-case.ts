import type { Queryable } from '../../platform/database/db'
import { conflict } from '../../platform/errors'
import { scheduleJob } from '../../queue/schedule'
import { findStaff } from '../community/staff'
import { endPromisesOfCase } from '../promise/end-promises'
import type { Case } from './case'
import { moveCase, type CaseAct, type CaseAction, type CaseMove } from './case-transitions'
import { lockCase } from './lock-case'
import { getCase } from './read-case'
import { CLOSE_SILENT_JOB, SILENCE_CLOSES_AFTER_MS } from './silence'
import { tellCase, type CaseEvent, type TalkOfAct } from './tell-case'

export interface CaseActAt extends CaseAct {
  at: Date
  /** The real time, by which jobs run; `at` when not given. */
  now?: Date
  zone?: string
  /** Where an owner said so: what they are told of it is promised there. */
  talk?: TalkOfAct
}

/**
 * Does one act of contract.md §8 to a case and leaves word of it (a job named for what happened), or throws a conflict that
 * says why not. `by` and `to` are kept as given; the owner of record changes only when a known receiver accepts.
 */
export async function actOnCase(tx: Queryable, id: string, act: CaseActAt): Promise<Case> {
  await lockCase(tx, id)
  const found = await getCase(tx, id)
  const move = moveCase(found, act)
  if (!move.changes) return found
  if (TAKES.includes(act.action))
    await refuseAbout(tx, found.aboutStaff, act.action === 'accept' ? act.by : act.to?.trim() || act.by)
  const owner = await ownerAfter(tx, found, act, move)
  const resolvedAt = act.action === 'resolve' ? act.at : act.action === 'reopen' ? null : found.resolvedAt
  const closedAt = act.action === 'close' ? act.at : act.action === 'reopen' ? null : found.closedAt
  await tx.query(
    'update-case',
    `update cases
        set status = $2, paused_from = $3, paused_reason = $4, assignee = $5, owner_of_record = $6, transfer_to = $7, resolved_at = $8,
            closed_at = $9, urges = urges + $10, reopened = reopened + $11, version = version + 1
      where id = $1`,
    [
      id,
      move.status,
      move.pausedFrom,
      move.status === 'paused' ? (act.action === 'pause' ? act.note : found.pausedReason) : null,
      assigneeAfter(found, act, move),
      owner.ownerOfRecord,
      owner.transferTo,
      resolvedAt,
      closedAt,
      // Owners press; where the ledger does so by itself the stage says it, and nobody has urged.
      act.action === 'urge' && act.by !== 'system' ? 1 : 0,
      act.action === 'reopen' ? 1 : 0,
    ],
  )
  for (const stage of move.unneeded) await writeStage(tx, id, stage, act, UNNEEDED)
  if (move.stage) await writeStage(tx, id, move.stage, act, noteOf(act))
  const changed = await getCase(tx, id)
  await settlePromises(tx, id, act)
  await setSilenceClock(tx, changed, act)
  await tellCase(tx, changed, move.takesOver && found.status !== 'open' ? 'taken_over' : EVENT_OF[act.action], {
    by: act.by,
    note: act.note,
    to: act.to,
    at: act.at,
    now: act.now ?? act.at,
    zone: act.zone ?? DEFAULT_ZONE,
    talk: act.talk,
  })
  return changed
}

/** Nobody gets a complaint about themselves in hands, whoever hands it to them (domain.md B1): they could not even see it. */
async function refuseAbout(tx: Queryable, aboutStaff: readonly string[], receiver: string): Promise<void> {
  if (aboutStaff.length === 0) return
  const staff = await findStaff(tx, receiver)
  if (staff && aboutStaff.includes(staff.id))
    throw conflict('about_receiver', `the complaint is about ${receiver}: expected another person`, { who: receiver })
}

/** Nor does a complaint go on in a case that they have in hands. */
export async function refuseAboutHolder(
  tx: Queryable,
  aboutStaff: readonly string[],
  into: Pick<Case, 'ownerOfRecord' | 'assignee'>,
): Promise<void> {
  for (const holder of [into.ownerOfRecord, into.assignee]) if (holder) await refuseAbout(tx, aboutStaff, holder)
}

const TAKES: readonly CaseAction[] = ['accept', 'assign', 'transfer']

const DEFAULT_ZONE = 'Asia/Shanghai'

/** Closing writes the stages nobody needed, so that none is missing (domain.md B2). */
const UNNEEDED = '无需此环节'

const EVENT_OF: Record<CaseAction, CaseEvent> = {
  accept: 'accepted',
  assign: 'assigned',
  progress: 'progressed',
  pause: 'paused',
  resume: 'resumed',
  resolve: 'resolved',
  reopen: 'reopened',
  close: 'closed',
  cancel: 'cancelled',
  urge: 'urged',
  transfer: 'transferred',
}

/** There is exactly one owner of record at any time: a transfer that nobody accepted leaves it where it was (domain.md B1). */
async function ownerAfter(
  tx: Queryable,
  found: Case,
  act: CaseActAt,
  move: CaseMove,
): Promise<{ ownerOfRecord: string; transferTo: string | null }> {
  const stays = { ownerOfRecord: found.ownerOfRecord, transferTo: found.transferTo }
  if (act.action === 'transfer') return { ...stays, transferTo: act.to ?? null }
  if (act.action === 'cancel' || act.action === 'close') return { ...stays, transferTo: null }
  if (act.action !== 'accept') return stays
  const receiver = await findStaff(tx, act.by)
  if (receiver) return { ownerOfRecord: act.by, transferTo: null }
  if (move.takesOver && found.status !== 'open')
    throw conflict('unknown_receiver', `${act.by} is no active member of staff and cannot answer for a case`)
  return stays
}

function assigneeAfter(found: Case, act: CaseActAt, move: CaseMove): string | null {
  if (act.action === 'accept') {
    // Whoever takes over the answer for a case does not take the work from somebody who is at it.
    const atWork = move.takesOver && found.assignee !== null && found.assignee !== found.ownerOfRecord
    return atWork ? found.assignee : act.by
  }
  // Without `to`, whoever assigns takes it on.
  if (act.action === 'assign') return act.to?.trim() || act.by
  return found.assignee
}

function noteOf(act: CaseActAt): string {
  if (act.note?.trim()) return act.note.trim()
  return act.to && (act.action === 'assign' || act.action === 'transfer') ? `→ ${act.to}` : ''
}

async function writeStage(tx: Queryable, id: string, stage: string, act: CaseActAt, note: string): Promise<void> {
  await tx.query(
    'write-case-stage',
    'insert into case_stage (case_id, stage, at, actor, note) values ($1, $2, $3, $4, $5)',
    [id, stage, act.at, act.by, note],
  )
}

/** What we promised for this case ends with it. */
async function settlePromises(tx: Queryable, id: string, act: CaseActAt): Promise<void> {
  if (act.action === 'resolve') await endPromisesOfCase(tx, id, { at: act.at })
  if (act.action === 'cancel')
    await endPromisesOfCase(tx, id, { at: act.at, ending: 'renegotiated', reason: act.note?.trim() || '工单已撤销' })
}

/** Timers run on the real clock (contract.md §4), also when `at` tells of another day. */
async function setSilenceClock(tx: Queryable, changed: Case, act: CaseActAt): Promise<void> {
  if (act.action !== 'resolve') return
  await scheduleJob(tx, {
    kind: CLOSE_SILENT_JOB,
    key: `${CLOSE_SILENT_JOB}:${changed.id}:${changed.version}`,
    dueAt: new Date((act.now ?? act.at).getTime() + SILENCE_CLOSES_AFTER_MS),
    body: { caseId: changed.id, resolvedAt: act.at.toISOString() },
  })
}
