import type { Queryable } from '../../../platform/database/db'
import { maskPersonal } from '../../../platform/mask'
import { toIsoWithOffset } from '../../../platform/zoned-time'
import { notFound } from '../../../platform/errors'
import { normalQuestion } from '../../../knowledge/articles/normal-question'
import type { DraftSuggestion } from '../../contract/knowledge-care'

/** What a draft for a group begins with: the owners' own wordings, and what a colleague answered in the newest of those talks. */
export async function suggestDraft(
  tx: Queryable,
  asked: { question: string; communityIds?: readonly string[]; zone: string },
): Promise<DraftSuggestion> {
  const given = [normalQuestion(asked.question), asked.communityIds ?? null]
  const [group] = await tx.query<{ question: string | null; examples: string[] | null }>(
    'wordings-of-group',
    `select mode() within group (order by query) as question, (array_agg(distinct query))[1:20] as examples
       from unanswered where normal = $1 and ($2::text[] is null or community_id = any($2))`,
    given,
  )
  if (!group?.question) throw notFound('unanswered_not_found', 'There is no such unanswered question.')
  const said = await tx.query<{ conversation_id: string; text: string; at: Date }>('answers-of-staff', ANSWERS, given)
  const newest = said.filter(({ conversation_id: talk }) => talk === said[0]?.conversation_id)
  const answer = [...new Set(newest.map(({ text }) => maskPersonal(text.trim()).text))].filter(saysSomething)
  const question = maskPersonal(group.question).text
  const day = newest[0] && toIsoWithOffset(newest[0].at, asked.zone).slice(0, 10)
  return {
    question,
    similar: (group.examples ?? [])
      .map((example) => maskPersonal(example).text)
      .filter((example) => example !== question),
    answer: answer.join('\n'),
    source: answer.length > 0 ? `人工答复 ${day}` : '业主提问',
  }
}

/** The question, then a person's words within two days, before the owner asked the bot something else it could not answer. */
const ANSWERS = `
select u.conversation_id, said.text, said.at
  from unanswered u
  cross join lateral (
    select x.text, e.at, e.seq
      from exchange e join exchange_content x on x.exchange_id = e.id and x.erased_at is null
     where e.conversation_id = u.conversation_id and e.author = 'staff' and e.direction = 'out' and e.kind = 'text'
       and e.recalled_at is null and e.at > u.at and e.at < u.at + interval '2 days'
       and not exists (select from unanswered later where later.conversation_id = u.conversation_id and later.at > u.at
                          and later.at < e.at and later.normal <> u.normal)
     order by e.seq limit 5) said
 where u.normal = $1 and ($2::text[] is null or u.community_id = any($2))
 order by u.at desc, said.seq
 limit 50`

/** A greeting or 稍等 is no answer. */
const saysSomething = (text: string) => text.replace(/您好|你好|在的|好的|请?稍等|一下|[\p{P}\s]/gu, '').length >= 4
