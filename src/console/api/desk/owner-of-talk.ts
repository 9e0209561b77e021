import type { Queryable } from '../../../platform/database/db'
import { toIsoWithOffset } from '../../../platform/zoned-time'
import { handoffNotAbout } from '../../../records/case/not-about'
import { SELECT_HANDOFF, toHandoff, type HandoffRow } from '../../../records/handoff/handoff'
import { SELECT_CASE, toCase, type CaseRow } from '../../../records/case/read-case'
import type { OwnerFacts, TalkHistory } from '../../contract/take-over'
import type { Viewer } from './viewer'

/** Name, phone and homes, as far as anybody has said. */
export async function ownerOfTalk(tx: Queryable, conversationId: string): Promise<OwnerFacts> {
  const people = await tx.query<{ id: string; name: string | null; phone: string | null }>(
    'owner-of-talk',
    'select p.id, p.name, p.phone from conversation v join person p on p.id = v.person_id where v.id = $1',
    [conversationId],
  )
  const person = people[0]
  if (!person) return { name: null, phone: null, homes: [] }
  const homes = await tx.query<OwnerFacts['homes'][number]>(
    'homes-of-person',
    `select h.building, h.unit, h.room, h.name, o.role, o.verified_by is not null as verified
       from person_house o join house h on h.id = o.house_id
      where o.person_id = $1 and o.until is null
      order by o.verified_by is not null desc, o.since desc limit 6`,
    [person.id],
  )
  return { name: person.name, phone: person.phone, homes }
}

const CASES = 8
const HANDOFFS = 5

/**
 * What was settled with this person before, in the communities the reader may see. An anonymous matter names nobody, a confidential
 * one only to those who need to know, and a complaint is kept from whom it is about.
 */
export async function historyOfTalk(
  tx: Queryable,
  conversationId: string,
  reader: { viewer: Viewer; zone: string },
): Promise<TalkHistory> {
  const { principal, staffId, leads, names } = reader.viewer
  const params = [conversationId, principal.communityIds]
  const cases = await tx.query<CaseRow>(
    'settled-cases-of-person',
    `${SELECT_CASE}
      where c.person_id = (select person_id from conversation where id = $1)
        and c.status in ('closed', 'cancelled') and not c.anonymous
        and ($2::text[] is null or c.community_id = any($2)) and ($3::text is null or not c.about_staff @> array[$3])
        and (not c.confidential or $4::text[] is null or c.assignee = any($4) or c.owner_of_record = any($4))
      order by c.seq desc limit ${CASES}`,
    [...params, staffId, leads ? null : names],
  )
  const handoffs = await tx.query<HandoffRow>(
    'earlier-handoffs-of-person',
    `${SELECT_HANDOFF}
      where h.person_id = (select person_id from conversation where id = $1) and h.status = 'closed'
        and ($2::text[] is null or h.community_id = any($2)) and ${handoffNotAbout('$3', '$4')}
      order by h.closed_at desc limit ${HANDOFFS}`,
    [...params, staffId, names],
  )
  const time = (at: Date, zone: string | null) => toIsoWithOffset(at, zone ?? reader.zone)
  return {
    cases: cases.map(toCase).map((one) => ({
      id: one.id,
      number: one.number,
      kind: one.kind,
      summary: one.summary,
      status: one.status,
      openedAt: time(one.openedAt, one.communityZone),
    })),
    handoffs: handoffs.map(toHandoff).map((one) => ({
      id: one.id,
      reason: one.reason,
      assignee: one.assignee,
      summary: one.summary,
      openedAt: time(one.openedAt, one.communityZone),
      closedAt: one.closedAt && time(one.closedAt, one.communityZone),
    })),
  }
}
