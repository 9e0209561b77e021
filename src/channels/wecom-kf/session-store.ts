import { z } from 'zod'
import type { Queryable } from '../../platform/database/db'
import { KF_STATES } from '../wecom/answers'
import type { KfState } from '../wecom/answers'
import type { Owner } from '../wecom/api-client'
import type { CodeScene, KfSession, SessionFact } from './session'
import { applyFact, countSend, mayStillSend, unknownSession } from './session'

const Sends = z.array(z.object({ id: z.string(), at: z.string(), after: z.string().nullable() }))
const State = z.literal(KF_STATES).nullable()

interface SessionRow {
  external_userid: string
  state: number | null
  servicer: string | null
  state_source: string
  known_at: Date | null
  last_owner_at: Date | null
  sends: unknown
}

const COLUMNS = 'external_userid, state, servicer, state_source, known_at, last_owner_at, sends'

export async function readSession(db: Queryable, { openKfid, user }: Owner): Promise<KfSession> {
  const rows = await db.query<SessionRow>(
    'kf-session',
    `select ${COLUMNS} from kf_session where open_kfid = $1 and external_userid = $2`,
    [openKfid, user],
  )
  return rows[0] ? fromRow(rows[0]) : unknownSession
}

/** Those of the users who have written to this account before. */
export async function knownUsers(db: Queryable, openKfid: string, users: readonly string[]): Promise<Set<string>> {
  const rows = await db.query<{ external_userid: string }>(
    'kf-session-users',
    'select external_userid from kf_session where open_kfid = $1 and external_userid = any($2)',
    [openKfid, users],
  )
  return new Set(rows.map((row) => row.external_userid))
}

/** What pulled items told, each owner's in the order of the list. */
export async function applyFacts(
  tx: Queryable,
  openKfid: string,
  facts: ReadonlyArray<{ user: string; fact: SessionFact }>,
): Promise<void> {
  if (facts.length === 0) return
  // Always in the same order: two transactions that meet cannot wait for each other.
  const users = [...new Set(facts.map(({ user }) => user))].sort()
  const rows = await tx.query<SessionRow>(
    'kf-sessions-lock',
    `select ${COLUMNS} from kf_session where open_kfid = $1 and external_userid = any($2) order by external_userid for update`,
    [openKfid, users],
  )
  const sessions = new Map(rows.map((row) => [row.external_userid, fromRow(row)]))
  for (const { user, fact } of facts) sessions.set(user, applyFact(sessions.get(user) ?? unknownSession, fact))
  await writeSessions(tx, openKfid, sessions)
}

/** What WeCom itself said, or what we did, at `at` (before the call); an event that came meanwhile knows better. */
export async function knowState(
  db: Queryable,
  { openKfid, user }: Owner,
  known: { state: KfState; servicer: string | null; source: string; at: Date },
): Promise<void> {
  await db.query(
    'kf-session-know',
    `insert into kf_session (open_kfid, external_userid, state, servicer, state_source, known_at)
     values ($1, $2, $3, $4, $5, $6)
     on conflict (open_kfid, external_userid) do update
        set state = excluded.state, servicer = excluded.servicer, state_source = excluded.state_source, known_at = excluded.known_at
      where kf_session.known_at is null or kf_session.known_at <= excluded.known_at`,
    [openKfid, user, known.state, known.servicer, known.source, known.at],
  )
}

/** Whatever we believed, it was wrong: asked again before the next word. */
export async function doubtState(db: Queryable, { openKfid, user }: Owner): Promise<void> {
  await db.query(
    'kf-session-doubt',
    'update kf_session set known_at = null where open_kfid = $1 and external_userid = $2',
    [openKfid, user],
  )
}

/** Counts a send before it is made; false when the five of this owner message are used up. Twice the same row is one send. */
export async function takeAllowance(
  tx: Queryable,
  owner: Owner,
  send: { id: string; now: Date; useReserve: boolean; anyway: boolean },
): Promise<boolean> {
  const { openKfid, user } = owner
  const rows = await tx.query<SessionRow>(
    'kf-session-lock',
    `select ${COLUMNS} from kf_session where open_kfid = $1 and external_userid = $2 for update`,
    [openKfid, user],
  )
  const session = rows[0] ? fromRow(rows[0]) : unknownSession
  const counted = session.sends.some(({ id }) => id === send.id)
  if (!counted && !send.anyway && !mayStillSend(session, send.useReserve)) return false
  await writeSends(tx, owner, countSend(session, send.id, send.now))
  return true
}

/** WeCom refused it, so it does not count. */
export async function giveAllowanceBack(tx: Queryable, owner: Owner, id: string): Promise<void> {
  const session = await readSession(tx, owner)
  await writeSends(
    tx,
    owner,
    session.sends.filter((send) => send.id !== id),
  )
}

export async function keepCode(
  tx: Queryable,
  { openKfid, user }: Owner,
  { scene, code, goodUntil }: { scene: CodeScene; code: string; goodUntil: Date },
): Promise<void> {
  await tx.query(
    'kf-code-keep',
    `insert into kf_code (open_kfid, external_userid, scene, code, good_until) values ($1, $2, $3, $4, $5)
     on conflict (open_kfid, external_userid, scene) do update
        set code = excluded.code, good_until = excluded.good_until, taken_by = null
      where kf_code.code <> excluded.code and kf_code.good_until <= excluded.good_until`,
    [openKfid, user, scene, code, goodUntil],
  )
}

/** Takes the live code of a scene for one outbox row; `again` when that row had taken it before. Null when there is none. */
export async function takeCode(
  tx: Queryable,
  { openKfid, user }: Owner,
  take: { scene: CodeScene; id: string; now: Date; code?: string },
): Promise<{ code: string; again: boolean } | null> {
  const rows = await tx.query<{ code: string; again: boolean }>(
    'kf-code-take',
    `update kf_code k set taken_by = $4
       from (select taken_by from kf_code where open_kfid = $1 and external_userid = $2 and scene = $3 for update) before
      where k.open_kfid = $1 and k.external_userid = $2 and k.scene = $3 and k.good_until > $5
        and (k.taken_by is null or k.taken_by = $4) and ($6::text is null or k.code = $6)
     returning k.code, before.taken_by is not null as again`,
    [openKfid, user, take.scene, take.id, take.now, take.code ?? null],
  )
  return rows[0] ?? null
}

/** Whether a code of this scene is at hand for this row: a notice that only it can carry is then worth saying. */
export async function hasCode(
  tx: Queryable,
  { openKfid, user }: Owner,
  { scene, id, now }: { scene: CodeScene; id: string; now: Date },
): Promise<boolean> {
  const rows = await tx.query(
    'kf-code-at-hand',
    `select 1 from kf_code where open_kfid = $1 and external_userid = $2 and scene = $3 and good_until > $4
        and (taken_by is null or taken_by = $5)`,
    [openKfid, user, scene, now, id],
  )
  return rows.length > 0
}

/** Whether this row spent the scene's code, or tried to, in an earlier attempt. */
export async function hadCode(
  tx: Queryable,
  { openKfid, user }: Owner,
  { scene, id }: { scene: CodeScene; id: string },
): Promise<boolean> {
  const rows = await tx.query(
    'kf-code-had',
    'select 1 from kf_code where open_kfid = $1 and external_userid = $2 and scene = $3 and taken_by = $4',
    [openKfid, user, scene, id],
  )
  return rows.length > 0
}

/** The message was refused without being tried: the code is still good for another. */
export async function returnCode(
  tx: Queryable,
  { openKfid, user }: Owner,
  scene: CodeScene,
  id: string,
): Promise<void> {
  await tx.query(
    'kf-code-return',
    `update kf_code set taken_by = null where open_kfid = $1 and external_userid = $2 and scene = $3 and taken_by = $4`,
    [openKfid, user, scene, id],
  )
}

async function writeSessions(tx: Queryable, openKfid: string, sessions: ReadonlyMap<string, KfSession>): Promise<void> {
  const rows = [...sessions].map(([user, { sends: _sends, ...known }]) => ({ user, ...known }))
  await tx.query(
    'kf-sessions-write',
    `insert into kf_session (open_kfid, external_userid, state, servicer, state_source, known_at, last_owner_at)
     select $1, s."user", s.state, s.servicer, s.source, s."knownAt", s."lastOwnerAt"
       from jsonb_to_recordset($2::jsonb) as s("user" text, state int, servicer text, source text,
            "knownAt" timestamptz, "lastOwnerAt" timestamptz)
      order by s."user"
     on conflict (open_kfid, external_userid) do update
        set state = excluded.state, servicer = excluded.servicer, state_source = excluded.state_source,
            known_at = excluded.known_at, last_owner_at = excluded.last_owner_at`,
    [openKfid, JSON.stringify(rows)],
  )
}

async function writeSends(tx: Queryable, { openKfid, user }: Owner, sends: KfSession['sends']): Promise<void> {
  await tx.query(
    'kf-session-sends',
    `insert into kf_session (open_kfid, external_userid, sends) values ($1, $2, $3::jsonb)
     on conflict (open_kfid, external_userid) do update set sends = excluded.sends`,
    [openKfid, user, JSON.stringify(sends)],
  )
}

function fromRow(row: SessionRow): KfSession {
  return {
    state: State.parse(row.state),
    servicer: row.servicer,
    source: row.state_source,
    knownAt: row.known_at,
    lastOwnerAt: row.last_owner_at,
    sends: Sends.parse(row.sends),
  }
}
