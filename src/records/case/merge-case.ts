import type { Queryable } from '../../platform/database/db'
import { conflict } from '../../platform/errors'
import { makePromise } from '../promise/promise'
import { actOnCase, refuseAboutHolder } from './act-on-case'
import type { Case } from './case'
import { addReporter } from './case-reporter'
import { joinCase } from './join-case'
import { noteCaller, takeCallersAlong } from './note-caller'
import { linkCases } from './open-case'
import { getCase } from './read-case'

export interface Merge {
  by: string
  at: Date
  zone: string
}

/**
 * The same matter stands in two records: this one ends in the other, which goes on with all who reported either, their messages
 * and photos. Whoever waited for this one is promised the other's time, and hears why their number has ended.
 */
export async function mergeCase(tx: Queryable, id: string, intoId: string, merge: Merge): Promise<Case> {
  await lockBoth(tx, [id, intoId])
  const [found, into] = [await getCase(tx, id), await getCase(tx, intoId)]
  refuse(found, into)
  await refuseAboutHolder(tx, found.aboutStaff, into)
  await actOnCase(tx, id, {
    action: 'cancel',
    by: merge.by,
    at: merge.at,
    zone: merge.zone,
    note: `和 ${into.number} 是同一件事，已合并到那张工单，处理进展会告诉您`,
  })
  await linkCases(tx, id, 'duplicate-of', intoId)
  await joinCase(tx, intoId, {
    ...found,
    dueAt: undefined,
    // What came from a talk keeps its way back; the messages stay those of both.
    exchangeIds: found.exchanges.map((exchange) => exchange.id),
    at: merge.at,
    zone: merge.zone,
  })
  // Whoever rang up or came by is rung back for the case that goes on.
  if (found.conversationId === null && found.contact !== null)
    await noteCaller(tx, intoId, { ...found.contact, source: found.source, at: merge.at })
  await takeCallersAlong(tx, id, intoId)
  for (const { channel, user, personId } of found.reporters)
    await addReporter(tx, intoId, { channel, user, personId, at: merge.at })
  if (into.dueAt !== null && into.dueAt > merge.at)
    await makePromise(tx, {
      conversationId: found.conversationId,
      personId: found.personId,
      communityId: found.communityId,
      caseId: intoId,
      what: `${into.number} 办结或答复`,
      dueAt: into.dueAt,
      at: merge.at,
    })
  return getCase(tx, intoId)
}

function refuse(found: Case, into: Case): void {
  if (found.id === into.id) throw conflict('same_case', 'a case cannot end in itself')
  if (found.communityId !== into.communityId) throw conflict('other_community', 'expected a case of the same community')
  if (['resolved', 'closed', 'cancelled'].includes(into.status))
    throw conflict('parent_ended', `the case to go on with is ${into.status}`, { status: into.status })
  // Joined to one with names, an anonymous owner would stand among them (contract.md §7).
  if (found.anonymous !== into.anonymous)
    throw conflict('anonymous_apart', 'an anonymous case goes on only with another anonymous one')
}

/** Talks before cases, each in one order: two merges the other way round wait, never in a circle. */
async function lockBoth(tx: Queryable, ids: string[]): Promise<void> {
  await tx.query(
    'lock-talks-of-cases',
    `select id from conversation where id in (select conversation_id from cases where id = any($1))
      order by id for no key update`,
    [ids],
  )
  await tx.query('lock-cases', 'select id from cases where id = any($1) order by id for no key update', [ids])
}
