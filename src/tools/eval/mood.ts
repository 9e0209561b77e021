import { z } from 'zod'
import { shippedLexicon } from '../../understanding/lexicon'
import type { TalkTurn } from '../../understanding/mood/dissatisfaction'
import { dissatisfactionOf } from '../../understanding/mood/dissatisfaction'
import { readJsonLines } from '../../understanding/samples'
import type { Evaluation, EvaluationArgs } from '../eval'
import { formatTable } from './table'

const Row = z.object({
  id: z.string().optional(),
  turns: z.array(z.object({ u: z.string(), s: z.string().optional(), sat: z.number().optional() })),
})

/** The mark of a last row that rates the talk as a whole; nobody said it. */
const WHOLE_TALK = 'OVERALL'

/** Telling dissatisfied turns (`sat` 0) from the others in customer-service talks (`cs_jddc_satisfaction`), as AUROC. */
export async function run({ file }: EvaluationArgs): Promise<Evaluation> {
  const lexicon = shippedLexicon()
  const scored: { score: number; dissatisfied: boolean }[] = []
  for (const row of readJsonLines(file, Row)) {
    const talk: TalkTurn[] = []
    for (const { u, s, sat } of row.turns) {
      if (u === WHOLE_TALK) continue
      // Only what came before is known when the owner speaks: the answer to this turn is not.
      if (sat !== undefined)
        scored.push({ score: dissatisfactionOf([...talk, { owner: u }], lexicon), dissatisfied: sat === 0 })
      talk.push({ owner: u, answer: s ?? '' })
    }
  }
  const auroc = Math.round(areaUnderRoc(scored) * 1000) / 1000
  const dissatisfied = scored.filter((each) => each.dissatisfied).length
  return {
    table: formatTable(
      ['rated turns', 'dissatisfied', 'AUROC'],
      [[String(scored.length), String(dissatisfied), String(auroc)]],
    ),
    json: { kind: 'mood', count: scored.length, dissatisfied, auroc },
  }
}

/** The chance that a dissatisfied turn scores above another one; ties count half (Mann–Whitney). */
export function areaUnderRoc(scored: readonly { score: number; dissatisfied: boolean }[]): number {
  const sorted = [...scored].sort((a, b) => a.score - b.score)
  let ranks = 0
  let positives = 0
  for (let start = 0; start < sorted.length;) {
    let end = start
    while (end < sorted.length && sorted[end]?.score === sorted[start]?.score) end += 1
    const rank = (start + end + 1) / 2
    for (let index = start; index < end; index += 1) {
      if (!sorted[index]?.dissatisfied) continue
      ranks += rank
      positives += 1
    }
    start = end
  }
  const negatives = sorted.length - positives
  return positives === 0 || negatives === 0
    ? 0.5
    : (ranks - (positives * (positives + 1)) / 2) / (positives * negatives)
}
