import type { Db, Queryable } from '../../platform/database/db'

export interface Shown {
  /** The outbox row. */
  id: string
  text: string
}

/** A pushed message whose answer is shown in its stream. */
export interface Bound {
  msgid: string
  reqId: string
  streamId: string
  said: Shown[]
  /** A last frame was tried before: it may have arrived. */
  finishing: boolean
}

export interface NewCallback {
  msgid: string
  conversationId: string
  inboxId: string
  reqId: string
  kind: 'message' | 'enter' | 'card'
  at: Date
}

/** How pushed messages may be answered (wecom-protocol §8.3), kept so that a restart or another process can go on. */
export interface CallbackStore {
  /** With the message itself; a second delivery brings a newer req_id. */
  remember(tx: Queryable, callbacks: readonly NewCallback[]): Promise<void>
  /** The callback in which this turn's words are shown; null when none lives or one has been finished. */
  ofTurn(turn: { conversationId: string; turnId: string; now: Date }): Promise<Bound | null>
  /** Opens the stream if need be and puts the words into it, once. */
  show(msgid: string, words: Shown | null, at: { now: Date; finishing: boolean }): Promise<Shown[]>
  finished(msgid: string, at: Date): Promise<void>
  /** Whether this row's words stand in a stream already: only its card is missing. */
  hasShown(conversationId: string, outboxId: string): Promise<boolean>
  /** The newest message that waits for an answer and shows nothing yet; null when a person serves or it has been dealt with. */
  waiting(msgid: string): Promise<{ reqId: string; streamId: string } | null>
  /** Streams that began too long ago: they must end within six minutes. */
  overdue(now: Date): Promise<{ msgid: string; conversationId: string }[]>
  open(msgid: string): Promise<Bound | null>
  enter(reqId: string): Promise<{ at: Date } | null>
  hasWritten(conversationId: string): Promise<boolean>
}

/** 24 hours after the callback; an hour in hand. */
const REPLY_MS = 23 * 3600_000
/** Six minutes from the first frame; half a minute in hand. */
const STREAM_MS = 330_000
/** A stream without its last frame is ended by us after this. */
const OVERDUE_MS = 240_000

export function createCallbackStore({ db, botId }: { db: Db; botId: string }): CallbackStore {
  interface BoundRow {
    msgid: string
    req_id: string
    stream_id: string
    said: Shown[]
    finishing: boolean
  }
  const COLUMNS = `c.msgid, c.req_id, coalesce(c.stream_id, 'st_' || c.seq || '_' || substr(md5(c.msgid), 1, 12)) as stream_id, c.said, c.finishing`
  const toBound = (row: BoundRow): Bound => ({
    msgid: row.msgid,
    reqId: row.req_id,
    streamId: row.stream_id,
    said: row.said,
    finishing: row.finishing,
  })

  return {
    async remember(tx, callbacks) {
      for (const one of callbacks)
        await tx.query(
          'aibot-remember',
          `insert into aibot_callback as c (bot_id, msgid, conversation_id, inbox_id, req_id, kind, at) values ($1, $2, $3, $4, $5, $6, $7)
           on conflict (bot_id, msgid) do update set req_id = excluded.req_id where c.stream_id is null and c.done_at is null`,
          [botId, one.msgid, one.conversationId, one.inboxId, one.reqId, one.kind, one.at],
        )
    },

    async ofTurn({ conversationId, turnId, now }) {
      const rows = await db.query<BoundRow & { done: boolean }>(
        'aibot-of-turn',
        `select ${COLUMNS}, c.done_at is not null as done
           from aibot_callback c join inbox i on i.id = c.inbox_id
          where c.bot_id = $1 and c.conversation_id = $2 and i.turn_id = $3 and c.at > $4
            -- Who has only tapped has not written, and may not be pushed to: then the tap itself is answered, if WeCom takes that.
            and (c.kind = 'message' or (c.kind = 'card' and not exists (
                   select from aibot_callback w where w.conversation_id = c.conversation_id and w.kind = 'message')))
            and (c.begun_at is null or c.begun_at > $5 or c.done_at is not null)
          order by c.done_at is null, c.stream_id is null, c.seq desc limit 1`,
        [botId, conversationId, turnId, new Date(now.getTime() - REPLY_MS), new Date(now.getTime() - STREAM_MS)],
      )
      const row = rows[0]
      return row && !row.done ? toBound(row) : null
    },

    async show(msgid, words, { now, finishing }) {
      const rows = await db.query<{ said: Shown[] }>(
        'aibot-show',
        `update aibot_callback c
            set stream_id = coalesce(stream_id, 'st_' || seq || '_' || substr(md5(msgid), 1, 12)), begun_at = coalesce(begun_at, $3),
                finishing = finishing or $4,
                said = case when $5::jsonb is null or said @> jsonb_build_array(jsonb_build_object('id', $5::jsonb -> 'id')) then said
                            else said || $5::jsonb end
          where bot_id = $1 and msgid = $2 returning said`,
        [botId, msgid, now, finishing, words === null ? null : JSON.stringify(words)],
      )
      return rows[0]?.said ?? []
    },

    async finished(msgid, at) {
      // The words themselves stand in the log alone, where one person's can be erased (D11, D14).
      await db.query(
        'aibot-finished',
        `update aibot_callback c set done_at = $3,
                said = coalesce((select jsonb_agg(jsonb_build_object('id', part -> 'id')) from jsonb_array_elements(c.said) part), '[]')
          where bot_id = $1 and msgid = $2`,
        [botId, msgid, at],
      )
    },

    async hasShown(conversationId, outboxId) {
      const rows = await db.query(
        'aibot-has-shown',
        `select 1 from aibot_callback where conversation_id = $1 and said @> jsonb_build_array(jsonb_build_object('id', $2::text)) limit 1`,
        [conversationId, outboxId],
      )
      return rows.length > 0
    },

    async waiting(msgid) {
      const rows = await db.query<{ req_id: string; stream_id: string }>(
        'aibot-waiting',
        `select c.req_id, 'st_' || c.seq || '_' || substr(md5(c.msgid), 1, 12) as stream_id
           from aibot_callback c join inbox i on i.id = c.inbox_id join conversation t on t.id = c.conversation_id
          where c.bot_id = $1 and c.msgid = $2 and c.kind = 'message' and c.stream_id is null and c.done_at is null
            and i.status = 'new' and not t.muted
            and not exists (select from aibot_callback o where o.conversation_id = c.conversation_id
                             and (o.seq > c.seq or (o.begun_at is not null and o.done_at is null)))`,
        [botId, msgid],
      )
      return rows[0] ? { reqId: rows[0].req_id, streamId: rows[0].stream_id } : null
    },

    async overdue(now) {
      const rows = await db.query<{ msgid: string; conversation_id: string }>(
        'aibot-overdue',
        'select msgid, conversation_id from aibot_callback where bot_id = $1 and begun_at < $2 and done_at is null order by begun_at limit 20',
        [botId, new Date(now.getTime() - OVERDUE_MS)],
      )
      return rows.map((row) => ({ msgid: row.msgid, conversationId: row.conversation_id }))
    },

    async open(msgid) {
      const rows = await db.query<BoundRow>(
        'aibot-open-stream',
        `select ${COLUMNS} from aibot_callback c where c.bot_id = $1 and c.msgid = $2 and c.begun_at is not null and c.done_at is null`,
        [botId, msgid],
      )
      return rows[0] ? toBound(rows[0]) : null
    },

    async enter(reqId) {
      const rows = await db.query<{ at: Date }>(
        'aibot-enter',
        `update aibot_callback set done_at = coalesce(done_at, at) where bot_id = $1 and req_id = $2 and kind = 'enter' returning at`,
        [botId, reqId],
      )
      return rows[0] ?? null
    },

    async hasWritten(conversationId) {
      const rows = await db.query(
        'aibot-has-written',
        `select 1 from aibot_callback where conversation_id = $1 and kind <> 'enter' limit 1`,
        [conversationId],
      )
      return rows.length > 0
    },
  }
}
