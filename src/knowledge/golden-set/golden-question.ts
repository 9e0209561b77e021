import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { z } from 'zod'
import type { Queryable } from '../../platform/database/db'
import { conflict, notFound } from '../../platform/errors'
import { newId } from '../../platform/ids'

/** A question with the article that has to answer it; without one, nothing may (C11). */
export interface GoldenQuestion {
  id: string
  query: string
  communityId: string | null
  expectedKey: string | null
  /** Words that must stand in the answer, such as a price. */
  answerHas: string
}

export async function listGolden(tx: Queryable): Promise<GoldenQuestion[]> {
  const rows = await tx.query<{
    id: string
    query: string
    community_id: string | null
    expected_key: string | null
    answer_has: string
  }>('list-golden', 'select id, query, community_id, expected_key, answer_has from golden_question order by seq')
  return rows.map((row) => ({
    id: row.id,
    query: row.query,
    communityId: row.community_id,
    expectedKey: row.expected_key,
    answerHas: row.answer_has,
  }))
}

export async function addGolden(
  tx: Queryable,
  question: Omit<GoldenQuestion, 'id'>,
  act: { by: string; at: Date },
): Promise<string> {
  const id = newId('gq', act.at)
  const added = await tx.query(
    'add-golden',
    `insert into golden_question (id, community_id, query, expected_key, answer_has, created_at, created_by)
     values ($1, $2, $3, $4, $5, $6, $7) on conflict (community_id, query) do nothing returning id`,
    [id, question.communityId, question.query, question.expectedKey, question.answerHas, act.at, act.by],
  )
  if (added.length === 0) throw conflict('golden_known', `the question stands in the set already: ${question.query}`)
  return id
}

/** Gives the community it was asked in; null: in none. */
export async function removeGolden(tx: Queryable, id: string): Promise<string | null> {
  const gone = await tx.query<{ community_id: string | null }>(
    'remove-golden',
    'delete from golden_question where id = $1 returning community_id',
    [id],
  )
  if (gone.length === 0) throw notFound('golden_not_found', `There is no question ${id}.`)
  return gone[0]!.community_id
}

const Line = z.object({ query: z.string().min(1), gold: z.union([z.string(), z.null()]) })

/** The questions that come with a folder of articles, for a store that is new (design D15). */
export async function seedGolden(tx: Queryable, folder: string, at: Date): Promise<number> {
  const file = path.join(folder, 'golden', 'questions.jsonl')
  if (!existsSync(file)) return 0
  const lines = readFileSync(file, 'utf8').split('\n').filter(Boolean)
  const questions = lines.map((line) => Line.parse(JSON.parse(line))).map((line) => ({ ...line, id: newId('gq', at) }))
  const added = await tx.query(
    'seed-golden',
    `insert into golden_question (id, query, expected_key, created_at, created_by)
     select id, query, gold, $2, 'system' from jsonb_to_recordset($1::jsonb) as g(id text, query text, gold text)
     on conflict (community_id, query) do nothing returning id`,
    [JSON.stringify(questions), at],
  )
  return added.length
}
