import { readFileSync } from 'node:fs'
import path from 'node:path'
import type { Db } from '../../platform/database/db'
import { projectRoot } from '../../platform/project-root'
import { readArticlesIn } from '../../knowledge/read-knowledge-dir'
import { clearTables, findTalkTables } from '../eval/dialog/clear-store'
import { openStage } from '../eval/dialog/stage'
import { GOALS } from './goal'
import { PERSONAS } from './persona'
import { runOwner } from './run-owner'
import type { Know, Outcome } from './run-owner'

/** So many owners, each persona with each goal in turn, on a migrated store of their own; the same seed gives the same talks. */
export async function simulateOwners(db: Db, count: number, seed: number): Promise<Outcome[]> {
  await openStage(db)
  const tables = await findTalkTables(db)
  const know = readKnow()
  const outcomes: Outcome[] = []
  for (let index = 0; index < count; index++) {
    const persona = PERSONAS[index % PERSONAS.length]!
    const kind = GOALS[Math.floor(index / PERSONAS.length) % GOALS.length]!
    await clearTables(db, tables)
    const stage = await openStage(db, { at: persona.at })
    outcomes.push(await runOwner(stage, kind, persona, seed + index, know))
  }
  return outcomes
}

/** Questions and answers from the shipped articles: an answer is known by its first sentence, up to the first placeholder. */
function readKnow(): Know {
  const folder = path.join(projectRoot(), 'knowledge')
  const lines = readFileSync(path.join(folder, 'golden', 'questions.jsonl'), 'utf8')
    .split('\n')
    .filter(Boolean)
  const questions = lines
    .map((line) => JSON.parse(line) as { query: string; gold: string | null })
    .filter((each): each is { query: string; gold: string } => typeof each.gold === 'string')
  const articles = readArticlesIn(folder)
  const answers = new Map(articles.map(({ key, answer }) => [key, answer.split('{')[0]!.slice(0, 20)]))
  const titles = new Map(articles.map(({ key, question }) => [key, question]))
  return {
    questions,
    answerOf: (article) => answers.get(article) || '\n\n',
    questionOf: (article) => titles.get(article) ?? '',
  }
}

/** What owners of each kind came to, in a table for people. */
export function summarise(outcomes: readonly Outcome[]) {
  const count = (some: readonly Outcome[], end: Outcome['end']) => some.filter((each) => each.end === end).length
  const rows = (by: 'goal' | 'persona') =>
    [...new Set(outcomes.map((each) => each[by]))].map((name) => {
      const some = outcomes.filter((each) => each[by] === name)
      const ends = [count(some, 'reached'), count(some, 'person'), count(some, 'missed')]
      return `${name.padEnd(16)}${[some.length, ...ends, some.filter((each) => each.faults.length > 0).length].map((n) => String(n).padStart(8)).join('')}`
    })
  const repairs = outcomes
    .filter(({ goal, end }) => goal === 'repair-home' && end === 'reached')
    .map(({ turns }) => turns)
  const medianTurns = repairs.sort((one, other) => one - other)[Math.floor(repairs.length / 2)] ?? 0
  const heading = `${'goal'.padEnd(16)}${['owners', 'reached', 'person', 'missed', 'faulty'].map((word) => word.padStart(8)).join('')}`
  return {
    table: [heading, ...rows('goal'), '', heading.replace('goal   ', 'persona'), ...rows('persona')].join('\n'),
    missed: outcomes.filter(({ end }) => end === 'missed'),
    faulty: outcomes.filter(({ faults }) => faults.length > 0),
    medianTurns,
  }
}
