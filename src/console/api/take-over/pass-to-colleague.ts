import type { Queryable } from '../../../platform/database/db'
import { conflict } from '../../../platform/errors'
import { passHandoff } from '../../../records/handoff/accept-handoff'
import { getHandoff, type Handoff } from '../../../records/handoff/handoff'
import { findStaff } from '../../../records/community/staff'
import { addNote } from '../../../records/talk-note/talk-note'
import { tellStaff } from '../../../tasks/speak'
import { listColleagues } from './list-colleagues'

/**
 * The holder's place goes to a colleague. The owner hears who it is now (task `handoff-passed`); whoever got the talk and, where
 * somebody else passed it on, whoever had it hear of it too, at their desks and by the company's app.
 */
export async function passToColleague(
  tx: Queryable,
  found: Handoff,
  pass: { from: string; to: string; by: string; note: string; at: Date; zone: string },
): Promise<void> {
  const { from, by, note, at, zone } = pass
  if (found.mode === 'native')
    throw conflict('answer_in_wecom', 'WeCom holds this session: pass it on in the WeCom client')
  const colleagues = await listColleagues(tx, found.communityId)
  const to = colleagues.find(({ name, staffId }) => name === pass.to || staffId === pass.to)
  if (!to) throw conflict('unknown_receiver', `there is no colleague ${pass.to} who may serve this owner`)
  if (to.presence === 'resting') throw conflict('colleague_resting', `${to.name} rests`, { who: to.name })
  const before = await getHandoff(tx, found.id)
  await passHandoff(tx, found.id, { from, to: to.name, at, zone })
  // Passed to whoever has it already: nothing changed, nobody is told twice.
  if (before.assignee === to.name || from === to.name) return
  const { conversationId } = found
  await addNote(tx, {
    conversationId,
    handoffId: found.id,
    kind: 'transfer',
    author: by,
    meantFor: to.name,
    text: note,
    at,
  })
  await tell(tx, found, to.name, `【转交】${from}把一位业主转给您接待，请在工作台接着回复；之前说过的都在对话里。`, at)
  if (by !== from) await tell(tx, found, from, `【转交】${by}已经把您接待的业主转给${to.name}，您不用再回复。`, at)
}

async function tell(tx: Queryable, found: Handoff, who: string, text: string, at: Date): Promise<void> {
  const wecom = (await findStaff(tx, who))?.wecomUserId ?? null
  if (wecom === null) return
  await tellStaff(tx, { conversationId: found.conversationId, handoffId: found.id, to: [wecom], text, at })
}
