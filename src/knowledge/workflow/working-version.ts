import type { Queryable } from '../../platform/database/db'
import { conflict, notFound } from '../../platform/errors'
import { nextState, type VersionAct, type VersionState } from './version-state'

/** Who acts: the account stays the same whatever name its person has. */
export interface Actor {
  account: string
  name: string
}

/** The version of an article that is worked on: its newest. */
export interface WorkingVersion {
  id: string
  key: string
  communityId: string | null
  version: number
  published: number
  state: VersionState
  publishAt: Date | null
  supersededBy: string | null
  /** Accounts that wrote what is not published yet. */
  authors: string[]
}

/** The caller holds `lockArticles` when it goes on to write. */
export async function readWorking(tx: Queryable, id: string): Promise<WorkingVersion> {
  const rows = await tx.query<{
    key: string
    community_id: string | null
    version: number
    published: number
    state: VersionState
    publish_at: Date | null
    superseded_by: string | null
    authors: string[]
  }>(
    'working-version',
    `select a.key, a.community_id, a.version as published, v.version, v.state, v.publish_at, v.superseded_by,
            array(select distinct author from article_version w
                   where w.article_id = a.id and w.version > a.version and w.author is not null) as authors
       from article a
       join lateral (select * from article_version where article_id = a.id order by version desc limit 1) v on true
      where a.id = $1 and a.removed_at is null`,
    [id],
  )
  const row = rows[0]
  if (!row) throw notFound('entry_not_found', `There is no entry ${id}.`)
  return {
    id,
    key: row.key,
    communityId: row.community_id,
    version: row.version,
    published: row.published,
    state: row.state,
    publishAt: row.publish_at,
    supersededBy: row.superseded_by,
    authors: row.authors,
  }
}

/** Compare-and-set: the version the person looked at must still be the newest, and in a state that allows the act. */
export function checkAct(working: WorkingVersion, version: number, act: VersionAct): VersionState {
  if (working.version !== version)
    throw conflict('entry_changed', `the article has version ${working.version} by now, not ${version}`)
  const next = nextState(working.state, act)
  if (next === null)
    throw conflict('version_state', `${act}: not possible while the version is ${working.state}`, {
      state: working.state,
    })
  return next
}

export async function setState(
  tx: Queryable,
  working: Pick<WorkingVersion, 'id' | 'version'>,
  state: VersionState,
  options: { at: Date; publishAt?: Date | null },
): Promise<void> {
  await tx.query(
    'set-version-state',
    `update article_version
        set state = $3, publish_at = $4, submitted_at = case when $3 = 'review' then $5 else submitted_at end
      where article_id = $1 and version = $2`,
    [working.id, working.version, state, options.publishAt ?? null, options.at],
  )
}

/** Who did what and why, for the history; `actor` null is the system. */
export async function noteEvent(
  tx: Queryable,
  of: { id: string; version: number },
  event: { act: string; actor: Actor | null; note?: string; at: Date },
): Promise<void> {
  await tx.query(
    'note-article-event',
    'insert into article_event (article_id, version, act, account, by, note, at) values ($1, $2, $3, $4, $5, $6, $7)',
    [
      of.id,
      of.version,
      event.act,
      event.actor?.account ?? null,
      event.actor?.name ?? '系统',
      event.note ?? '',
      event.at,
    ],
  )
}
