import type { Queryable } from '../../platform/database/db'
import { isWithin48Hours, mayStillSend } from '../../channels/wecom-kf/session'
import { readSession } from '../../channels/wecom-kf/session-store'

/** Why a correction cannot be written into a talk now; somebody rings these owners up. */
export const UNREACHED = ['window', 'spent', 'served'] as const
export type Unreached = (typeof UNREACHED)[number]

/** A talk in which an answer was given that no longer holds. */
export interface ToldOldText {
  conversationId: string
  personId: string
  communityId: string | null
  community: string | null
  channel: string
  user: string
  /** Of the last time it was said. */
  at: Date
  version: number
  text: string
  /** Has been told the text that holds since then, by asking again. */
  knows: boolean
  /** What became of the correction of this version, where there was one. */
  corrected: { outcome: 'waiting' | 'sent' | 'call'; reason: string; at: Date } | null
  /** Null: it can be written now. */
  unreached: Unreached | null
}

/**
 * Everybody who was told an older answer of an article in the last days, by the log itself: an answer names the article and the
 * version it was (C10). A version that differs in its questions only is no other answer. What did not arrive was not told.
 */
export async function readToldOldText(
  tx: Queryable,
  recall: { articleId: string; since: Date; now: Date; communityIds?: readonly string[] },
): Promise<ToldOldText[]> {
  const rows = await tx.query<Row>('told-old-text', TOLD, [recall.articleId, recall.since, recall.communityIds ?? null])
  const told: ToldOldText[] = []
  for (const row of rows)
    told.push({
      conversationId: row.conversation_id,
      personId: row.person_id,
      communityId: row.community_id,
      community: row.community,
      channel: row.channel,
      user: row.user_id,
      at: row.at,
      version: row.version,
      text: row.text ?? '',
      knows: row.knows,
      corrected:
        row.outcome === null ? null : { outcome: row.outcome, reason: row.reason ?? '', at: row.corrected_at! },
      unreached: await whyUnreached(tx, row, recall.now),
    })
  return told
}

/** A person serves: they say it themselves (B25). WeCom takes words for 48 hours after the owner's last, and five of them. */
export async function whyUnreached(
  tx: Queryable,
  talk: { channel: string; account: string; user_id: string; muted: boolean },
  now: Date,
): Promise<Unreached | null> {
  if (talk.muted) return 'served'
  if (talk.channel !== 'wecom-kf') return null
  const session = await readSession(tx, { openKfid: talk.account, user: talk.user_id })
  if (!isWithin48Hours(session, now)) return 'window'
  // The fifth is kept for the notice that a person takes over (design D12).
  return mayStillSend(session, false) ? null : 'spent'
}

interface Row {
  conversation_id: string
  person_id: string
  community_id: string | null
  community: string | null
  channel: string
  account: string
  user_id: string
  muted: boolean
  at: Date
  version: number
  text: string | null
  knows: boolean
  outcome: 'waiting' | 'sent' | 'call' | null
  reason: string | null
  corrected_at: Date | null
}

/** An article of a community stands before the general one with the same key: its owners were told that one. */
const TOLD = `
with recalled as (
  select a.id, a.key, a.community_id, a.version, a.removed_at, n.answer
    from article a left join article_version n on n.article_id = a.id and n.version = a.version
   where a.id = $1),
said as (
  select e.seq, e.at, e.id, v.id as conversation_id, (s ->> 'version')::int as version, o.answer,
         r.removed_at is null and o.answer = r.answer as holds
    from recalled r
    join exchange e on e.sources <> '[]'::jsonb and e.at >= $2
    cross join lateral jsonb_array_elements(e.sources) s
    join conversation v on v.id = e.conversation_id
    join article_version o on o.article_id = r.id and o.version = (s ->> 'version')::int
   where s ->> 'article' = r.key and e.direction = 'out' and e.delivery <> 'failed' and e.recalled_at is null
     and case when r.community_id is not null then v.community_id = r.community_id
              else not exists (select from article own where own.key = r.key and own.community_id = v.community_id) end),
latest as (
  select distinct on (conversation_id) * from said where not holds order by conversation_id, seq desc)
select t.conversation_id, v.person_id, v.community_id, m.name as community, v.channel, v.account, v.user_id, v.muted, t.at, t.version,
       x.text, exists (select from said k where k.holds and k.conversation_id = t.conversation_id and k.seq > t.seq) as knows,
       c.outcome, c.reason, c.at as corrected_at
  from latest t
  join conversation v on v.id = t.conversation_id
  join person p on p.id = v.person_id and p.erased_at is null
  left join community m on m.id = v.community_id
  left join exchange_content x on x.exchange_id = t.id
  left join recalled r on true
  left join correction_to c on c.article_id = r.id and c.version = r.version and c.conversation_id = t.conversation_id
 where $3::text[] is null or v.community_id = any($3)
 order by t.at, t.conversation_id`
