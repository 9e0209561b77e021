import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { projectRoot } from '../../../platform/project-root'
import { readArticlesIn } from '../../read-knowledge-dir'
import { readThesaurus } from '../../thesaurus'
import { ANSWER_FROM } from '../decide'
import { judge, order, readClues } from '../judge'
import type { Model } from '../model'
import { ELSEWHERE } from './elsewhere'
import { fitJudgement } from './fit-judgement'
import { fitRanking } from './fit-ranking'
import type { Sample } from './samples'
import { goldenSamples, madeSamples } from './samples'

/**
 * `node src/tools/start.mjs run knowledge/retrieval/training/train`: fits the model of the search to the shipped articles
 * and golden questions, writes it into model-weights.ts, and prints how it does on golden questions it has not seen
 * (five parts, each judged by a model fitted to the other four). Nothing of `eval/` is read.
 */
export async function main(): Promise<void> {
  const { golden, made } = readSamples()
  const unseen = Array.from({ length: PARTS }, (_, part) => {
    const model = fit([...made, ...golden.filter((_, at) => at % PARTS !== part)])
    return golden.filter((_, at) => at % PARTS === part).map((sample) => tryModel(sample, model))
  }).flat()
  console.log(JSON.stringify(summarize(unseen)))

  const model = fit([...made, ...golden])
  writeFileSync(join(projectRoot(), 'src/knowledge/retrieval/model-weights.ts'), toSource(model))
}

const PARTS = 5

/** Golden questions are how people really ask; everyday questions from elsewhere are easy and many. */
const WEIGHTS: Record<Sample['kind'], number> = { asked: 1, unanswerable: 1, elsewhere: 0.5, golden: 3 }
const weightOf = ({ kind }: Sample) => WEIGHTS[kind]

export function readSamples(): { golden: Sample[]; made: Sample[] } {
  const folder = join(projectRoot(), 'knowledge')
  const thesaurus = readThesaurus(join(folder, 'thesaurus.yml'))
  const articles = readArticlesIn(folder).map((article) => ({ ...article, id: article.key, version: 1 }))
  const golden = readFileSync(join(folder, 'golden', 'questions.jsonl'), 'utf8')
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => Golden.parse(JSON.parse(line)))
  return {
    golden: goldenSamples(articles, golden, thesaurus),
    made: madeSamples(articles, ELSEWHERE, thesaurus),
  }
}

const Golden = z.object({ query: z.string(), gold: z.string().nullable() })

export function fit(samples: readonly Sample[]): Model {
  const ranking = fitRanking(samples, weightOf)
  return { ranking, judgement: fitJudgement(samples, ranking, weightOf) }
}

interface Trial {
  answerable: boolean
  first: boolean
  chance: number
}

function tryModel({ compared, mass, right, answerable }: Sample, { ranking, judgement }: Model): Trial {
  const rightOne = compared[right]
  const ordered = order([...compared], ranking)
  return {
    answerable,
    first: ordered.length > 0 && ordered[0] === rightOne,
    chance: ordered.length > 0 ? judge(readClues(ordered, 0, mass), judgement) : 0,
  }
}

function summarize(trials: readonly Trial[]): object {
  const answerable = trials.filter((trial) => trial.answerable)
  const without = trials.filter((trial) => !trial.answerable)
  const answered = (trial: Trial) => trial.chance >= ANSWER_FROM
  const share = (part: readonly unknown[], whole: readonly unknown[]) => (part.length / whole.length).toFixed(3)
  return {
    questions: trials.length,
    recallAt1: share(
      answerable.filter(({ first }) => first),
      answerable,
    ),
    answeredRight: share(
      answerable.filter((trial) => answered(trial) && trial.first),
      answerable,
    ),
    answeredWrong: share(
      trials.filter((trial) => answered(trial) && !trial.first),
      trials,
    ),
    refused: share(
      without.filter((trial) => !answered(trial)),
      without,
    ),
  }
}

function toSource({ ranking, judgement }: Model): string {
  const list = (weights: Record<string, number>, indent: string) =>
    Object.entries(weights)
      .map(([name, weight]) => `${indent}${name}: ${weight},\n`)
      .join('')
  return `import type { Model } from './model'

/** Written by training/train.ts; not edited by hand. */
export const MODEL: Model = {
  ranking: {
${list(ranking, '    ')}  },
  judgement: {
    bias: ${judgement.bias},
    weights: {
${list(judgement.weights, '      ')}    },
  },
}
`
}
