import type { Queryable } from '../../platform/database/db'
import { VERSION_STATES, nextState } from './version-state'
import type { Actor } from './working-version'

/** Hands in what an import brought, in one go: the newest version of each article, where it stands as a draft. */
export async function handIn(
  tx: Queryable,
  ids: readonly string[],
  act: { actor: Actor; note: string; at: Date },
): Promise<void> {
  const from = VERSION_STATES.filter((state) => nextState(state, 'submit') !== null)
  await tx.query(
    'hand-in-versions',
    `with newest as (
       select distinct on (article_id) article_id, version, state from article_version
        where article_id = any($1) order by article_id, version desc),
     handed as (
       update article_version v set state = 'review', publish_at = null, submitted_at = $2
         from newest n where v.article_id = n.article_id and v.version = n.version and n.state = any($3)
       returning v.article_id, v.version)
     insert into article_event (article_id, version, act, account, by, note, at)
     select article_id, version, 'submit', $4, $5, $6, $2 from handed`,
    [ids, act.at, from, act.actor.account, act.actor.name, act.note],
  )
}
