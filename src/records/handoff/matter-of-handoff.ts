import { z } from 'zod'
import type { Queryable } from '../../platform/database/db'
import { findStaff } from '../community/staff'
import { findCase } from '../case/read-case'
import type { Matter } from './choose-person'
import { lastClosedHandoffOf } from './find-handoffs'
import type { Handoff } from './handoff'

/** A card is open for more and may be an old one: only what is there is used. */
const Facts = z.object({
  facts: z.object({ said: z.array(z.string()).default([]), building: z.string().nullable().default(null) }),
})

/** What decides who fits: the words, the building, who served last, the kind of danger. */
export async function matterOfHandoff(tx: Queryable, found: Handoff): Promise<Matter> {
  const card = Facts.safeParse(found.card)
  const facts = card.success ? card.data.facts : { said: [], building: null }
  const one = found.caseId === null ? null : await findCase(tx, found.caseId)
  const last = await lastClosedHandoffOf(tx, found.conversationId)
  const served = last?.assignee ? await findStaff(tx, last.assignee) : null
  return {
    communityId: found.communityId,
    building: facts.building ?? one?.location.building ?? null,
    words: [one?.category ?? '', ...facts.said, ...found.evidence].join(' '),
    served: served?.id ?? null,
    about: one?.aboutStaff ?? [],
    ...(one?.emergencyType ? { emergency: one.emergencyType } : {}),
  }
}
