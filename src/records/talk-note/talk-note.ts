import type { Queryable } from '../../platform/database/db'
import { notFound } from '../../platform/errors'
import { newId } from '../../platform/ids'
import { handoffNotAbout } from '../case/not-about'
import type { NoteKind } from './note-kinds'

/** What colleagues tell each other beside a talk; an owner never reads it. */
export interface TalkNote {
  id: string
  conversationId: string
  handoffId: string | null
  communityId: string | null
  kind: NoteKind
  author: string
  meantFor: string | null
  /** Empty once erased. */
  text: string
  at: Date
  seenBy: string | null
  erased: boolean
}

export async function addNote(
  tx: Queryable,
  note: {
    conversationId: string
    handoffId?: string | null
    kind?: NoteKind
    author: string
    meantFor?: string
    text: string
    at: Date
  },
): Promise<string> {
  const id = newId('tn', note.at)
  await tx.query(
    'add-talk-note',
    `insert into talk_note (id, conversation_id, handoff_id, community_id, person_id, kind, author, meant_for, text, at)
     select $1, v.id, $3, v.community_id, v.person_id, $4, $5, $6, $7, $8 from conversation v where v.id = $2`,
    [
      id,
      note.conversationId,
      note.handoffId ?? null,
      note.kind ?? 'note',
      note.author,
      note.meantFor ?? null,
      note.text,
      note.at,
    ],
  )
  return id
}

/** More than these nobody reads. */
const SHOWN = 200

/** Those of a talk, oldest first, as far as this member of staff may know of what they were written beside. */
export async function notesOf(
  tx: Queryable,
  conversationId: string,
  reader: { staffId: string | null; names: readonly string[] },
): Promise<TalkNote[]> {
  const rows = await tx.query<NoteRow>(
    'notes-of-talk',
    `select n.* from talk_note n left join handoff h on h.id = n.handoff_id
      where n.conversation_id = $1 and (h.id is null or ${handoffNotAbout('$3', '$4')})
      order by n.at desc, n.id desc limit $2`,
    [conversationId, SHOWN, reader.staffId, reader.names],
  )
  return rows.map(toNote).reverse()
}

export async function getNote(tx: Queryable, id: string): Promise<TalkNote> {
  const rows = await tx.query<NoteRow>('get-talk-note', 'select * from talk_note where id = $1', [id])
  if (!rows[0]) throw notFound('note_not_found', `There is no note ${id}.`)
  return toNote(rows[0])
}

/** Calls for somebody that nobody has answered yet, the newest of each handoff. */
export async function openCalls(tx: Queryable, handoffIds: readonly string[]): Promise<Map<string, TalkNote>> {
  const rows = await tx.query<NoteRow>(
    'open-calls',
    `select distinct on (handoff_id) * from talk_note
      where handoff_id = any($1) and kind = 'called' and seen_at is null
      order by handoff_id, at desc, id desc`,
    [handoffIds],
  )
  return new Map(rows.map((row) => [row.handoff_id ?? '', toNote(row)]))
}

/** Somebody has come to look: all that called for them in this handoff is answered. False when it was before. */
export async function answerCall(tx: Queryable, note: TalkNote, seen: { by: string; at: Date }): Promise<boolean> {
  const rows = await tx.query(
    'answer-call',
    `update talk_note set seen_by = $2, seen_at = $3
      where kind = 'called' and seen_at is null and (id = $1 or handoff_id = $4) returning id`,
    [note.id, seen.by, seen.at, note.handoffId],
  )
  return rows.length > 0
}

/** On request of the person they are about (个人信息保护法 47). */
export async function eraseNotesAbout(tx: Queryable, personId: string, at: Date): Promise<void> {
  await tx.query(
    'erase-talk-notes',
    `update talk_note set text = '', erased_at = $2 where person_id = $1 and erased_at is null`,
    [personId, at],
  )
}

interface NoteRow {
  id: string
  conversation_id: string
  handoff_id: string | null
  community_id: string | null
  kind: NoteKind
  author: string
  meant_for: string | null
  text: string
  at: Date
  seen_by: string | null
  erased_at: Date | null
}

function toNote(row: NoteRow): TalkNote {
  return {
    id: row.id,
    conversationId: row.conversation_id,
    handoffId: row.handoff_id,
    communityId: row.community_id,
    kind: row.kind,
    author: row.author,
    meantFor: row.meant_for,
    text: row.text,
    at: row.at,
    seenBy: row.seen_by,
    erased: row.erased_at !== null,
  }
}
