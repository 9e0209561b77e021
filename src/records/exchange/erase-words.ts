import type { Queryable } from '../../platform/database/db'
import { eraseNotesAbout } from '../talk-note/talk-note'

/** What was erased, and what a running complaint or emergency holds back for now. */
export interface Erasure {
  erased: number
  held: number
}

/**
 * Erases everything said with one person, on request (个人信息保护法 47). The rows, their hashes and the chain stay and still
 * verify; words, attachments' descriptions and the understanding that quotes them go, in the log and wherever the queue kept a
 * copy. Messages of a complaint or emergency that is not over are evidence and held (domain.md C23).
 */
export async function erasePersonsWords(
  tx: Queryable,
  personId: string,
  request: { by: string; at: Date },
): Promise<Erasure> {
  // The talks' rows first, in one order, as everybody does who adds to a chain.
  await tx.query('erase-lock-talks', 'select id from conversation where person_id = $1 order by id for no key update', [
    personId,
  ])
  const found = await tx.query<{ id: string; held: boolean }>(
    'erase-candidates',
    `select e.id, exists (select from case_exchange k join cases c on c.id = k.case_id
                           where k.exchange_id = e.id and c.kind in ('complaint', 'emergency')
                             and c.status not in ('closed', 'cancelled')) as held
       from exchange e
       join conversation v on v.id = e.conversation_id
       join exchange_content x on x.exchange_id = e.id
      where v.person_id = $1 and x.erased_at is null
      order by e.seq`,
    [personId],
  )
  const ids = found.filter(({ held }) => !held).map(({ id }) => id)
  await erase(tx, ids, { by: request.by, reason: 'request', at: request.at })
  await eraseNotesAbout(tx, personId, request.at)
  return { erased: ids.length, held: found.length - ids.length }
}

/**
 * Erases the words of one message: its sender took it back (`recall`, noted beside the row as well), or somebody asked.
 * False when there is no such message or its words have gone already.
 */
export async function eraseWords(
  tx: Queryable,
  message: { exchangeId: string; reason?: 'recall' | 'request'; by: string; at: Date },
): Promise<boolean> {
  const { exchangeId, reason = 'recall', by, at } = message
  await tx.query(
    'erase-lock-talk',
    'select id from conversation where id = (select conversation_id from exchange where id = $1) for no key update',
    [exchangeId],
  )
  const found = await tx.query<{ exchange_id: string }>(
    'erase-candidate',
    'select exchange_id from exchange_content where exchange_id = $1 and erased_at is null',
    [exchangeId],
  )
  if (found.length === 0) return false
  if (reason === 'recall') await addChange(tx, [exchangeId], 'recall', {}, at)
  await erase(tx, [exchangeId], { by, reason, at })
  return true
}

async function erase(
  tx: Queryable,
  ids: readonly string[],
  { by, reason, at }: { by: string; reason: string; at: Date },
): Promise<void> {
  if (ids.length === 0) return
  await tx.query(
    'erase-unanswered',
    `update unanswered u set query = '', normal = ''
       from exchange e join exchange_content x on x.exchange_id = e.id
      where e.id = any($1) and u.conversation_id = e.conversation_id and u.query = x.text`,
    [ids],
  )
  await tx.query(
    'erase-content',
    `update exchange_content set salt = '', text = '', body = '{}', erased_at = $2 where exchange_id = any($1)`,
    [ids, at],
  )
  await tx.query('erase-transcript', 'delete from transcript where exchange_id = any($1)', [ids])
  await tx.query(
    'erase-understanding',
    `update exchange_change set value = '{}', salt = '' where exchange_id = any($1) and kind = 'understanding'`,
    [ids],
  )
  await addChange(tx, ids, 'erase', { by, reason }, at)
  // A message that waits for its turn stays one that can be read, without words.
  await tx.query(
    'erase-inbox',
    `update inbox set message = jsonb_set(message, '{content}', '{"kind": "text", "text": ""}')
      where exchange_id = any($1) and message <> '{}'`,
    [ids],
  )
  await tx.query(
    'erase-outbox',
    `update outbox set body = jsonb_set(body, '{content}', '{"type": "text", "text": "已按要求删除"}')
      where exchange_id = any($1) and status in ('sent', 'failed', 'dropped')`,
    [ids],
  )
  await tx.query(
    'erase-replies',
    `update turn set replies = '[]' where id in (select turn_id from exchange where id = any($1) and direction = 'out')`,
    [ids],
  )
}

async function addChange(
  tx: Queryable,
  ids: readonly string[],
  kind: 'erase' | 'recall',
  value: object,
  at: Date,
): Promise<void> {
  await tx.query(
    'erase-link',
    `insert into exchange_change (conversation_id, link, exchange_id, kind, value, at, prev_hash, hash)
     select conversation_id, 0, id, $2, $3::jsonb, $4, '', '' from exchange where id = any($1) order by seq`,
    [ids, kind, JSON.stringify(value), at],
  )
}
