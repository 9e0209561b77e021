import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { z } from 'zod'
import type { IndexedArticle } from '../../knowledge/retrieval/article'
import { createSearchIndex } from '../../knowledge/retrieval/search-index'
import { readThesaurus } from '../../knowledge/thesaurus'
import { systemClock } from '../../platform/clock'
import { projectRoot } from '../../platform/project-root'
import type { Measurement } from '../bench'
import { readKnowledgeLines } from '../eval/retrieve'
import { missing, RETRIEVAL_PEERS } from './peers/retrieval-peers'
import { compareTimes } from './peers/time-peer'
import { machine } from './support/machine'
import { textTable } from './support/text-table'

const SETS = ['ret_bank_bq_multi', 'ret_bank_bq', 'ret_gov_policy']

const Query = z.object({ text: z.string(), gold: z.union([z.string(), z.array(z.string())]) })

interface Row {
  set: string
  engine: string
  recallAt1: number | null
  p95Ms: number | null
  skipped: string | null
}

/**
 * `npm run bench -- peers`: ours and what others offer on the public sets, each question to each engine in the same run. A peer
 * that is not installed is skipped and named: `npm install` it anywhere and point NODE_PATH there.
 */
export async function run(): Promise<Measurement> {
  const folder = process.env['EVAL_DATA']
  if (!folder || !existsSync(path.join(folder, `${SETS[0]}.corpus.jsonl`))) {
    const reason = 'EVAL_DATA names no folder with the public sets; they are measured with and not shipped'
    return { table: `skipped: ${reason}`, json: { bench: 'peers', skipped: reason } }
  }
  const rows = SETS.flatMap((set) => measure(folder, set))
  const times = await compareTimes(path.join(folder, 'time_jionlp.jsonl'))
  const share = (right: number): string => (right / times.rows).toFixed(3)
  const table = [
    textTable(
      ['set', 'engine', 'R@1', 'p95 ms'],
      rows.map(({ set, engine, recallAt1, p95Ms, skipped }) => [
        set,
        engine,
        recallAt1?.toFixed(3) ?? `skipped: ${skipped}`,
        p95Ms?.toFixed(2) ?? '',
      ]),
    ),
    textTable(
      ['time_jionlp, rows with a start', 'right start hour'],
      [
        ['ours', share(times.ours)],
        ['@microsoft/recognizers-text-suite, any of its answers', share(times.recognizers)],
      ],
    ),
  ].join('\n\n')
  return { table, json: { bench: 'peers', machine: machine(), rows, times } }
}

function measure(folder: string, set: string): Row[] {
  const articles = readKnowledgeLines(path.join(folder, `${set}.corpus.jsonl`))
  const questions = readFileSync(path.join(folder, `${set}.queries.jsonl`), 'utf8')
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => Query.parse(JSON.parse(line)))
  const engines = [
    { name: 'ours', skipped: null, find: ours(articles) },
    ...RETRIEVAL_PEERS.map((peer) => {
      const skipped = missing(peer)
      return { name: peer.name, skipped, find: skipped === null ? peer.load(articles) : null }
    }),
  ]
  const right = engines.map(() => 0)
  const times = engines.map((): number[] => [])
  for (const { text, gold } of questions)
    engines.forEach(({ find }, place) => {
      if (!find) return
      const start = process.hrtime.bigint()
      const key = find(text)
      times[place]?.push(Number(process.hrtime.bigint() - start) / 1e6)
      if (key !== undefined && [gold].flat().includes(key)) right[place] = (right[place] ?? 0) + 1
    })
  return engines.map(({ name, skipped, find }, place) => {
    const sorted = (times[place] ?? []).sort((a, b) => a - b)
    return {
      set,
      engine: name,
      recallAt1: find ? (right[place] ?? 0) / questions.length : null,
      p95Ms: find ? (sorted[Math.floor(sorted.length * 0.95)] ?? 0) : null,
      skipped,
    }
  })
}

function ours(articles: readonly IndexedArticle[]): (question: string) => string | undefined {
  const index = createSearchIndex(readThesaurus(path.join(projectRoot(), 'knowledge', 'thesaurus.yml')))
  for (const article of articles) index.put(article)
  const at = systemClock.now()
  return (question) => index.search(question, { at, limit: 1 }).hits[0]?.key
}
