import type { Queryable } from '../../platform/database/db'
import { handoffNotAbout, messageNotAbout } from '../case/not-about'
import { OWN_LINES } from './own-lines'

/** What is kept about one person, a list by kind; times in UTC. */
export type PersonExport = Record<string, unknown> & { person: Record<string, unknown> }

/** An anonymous case names nobody to anybody, and a complaint is kept from whom it is about ($2): also when that is who gives out. */
const TOLD_BY = 'not c.anonymous and ($2::text is null or not c.about_staff @> array[$2])'

/** Each list by the statement that reads it: columns a person can make sense of, no hashes, no leases. */
const PARTS: Record<string, string> = {
  identities:
    'select channel, account, external_id, nickname from identity where person_id = $1 order by channel, external_id',
  homes: `select m.name as community, h.building, h.unit, h.room, o.role, o.since, o.until, o.verified_by
            from person_house o join house h on h.id = o.house_id join community m on m.id = h.community_id
           where o.person_id = $1 order by o.since`,
  consents: 'select purpose, given_at, withdrawn_at, source from consent where person_id = $1 order by purpose',
  messages: `select e.at, v.channel, e.direction, e.author, e.kind, x.text, h.text as heard, x.erased_at
               from exchange e join conversation v on v.id = e.conversation_id
               join exchange_content x on x.exchange_id = e.id left join transcript h on h.exchange_id = e.id
              where v.person_id = $1 and ${messageNotAbout('$2')} order by e.seq`,
  cases: `select number, kind, category, status, summary, location, appointment, contact, details - 'callers' as details, opened_at,
                 resolved_at, closed_at, rating
            from cases c where person_id = $1 and ${TOLD_BY} order by seq`,
  // Somebody else told it first, with their own name, phone and home: those are theirs.
  joined: `select c.number, c.kind, c.category, c.status, r.at,
                  (select string_agg(g.note, E'\\n' order by g.seq) from case_stage g where ${OWN_LINES}) as words
             from case_reporter r join cases c on c.id = r.case_id and c.person_id is distinct from $1
            where r.person_id = $1 and ${TOLD_BY} order by c.seq`,
  promises: `select p.what, p.made_at, p.due_at, p.ended_at, p.ending, p.reason from promise p left join cases c on c.id = p.case_id
              where p.person_id = $1 and (c.id is null or ${TOLD_BY}) order by p.made_at`,
  handoffs: `select h.reason, h.opened_at, h.accepted_at, h.closed_at, h.summary from handoff h
      where h.person_id = $1 and ${handoffNotAbout('$2', 'array[$2]')} order by h.opened_at`,
  notes: `select n.at, n.kind, n.author, n.text from talk_note n left join handoff h on h.id = n.handoff_id
           where n.person_id = $1 and n.erased_at is null and (h.id is null or ${handoffNotAbout('$2', 'array[$2]')}) order by n.at`,
  files: 'select id, name, mime, size, created_at from file where person_id = $1 order by created_at',
}

/**
 * A copy of everything kept about one person, on request (个人信息保护法 45). `by`: the member of staff who gives it out. Null: there is
 * no such person.
 */
export async function exportPerson(
  db: Queryable,
  personId: string,
  by: string | null = null,
): Promise<PersonExport | null> {
  const [person] = await db.query<Record<string, unknown>>(
    'export-person',
    'select id, name, salutation, phone, language, created_at, erased_at from person where id = $1',
    [personId],
  )
  if (!person) return null
  const parts: Record<string, unknown> = {}
  for (const [name, statement] of Object.entries(PARTS))
    parts[name] = await db.query(`export-${name}`, statement, statement.includes('$2') ? [personId, by] : [personId])
  return { person, ...parts }
}
