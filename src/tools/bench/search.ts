import { join } from 'node:path'
import type { IndexedArticle } from '../../knowledge/retrieval/article'
import { createSearchIndex } from '../../knowledge/retrieval/search-index'
import { readThesaurus } from '../../knowledge/thesaurus'
import { systemClock } from '../../platform/clock'
import { projectRoot } from '../../platform/project-root'
import type { Measurement } from '../bench'
import { createRandom, generateEntries, generateQuestion } from './search/generate-entries'
import { createPlainBm25 } from './search/plain-bm25'
import { machine } from './support/machine'
import { textTable } from './support/text-table'

const SIZES = [
  { entries: 1_000, goalMs: 0.3 },
  { entries: 10_000, goalMs: 0.6 },
  { entries: 100_000, goalMs: 5 },
]
const QUESTIONS = 1_500
/** Asked before measuring starts, so that the engine has compiled what it will run. */
const WARM_UP = 300
/** Each question is asked this often and the quickest counts: a neighbour's turn on the processor is not the search. */
const TRIES = 3

interface Row {
  entries: number
  oursP50Ms: number
  oursP95Ms: number
  goalMs: number
  plainP95Ms: number
  oursToPlain: number
  oursRecallAt1: number
  plainRecallAt1: number
  buildMs: number
  changeMs: number
  memoryMb: number
}

/** Search over generated articles, beside plain BM25 over the same ones in the same run. */
export async function run(): Promise<Measurement> {
  const rows = SIZES.map(measure)
  const table = textTable(
    ['entries', 'p50 ms', 'p95 ms', 'goal', 'BM25 p95', 'ours / it', 'R@1', 'BM25 R@1', 'build s', 'change ms', 'MB'],
    rows.map((row) => [
      String(row.entries),
      row.oursP50Ms.toFixed(3),
      row.oursP95Ms.toFixed(3),
      String(row.goalMs),
      row.plainP95Ms.toFixed(3),
      row.oursToPlain.toFixed(2),
      row.oursRecallAt1.toFixed(3),
      row.plainRecallAt1.toFixed(3),
      (row.buildMs / 1000).toFixed(1),
      row.changeMs.toFixed(2),
      row.memoryMb.toFixed(0),
    ]),
  )
  return { table, json: { bench: 'search', questions: QUESTIONS, machine: machine(), rows } }
}

function measure({ entries, goalMs }: (typeof SIZES)[number]): Row {
  const articles = generateEntries(entries)
  const random = createRandom(entries)
  const asked = Array.from({ length: QUESTIONS + WARM_UP }, () => {
    const article = articles[Math.floor(random() * articles.length)] as IndexedArticle
    return { question: generateQuestion(article, random), key: article.key }
  })
  const at = systemClock.now()

  const before = memoryMb()
  const index = createSearchIndex(readThesaurus(join(projectRoot(), 'knowledge', 'thesaurus.yml')))
  const buildMs = timed(() => {
    for (const article of articles) index.put(article)
    index.search('物业费', { at })
  })
  const grown = memoryMb() - before
  const ours = askAll(asked, (question) => index.search(question, { at }).hits[0]?.key)
  const changes = articles.slice(0, 50).map((article) =>
    timed(() => {
      index.put({ ...article, version: 2 })
      index.search(article.question, { at })
    }),
  )
  const plain = askAll(asked, createPlainBm25(articles))
  return {
    entries,
    goalMs,
    oursP50Ms: quantile(ours.times, 0.5),
    oursP95Ms: quantile(ours.times, 0.95),
    plainP95Ms: quantile(plain.times, 0.95),
    oursToPlain: quantile(ours.times, 0.95) / quantile(plain.times, 0.95),
    oursRecallAt1: ours.right,
    plainRecallAt1: plain.right,
    buildMs,
    changeMs: quantile(changes, 0.5),
    memoryMb: grown,
  }
}

function askAll(
  asked: readonly { question: string; key: string }[],
  answer: (question: string) => string | undefined,
): { times: number[]; right: number } {
  const times: number[] = []
  let right = 0
  asked.forEach(({ question, key }, place) => {
    let found: string | undefined
    const tries = Array.from({ length: TRIES }, () => timed(() => (found = answer(question))))
    if (place < WARM_UP) return
    times.push(Math.min(...tries))
    if (found === key) right++
  })
  return { times, right: right / times.length }
}

function timed(work: () => void): number {
  const start = process.hrtime.bigint()
  work()
  return Number(process.hrtime.bigint() - start) / 1e6
}

function quantile(values: readonly number[], share: number): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length * share)] ?? 0
}

/** What JavaScript and typed arrays hold; without `--expose-gc` some of it may be rubbish not yet collected. */
function memoryMb(): number {
  globalThis.gc?.()
  const { heapUsed, arrayBuffers } = process.memoryUsage()
  return (heapUsed + arrayBuffers) / 1e6
}
