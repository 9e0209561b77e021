import type { Queryable } from '../../platform/database/db'
import { conflict } from '../../platform/errors'
import { lockTalk } from '../lock-talk'
import { endJoinPromises } from '../promise/end-promises'
import { getHandoff, type Handoff } from './handoff'
import { moveHandoff } from './handoff-moves'
import { muteAsHeld } from './mute-talk'
import { tellHandoff } from './tell-handoff'

interface Act {
  by: string
  at: Date
  now?: Date
  zone?: string
}

/** Takes a waiting handoff: of two who try, one gets it and the other hears who. The holder accepting again changes nothing. */
export async function acceptHandoff(tx: Queryable, id: string, act: Act): Promise<Handoff> {
  const asked = await getHandoff(tx, id)
  await lockTalk(tx, asked.conversationId)
  const before = await getHandoff(tx, id)
  const move = moveHandoff(before, { act: 'accept', by: act.by })
  if (move.kind === 'refused') requireHolder(before, act.by)
  if (move.kind !== 'moves') return before
  await tx.query(
    'accept-handoff',
    `update handoff set status = 'active', assignee = $2, taken_by = $2, accepted_at = $3 where id = $1 and status = 'waiting'`,
    [id, act.by, act.at],
  )
  await muteAsHeld(tx, before.conversationId)
  await endJoinPromises(tx, id, { at: act.at })
  const found = await getHandoff(tx, id)
  await tellHandoff(tx, found, 'accepted', factsOf(act))
  return found
}

/** The holder's place goes to somebody else (a transfer in the WeCom client); compare-and-set on the holder. */
export async function passHandoff(
  tx: Queryable,
  id: string,
  act: { from: string; to: string; at: Date; now?: Date; zone?: string },
): Promise<Handoff> {
  const asked = await getHandoff(tx, id)
  await lockTalk(tx, asked.conversationId)
  const before = await getHandoff(tx, id)
  const move = moveHandoff(before, { act: 'pass', from: act.from, to: act.to })
  if (move.kind === 'refused') requireHolder(before, act.from)
  if (move.kind !== 'moves') return before
  await tx.query(
    'pass-handoff',
    `update handoff set assignee = $3 where id = $1 and status = 'active' and assignee = $2`,
    [id, act.from, act.to],
  )
  const found = await getHandoff(tx, id)
  await tellHandoff(tx, found, 'passed', factsOf({ ...act, by: act.from }))
  return found
}

/** Whoever acts on a talk must hold it; refuses with the holder's name. */
export function requireHolder(found: Handoff, by: string): void {
  if (found.status === 'active' && found.assignee === by) return
  if (found.status === 'active')
    throw conflict('handoff_held', `${found.assignee ?? 'somebody else'} holds this talk`, { assignee: found.assignee })
  throw conflict(`handoff_${found.status}`, `the handoff is ${found.status}: nobody holds this talk`, {
    status: found.status,
  })
}

export function factsOf(act: Act): { by: string; at: Date; now: Date; zone: string } {
  return { by: act.by, at: act.at, now: act.now ?? act.at, zone: act.zone ?? 'Asia/Shanghai' }
}
