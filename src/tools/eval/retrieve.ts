import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import type { IndexedArticle } from '../../knowledge/retrieval/article'
import type { SearchIndex } from '../../knowledge/retrieval/search-index'
import { createSearchIndex } from '../../knowledge/retrieval/search-index'
import { readArticlesIn } from '../../knowledge/read-knowledge-dir'
import { systemClock } from '../../platform/clock'
import { projectRoot } from '../../platform/project-root'
import { readThesaurus } from '../../knowledge/thesaurus'

/** A line of `--kb`: our own keys, or `id`, `text`, `alts` as public sets have them (contract.md §6). */
const KnowledgeLine = z
  .object({
    key: z.string().optional(),
    id: z.string().optional(),
    question: z.string().optional(),
    text: z.string().optional(),
    answer: z.string().default(''),
    similar: z.array(z.string()).optional(),
    alts: z.array(z.string()).optional(),
    topic: z.string().optional(),
  })
  .refine((line) => line.key ?? line.id, 'needs `key` or `id`')
  .refine((line) => (line.question ?? line.text ?? line.answer) !== '', 'needs `question`, `text` or `answer`')

const QueryLine = z
  .object({
    query: z.string().optional(),
    text: z.string().optional(),
    gold: z.union([z.string(), z.array(z.string()), z.null()]).default(null),
    /** What the owner said before, for questions that leave the subject out. */
    history: z.array(z.string()).optional(),
  })
  .refine((line) => line.query ?? line.text, 'needs `query` or `text`')

/** Measures retrieval on a labelled file; without `kb` on the project's own articles. */
export async function run(args: { file: string; kb?: string }): Promise<{ table: string; json: object }> {
  const index = createSearchIndex(readThesaurus(join(knowledgeFolder, 'thesaurus.yml')))
  for (const article of args.kb ? readKnowledgeLines(args.kb) : ownArticles()) index.put(article)
  const result = measure(index, readLines(args.file, QueryLine))
  return { table: toTable(result), json: { kind: 'retrieve', file: args.file, articles: index.size, ...result } }
}

const knowledgeFolder = join(projectRoot(), 'knowledge')

function ownArticles(): IndexedArticle[] {
  return readArticlesIn(knowledgeFolder).map((article) => ({ ...article, id: article.key, version: 1 }))
}

export function readKnowledgeLines(path: string): IndexedArticle[] {
  const lines = readLines(path, KnowledgeLine)
  const telling = tellsRatherThanAsks(lines.map((line) => line.text ?? '').filter((text) => text !== ''))
  return lines.map((line) => {
    const key = line.key ?? line.id ?? ''
    const question = line.question ?? (telling ? '' : (line.text ?? ''))
    const answer = line.answer || (telling ? (line.text ?? '') : '')
    return { id: key, key, question, similar: line.similar ?? line.alts ?? [], answer, topic: line.topic, version: 1 }
  })
}

/** A bare `text` is a question in one public set and an answer in another; whole passages are answers. */
function tellsRatherThanAsks(texts: readonly string[]): boolean {
  const lengths = texts.map((text) => text.length).sort((a, b) => a - b)
  return (lengths[lengths.length >> 1] ?? 0) > 35
}

interface Result {
  questions: number
  answerable: number
  recallAt1: number
  recallAt3: number
  recallAt10: number
  meanReciprocalRank: number
  /** Of the answerable ones: answered rightly, and the right article among the choices offered. */
  answeredRight: number
  offeredRight: number
  /** Of all: an answer was given and it was the wrong one, or there was none to give. */
  answeredWrong: number
  /** Of those without an article: not answered (choices do not count as an answer). */
  refused: number | null
  p95Ms: number
}

function measure(index: SearchIndex, questions: z.infer<typeof QueryLine>[]): Result {
  const at = systemClock.now()
  const times: number[] = []
  let first = 0
  let third = 0
  let tenth = 0
  let reciprocal = 0
  let right = 0
  let offered = 0
  let wrong = 0
  let without = 0
  let refused = 0
  for (const { query, text, gold, history } of questions) {
    const wanted = gold === null ? [] : [gold].flat()
    const start = process.hrtime.bigint()
    const { decision, hits } = index.search(query ?? text ?? '', { at, limit: 10, ...(history ? { history } : {}) })
    times.push(Number(process.hrtime.bigint() - start) / 1e6)
    const place = hits.findIndex((hit) => wanted.includes(hit.key))
    if (decision === 'answer' && place !== 0) wrong++
    if (wanted.length === 0) {
      without++
      if (decision !== 'answer') refused++
      continue
    }
    if (place === 0) first++
    if (place >= 0 && place < 3) third++
    if (place >= 0) tenth++
    if (place >= 0) reciprocal += 1 / (place + 1)
    if (decision === 'answer' && place === 0) right++
    if (decision === 'choices' && place >= 0 && place < 3) offered++
  }
  const answerable = questions.length - without
  times.sort((a, b) => a - b)
  return {
    questions: questions.length,
    answerable,
    recallAt1: share(first, answerable),
    recallAt3: share(third, answerable),
    recallAt10: share(tenth, answerable),
    meanReciprocalRank: share(reciprocal, answerable),
    answeredRight: share(right, answerable),
    offeredRight: share(offered, answerable),
    answeredWrong: share(wrong, questions.length),
    refused: without === 0 ? null : share(refused, without),
    p95Ms: round(times[Math.floor(times.length * 0.95)] ?? 0),
  }
}

function share(part: number, whole: number): number {
  return whole === 0 ? 0 : round(part / whole)
}

function round(value: number): number {
  return Math.round(value * 1000) / 1000
}

function toTable(result: Result): string {
  const rows: [string, number | null][] = [
    ['questions', result.questions],
    ['R@1', result.recallAt1],
    ['R@3', result.recallAt3],
    ['R@10', result.recallAt10],
    ['MRR@10', result.meanReciprocalRank],
    ['answered, right (of answerable)', result.answeredRight],
    ['offered among choices (of answerable)', result.offeredRight],
    ['answered, wrong (of all)', result.answeredWrong],
    ['refused (of unanswerable)', result.refused],
    ['search p95 ms', result.p95Ms],
  ]
  const width = Math.max(...rows.map(([name]) => name.length))
  return rows.map(([name, value]) => `${name.padEnd(width)}  ${value ?? '-'}`).join('\n')
}

function readLines<T>(path: string, schema: z.ZodType<T>): T[] {
  return readFileSync(path, 'utf8')
    .split('\n')
    .map((line, at) => ({ line: line.trim(), at: at + 1 }))
    .filter(({ line }) => line !== '')
    .map(({ line, at }) => {
      const result = schema.safeParse(parseJson(line))
      if (result.success) return result.data
      throw new Error(`${path} line ${at}: ${result.error.issues.map((issue) => issue.message).join('; ')}`)
    })
}

function parseJson(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    return undefined
  }
}
