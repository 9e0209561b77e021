import type { Queryable } from '../../platform/database/db'
import { conflict, invalid, notFound } from '../../platform/errors'
import { readDraft } from '../articles/article-content'
import { moveArticle, refuseTaken } from '../articles/article-store'
import { CONTENT, getEntry, toContent, type ContentRow } from '../articles/entry'
import { lockArticles, toWrite, writeArticles } from '../articles/write-articles'
import { mayEdit } from './version-state'
import { noteEvent, readWorking, type Actor, type WorkingVersion } from './working-version'

export interface DraftAct {
  actor: Actor
  at: Date
  zone: string
  /** Why, in the writer's words. */
  note: string
}

/** Keeps what somebody wrote as a new draft; the owners go on reading the published version. Returns the article's id. */
export async function writeDraft(
  tx: Queryable,
  given: { id: string | null; base?: number; communityId: string | null; content: Record<string, unknown> },
  act: DraftAct,
): Promise<string> {
  await lockArticles(tx)
  const known = given.id === null ? null : await readWorking(tx, given.id)
  if (known) {
    if (known.version !== given.base)
      throw conflict('entry_changed', `the article has version ${known.version} by now, not ${given.base}`)
    if (!mayEdit(known.state))
      throw conflict('version_state', `the version is ${known.state}; take it back before changing it`, {
        state: known.state,
      })
  }
  const before = known ? await getEntry(tx, known.id) : {}
  // Keys are for files and links; a form has none, and an article keeps the one it has.
  const read = readDraft(
    { ...before, ...given.content, ...(known ? { key: known.key } : {}), community: null },
    act.zone,
  )
  if (!read.ok) throw invalid('entry', read.message)
  const article = toWrite(read.draft, given.communityId)
  await checkSuccessor(tx, known?.id ?? null, article.supersededBy ?? null)
  await refuseTaken(tx, article.key, article.communityId, known?.id ?? null)
  if (known && known.communityId !== given.communityId) {
    // Whose owners it answers is not a matter of versions: it would change at once what they are told.
    if (known.published > 0)
      throw conflict('entry_community', 'an article that answers stays with its community; write another one')
    await moveArticle(tx, known.id, article)
  }
  const [written] = await writeArticles(tx, [article], {
    ...{ publish: false, by: act.actor.name, account: act.actor.account, note: act.note, at: act.at },
  })
  return written!.id
}

/** A version as it was becomes the newest again; the versions in between are kept. Returns what is worked on from now on. */
export async function writeOldVersion(
  tx: Queryable,
  id: string,
  version: number,
  act: Omit<DraftAct, 'zone'>,
): Promise<{ working: WorkingVersion; wasPublished: boolean }> {
  const known = await readWorking(tx, id)
  const rows = await tx.query<ContentRow & { state: string }>(
    'version-to-return-to',
    `select v.state, ${CONTENT} from article_version v where v.article_id = $1 and v.version = $2`,
    [id, version],
  )
  const old = rows[0]
  if (!old) throw notFound('version_not_found', `The article has no version ${version}.`)
  await writeArticles(tx, [{ ...toContent(old), key: known.key, communityId: known.communityId }], {
    ...{ publish: false, by: act.actor.name, account: act.actor.account, at: act.at },
    note: act.note || `回到第 ${version} 版`,
  })
  const working = await readWorking(tx, id)
  await noteEvent(tx, working, { act: 'rollback', actor: act.actor, note: `第 ${version} 版`, at: act.at })
  return { working, wasPublished: old.state === 'published' }
}

/** Takes away a draft that never answered anybody; an article that did is ended by its last day of validity. */
export async function dropDraft(tx: Queryable, id: string, at: Date): Promise<void> {
  await lockArticles(tx)
  const known = await readWorking(tx, id)
  if (known.published > 0) throw conflict('entry_published', 'the article has answered owners; give it a last day')
  await tx.query('drop-draft', 'update article set removed_at = $2, updated_at = $2 where id = $1', [id, at])
}

/** The link leads somewhere, not in a circle and not to an article that is silent itself. */
async function checkSuccessor(tx: Queryable, id: string | null, successor: string | null): Promise<void> {
  if (successor === null) return
  const rows = await tx.query<{ superseded_by: string | null }>(
    'successor',
    `select v.superseded_by from article a join article_version v on v.article_id = a.id and v.version = a.version
      where a.id = $1 and a.removed_at is null`,
    [successor],
  )
  if (successor === id || rows[0]?.superseded_by !== null)
    throw invalid('successor', 'supersededBy: expected another article that answers')
}
