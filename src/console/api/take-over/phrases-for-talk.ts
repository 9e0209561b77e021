import type { Queryable } from '../../../platform/database/db'
import { fill } from '../../../dialogs/phrases'
import type { Wording } from '../../../dialogs/definition'
import { staffPhrases } from '../../../dialogs/staff-phrases'
import type { PhraseItem } from '../../contract/take-over'

const OWN = '我的'
const SHARED = '公司'

/** Own phrases first, then the company's, then those that ship; each with owner, time and own name filled in. */
export async function phrasesForTalk(
  tx: Queryable,
  words: ReadonlyMap<string, Wording>,
  talk: { communityId: string | null; accountId: string | null; owner: string | null; due: string; me: string },
): Promise<PhraseItem[]> {
  const rows = await tx.query<{ id: string; account_id: string | null; title: string; text: string }>(
    'phrases-for-talk',
    `select id, account_id, title, text from phrase
      where (account_id is null or account_id = $1) and (community_id is null or community_id = $2)
      order by account_id is null, title, id`,
    [talk.accountId, talk.communityId],
  )
  const values = { owner: talk.owner, due: talk.due, me: talk.me }
  const own = rows.map(({ id, account_id, title, text }) => ({
    id,
    group: account_id === null ? SHARED : OWN,
    title,
    text: fill(text, values),
    mine: account_id !== null,
  }))
  const shipped = staffPhrases(words).map(({ group, title, text }) => ({
    id: null,
    group,
    title,
    text: fill(text, values),
    mine: false,
  }))
  return [...own, ...shipped]
}
