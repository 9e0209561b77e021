import type { Queryable } from '../../../platform/database/db'
import { conflict } from '../../../platform/errors'
import { lastResort } from '../../../records/community/on-call'
import { findStaff, staffOf } from '../../../records/community/staff'
import { peopleForStep } from '../../../records/handoff/choose-person'
import type { Handoff } from '../../../records/handoff/handoff'
import { matterOfHandoff } from '../../../records/handoff/matter-of-handoff'
import { addNote } from '../../../records/talk-note/talk-note'
import { tellStaff } from '../../../tasks/speak'

/**
 * Asks a supervisor to look at a talk whose holder stays (domain.md B18, B19): whoever is at the desk or on shift, else any of the
 * community's, in the end the last named manager. Gives the name of whoever was asked.
 */
export async function callInSupervisor(
  tx: Queryable,
  found: Handoff,
  call: { by: string; note: string; at: Date; zone: string },
): Promise<string> {
  const { at, zone, by } = call
  if (found.status === 'closed') throw conflict('handoff_closed', 'the handoff is over: nobody serves this owner')
  const chosen = await supervisorFor(tx, found, { at, zone, by })
  if (chosen === null) throw conflict('nobody_to_call', 'no supervisor or manager is named for this community')
  await addNote(tx, {
    conversationId: found.conversationId,
    handoffId: found.id,
    kind: 'called',
    author: by,
    meantFor: chosen.name,
    text: call.note,
    at,
  })
  if (chosen.wecomUserId !== null)
    await tellStaff(tx, {
      conversationId: found.conversationId,
      handoffId: found.id,
      to: [chosen.wecomUserId],
      text: `【请主管协助】${by}正在接待一位业主，请您到工作台看看这段对话。`,
      at,
    })
  return chosen.name
}

async function supervisorFor(
  tx: Queryable,
  found: Handoff,
  now: { at: Date; zone: string; by: string },
): Promise<{ name: string; wecomUserId: string | null } | null> {
  const matter = await matterOfHandoff(tx, found)
  const [present] = await peopleForStep(tx, { ask: 'supervisor', matter, except: [], ...now })
  const one = present ? await findStaff(tx, present.staff) : null
  if (one && one.name !== now.by) return one
  const anybody = (await staffOf(tx, found.communityId)).find(
    ({ role, name }) => role === 'supervisor' && name !== now.by,
  )
  const named = anybody ?? (await lastResort(tx, found.communityId))
  return named && named.name !== now.by ? named : null
}
