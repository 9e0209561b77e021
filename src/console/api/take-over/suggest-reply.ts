import type { Queryable } from '../../../platform/database/db'
import { maskPersonal } from '../../../platform/mask'
import { messageNotAbout } from '../../../records/case/not-about'
import type { Suggestions } from '../../contract/take-over'
import type { Found } from '../console-deps'

type Item = Suggestions['items'][number]

const RECENT = 300
const DAYS_MS = 90 * 24 * 3600_000
/** Half of the pairs of characters in common: reworded, and still the same question. */
const ALIKE = 0.5

/**
 * What could be answered to the owner's last words, without a model: approved articles first, then what colleagues answered to the
 * same question. Words with anything personal in them were for one owner and are never offered for another.
 */
export async function suggestReply(
  deps: { db: Queryable; search: (query: string) => Promise<Found> },
  talk: { conversationId: string; communityId: string | null; reader: string | null; at: Date },
): Promise<Suggestions> {
  const to = await lastWords(deps.db, talk.conversationId, talk.reader)
  if (to === '') return { to, items: [] }
  const found = await deps.search(to)
  const articles = (found.answered ? found.hits.slice(0, 2) : []).map(({ question, answer }): Item => ({
    from: 'article',
    source: question,
    text: answer,
  }))
  return { to, items: [...articles, ...(await colleagues(deps.db, talk, to))] }
}

async function lastWords(db: Queryable, conversationId: string, reader: string | null): Promise<string> {
  const rows = await db.query<{ text: string }>(
    'last-words-of-owner',
    `select x.text from exchange e join exchange_content x on x.exchange_id = e.id
      where e.conversation_id = $1 and e.author = 'owner' and e.kind <> 'event' and x.text <> '' and e.recalled_at is null
        and ${messageNotAbout('$2')}
      order by e.seq desc limit 1`,
    [conversationId, reader],
  )
  return rows[0]?.text.slice(0, 500) ?? ''
}

async function colleagues(
  db: Queryable,
  talk: { conversationId: string; communityId: string | null; at: Date },
  asked: string,
): Promise<Item[]> {
  const rows = await db.query<{ answer: string; question: string; owner: string | null }>(
    'answers-of-colleagues',
    `select x.text as answer, q.text as question, p.name as owner
       from (select * from exchange where author = 'staff' and received_at > $3 order by received_at desc limit ${RECENT}) e
       join conversation v on v.id = e.conversation_id
       join person p on p.id = v.person_id
       join exchange_content x on x.exchange_id = e.id
       join lateral (select y.text from exchange o join exchange_content y on y.exchange_id = o.id
                      where o.conversation_id = e.conversation_id and o.author = 'owner' and o.kind = 'text' and o.seq < e.seq
                      order by o.seq desc limit 1) q on true
      where v.id <> $1 and v.community_id is not distinct from $2 and e.kind = 'text' and e.recalled_at is null and x.text <> ''
      order by e.seq desc`,
    [talk.conversationId, talk.communityId, new Date(talk.at.getTime() - DAYS_MS)],
  )
  const seen = new Set<string>()
  return rows
    .map((row) => ({ ...row, likeness: likeness(asked, row.question) }))
    .filter(({ likeness: score, answer, owner }) => score >= ALIKE && isForAnybody(answer, owner))
    .sort((a, b) => b.likeness - a.likeness)
    .filter(({ answer }) => !seen.has(answer) && seen.add(answer))
    .slice(0, 2)
    .map(({ question, answer }) => ({
      from: 'colleague',
      source: maskPersonal(question).text.slice(0, 60),
      text: answer,
    }))
}

function isForAnybody(answer: string, owner: string | null): boolean {
  return (
    maskPersonal(answer).text === answer && !(owner && answer.includes(owner)) && !/[A-Z]{2}-\d{8}-\d+/.test(answer)
  )
}

/** Dice's coefficient over pairs of characters. */
export function likeness(one: string, other: string): number {
  const [a, b] = [pairs(one), pairs(other)]
  if (a.size === 0 || b.size === 0) return one.trim() === other.trim() ? 1 : 0
  let both = 0
  for (const pair of a) if (b.has(pair)) both++
  return (2 * both) / (a.size + b.size)
}

function pairs(text: string): Set<string> {
  const letters = [...text.replace(/[\s\p{P}]/gu, '')]
  return new Set(letters.slice(1).map((letter, index) => `${letters[index]}${letter}`))
}
