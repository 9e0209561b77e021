import type { Queryable } from '../../platform/database/db'
import { erasePersonsWords } from '../exchange/erase-words'
import { OWN_LINES } from './own-lines'

export interface PersonErasure {
  /** Messages whose words are gone. */
  erased: number
  /** Messages that a running complaint or emergency still needs as evidence (domain.md C23). */
  held: number
  /** Cases that are not over: who asked and where stays with them until they are, and erasing is then asked for again. */
  openCases: number
}

/** What other rooms keep about a person: taken away in the same transaction. */
export type EraseElsewhere = (tx: Queryable, personId: string, fileIds: readonly string[]) => Promise<void>

/** What stands where a case said who or what. */
const ERASED = '（已按本人要求删除）'

/**
 * Erases one person, on request (个人信息保护法 47). What was said goes, the log's chain still verifies; cases that are over keep
 * their number, kind and times for the statistics and lose who and what. While a case is open the person's name, phone and home stay:
 * without them it could not be ended. The channel's id stays, so that a new message finds its talk; it says nothing by itself.
 */
export async function erasePerson(
  tx: Queryable,
  personId: string,
  request: { by: string; at: Date; elsewhere: EraseElsewhere },
): Promise<PersonErasure> {
  const { by, at } = request
  const fileIds = await filesSaid(tx, personId)
  const words = await erasePersonsWords(tx, personId, { by, at })
  const heldFiles = new Set(await filesSaid(tx, personId))
  const gone = fileIds.filter((id) => !heldFiles.has(id))
  await tx.query('erase-files', 'delete from file where id = any($1)', [gone])
  await request.elsewhere(tx, personId, gone)
  await forgetTalks(tx, personId)
  await eraseEndedCases(tx, personId)
  await eraseOwnLines(tx, personId)

  const [open] = await tx.query<{ count: number }>(
    'erase-open-cases',
    `select count(*)::int as count from cases c
      where (person_id = $1 or exists (select from case_reporter r where r.case_id = c.id and r.person_id = $1))
        and status not in ('closed', 'cancelled')`,
    [personId],
  )
  const openCases = open?.count ?? 0
  if (openCases === 0) await eraseProfile(tx, personId, at)
  return { ...words, openCases }
}

async function filesSaid(tx: Queryable, personId: string): Promise<string[]> {
  const rows = await tx.query<{ id: string }>(
    'files-of-person',
    `select distinct f #>> '{}' as id
       from exchange_content x join exchange e on e.id = x.exchange_id join conversation v on v.id = e.conversation_id,
            jsonb_path_query(x.body, 'strict $.**.fileId') f
      where v.person_id = $1 and jsonb_typeof(f) = 'string'`,
    [personId],
  )
  return rows.map(({ id }) => id)
}

/** What the bot remembers of the talks; a turn that is thinking looks again instead of bringing it back (commit_turn's fence). */
async function forgetTalks(tx: Queryable, personId: string): Promise<void> {
  await tx.query('erase-state', `update conversation set state = '{}' where person_id = $1`, [personId])
  await tx.query(
    'erase-thinking',
    `update ready set gen = gen + 1
      where lane = 'turn' and conversation_id in (select id from conversation where person_id = $1)`,
    [personId],
  )
}

async function eraseEndedCases(tx: Queryable, personId: string): Promise<void> {
  const ended = await tx.query<{ id: string }>(
    'erase-ended-cases',
    `select id from cases where person_id = $1 and status in ('closed', 'cancelled')`,
    [personId],
  )
  await eraseCases(
    tx,
    ended.map(({ id }) => id),
  )
  await tx.query(
    'erase-handoffs',
    `update handoff set evidence = '[]', card = '{}', summary = null where person_id = $1 and status = 'closed'`,
    [personId],
  )
}

/** Who and what of cases that are over. */
export async function eraseCases(tx: Queryable, ids: readonly string[]): Promise<void> {
  await tx.query('erase-case-notes', `update case_stage set note = '' where note <> '' and case_id = any($1)`, [ids])
  await tx.query('erase-spot-checks', `update spot_check set note = '' where note <> '' and case_id = any($1)`, [ids])
  await tx.query(
    'erase-rating-notes',
    'update rating_chain set note = null where note is not null and case_id = any($1)',
    [ids],
  )
  // Photos of staff show a home from within; their rows of the case go with them.
  await tx.query(
    'erase-case-photos',
    `delete from file where id in (select file_id from case_photo where case_id = any($1))`,
    [ids],
  )
  // What a notice about them said; one still to go out keeps its words until it has.
  await tx.query(
    'erase-notices',
    `update job set body = body - 'note' where status = 'done' and body ? 'note' and body ->> 'caseId' = any($1)`,
    [ids],
  )
  await tx.query(
    'erase-cases',
    `update cases set summary = $2, contact = null, appointment = null, location = '{}', details = '{}', attachments = '[]',
            same_matter = null, rating = rating - 'comment' where id = any($1)`,
    [ids, ERASED],
  )
}

/** Lines of theirs that stand elsewhere than in their own cases and messages. */
async function eraseOwnLines(tx: Queryable, personId: string): Promise<void> {
  // What they added to a matter that somebody else had told first, once that is over.
  await tx.query(
    'erase-joined-words',
    `update case_stage g set note = ''
       from case_reporter r join cases c on c.id = r.case_id and c.status in ('closed', 'cancelled')
      where r.person_id = $1 and g.note <> '' and ${OWN_LINES}`,
    [personId],
  )
  // Why a time was moved is told in words out of the talk.
  await tx.query('erase-reasons', 'update promise set reason = null where person_id = $1 and ended_at is not null', [
    personId,
  ])
  // What the outside system never took; what still waits goes out, and then forgets its words (0131_told_outside.sql).
  await tx.query(
    'erase-resting',
    `delete from outside_event
      where status = 'resting' and type <> 'exchange' and conversation_id in (select id from conversation where person_id = $1)`,
    [personId],
  )
  // Several messages asked in one breath are kept as one question, which no single message is equal to.
  await tx.query(
    'erase-questions',
    `update unanswered set query = '', normal = '' where person_id = $1 and query <> ''`,
    [personId],
  )
}

async function eraseProfile(tx: Queryable, personId: string, at: Date): Promise<void> {
  await tx.query(
    'erase-person',
    'update person set name = null, salutation = null, phone = null, language = null, erased_at = $2 where id = $1',
    [personId, at],
  )
  await tx.query('erase-nickname', 'update identity set nickname = null where person_id = $1', [personId])
  await tx.query('erase-homes', 'delete from person_house where person_id = $1', [personId])
  await tx.query(
    'erase-consents',
    'update consent set withdrawn_at = $2 where person_id = $1 and withdrawn_at is null',
    [personId, at],
  )
}
