import type { Change } from '../../../knowledge/golden-set/compare-runs'
import type { Graded } from '../../../knowledge/golden-set/grade'
import type { GateReport } from '../../../knowledge/golden-set/publish-gate'
import type { GateAnswer, GoldenChange, GoldenResult } from '../../contract/knowledge-desk'

export function toGateAnswer(report: GateReport): GateAnswer {
  return {
    refused: report.refused,
    total: report.total,
    before: report.before,
    after: report.after,
    worse: report.worse.map(toChange),
    better: report.better.map(toChange),
    aside: report.aside.map(toChange),
  }
}

export function toResult({ verdict, first, lacksValue }: Graded): GoldenResult {
  return { verdict, answeredBy: first?.question ?? null, lacksValue }
}

function toChange({ question, before, after }: Change): GoldenChange {
  return { query: question.query, before: toResult(before), after: toResult(after) }
}
