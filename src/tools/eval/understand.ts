import { readJsonLines, Sample } from '../../understanding/samples'
import { createUnderstanding } from '../../understanding/understand'
import type { Understanding } from '../../understanding/understanding'
import { INTENTS } from '../../understanding/understanding'
import type { Evaluation, EvaluationArgs } from '../eval'
import { formatTable, percent } from './table'

interface Row {
  sample: Sample
  result: Understanding
  milliseconds: number
}

/** Intent, mood, handoff, emergency and entities against labels (contract.md §7), and how long it took. */
export async function run({ file }: EvaluationArgs): Promise<Evaluation> {
  const understanding = createUnderstanding()
  const samples = readJsonLines(file, Sample)
  for (const sample of samples.slice(0, 50)) understanding.understand(sample.text) // warm, as a running process is
  const rows = samples.map((sample): Row => {
    const start = process.hrtime.bigint()
    const result = understanding.understand(sample.text, sample.history ? { history: sample.history } : {})
    return { sample, result, milliseconds: Number(process.hrtime.bigint() - start) / 1e6 }
  })
  const json = measure(rows)
  const table = [
    formatTable(
      ['measure', 'value'],
      Object.entries(json)
        .filter(([, value]) => typeof value === 'number')
        .map(([name, value]) => [name, String(value)]),
    ),
    formatTable(['intent', 'labelled', 'recall', 'precision'], perIntent(rows)),
    ...(process.env['EVAL_SHOW_MISSES'] ? [misses(rows)] : []),
  ].join('\n\n')
  return { table, json }
}

function measure(rows: readonly Row[]): Record<string, number | string> {
  const share = (part: readonly unknown[], whole: readonly unknown[]): number =>
    whole.length === 0 ? 1 : Math.round((part.length / whole.length) * 1000) / 1000
  const upset = (label: string): boolean => label === 'negative' || label === 'angry'
  const isEmergency = (sample: Sample): boolean => sample.intent === 'emergency' || Boolean(sample.emergency)
  const gold = {
    upset: rows.filter(({ sample }) => upset(sample.sentiment)),
    angry: rows.filter(({ sample }) => sample.sentiment === 'angry'),
    handoff: rows.filter(({ sample }) => sample.handoff),
    alarm: rows.filter(({ sample }) => isEmergency(sample)),
    calm: rows.filter(({ sample }) => !isEmergency(sample)),
    typed: rows.filter(({ sample }) => typeof sample.emergency === 'string'),
  }
  const saidHandoff = rows.filter(({ result }) => result.handoff.needed)
  const saidUpset = rows.filter(({ result }) => upset(result.sentiment.label))
  const entities = rows.flatMap(({ sample, result }) =>
    Object.entries(sample.entities ?? {}).map(([type, value]) =>
      result.entities.some((entity) => entity.type === type && sameValue(type, entity.value, value)),
    ),
  )
  const times = rows.map((row) => row.milliseconds).sort((a, b) => a - b)
  return {
    kind: 'understand',
    count: rows.length,
    intentAccuracy: share(
      rows.filter(({ sample, result }) => result.intent === sample.intent),
      rows,
    ),
    sentimentAccuracy: share(
      rows.filter(({ sample, result }) => result.sentiment.label === sample.sentiment),
      rows,
    ),
    upsetRecall: share(
      gold.upset.filter(({ result }) => upset(result.sentiment.label)),
      gold.upset,
    ),
    upsetPrecision: share(
      saidUpset.filter(({ sample }) => upset(sample.sentiment)),
      saidUpset,
    ),
    angryRecall: share(
      gold.angry.filter(({ result }) => result.sentiment.label === 'angry'),
      gold.angry,
    ),
    handoffRecall: share(
      gold.handoff.filter(({ result }) => result.handoff.needed),
      gold.handoff,
    ),
    handoffPrecision: share(
      saidHandoff.filter(({ sample }) => sample.handoff),
      saidHandoff,
    ),
    emergencyRecall: share(
      gold.alarm.filter(({ result }) => result.emergency),
      gold.alarm,
    ),
    // Of no calm message none is a false alarm.
    falseAlarms:
      gold.calm.length === 0
        ? 0
        : share(
            gold.calm.filter(({ result }) => result.emergency),
            gold.calm,
          ),
    emergencyTypeRight: share(
      gold.typed.filter(({ sample, result }) => result.emergency?.type === sample.emergency),
      gold.typed,
    ),
    entitiesRight: share(entities.filter(Boolean), entities),
    calibrationError: calibrationError(rows),
    p50ms: round(times[Math.floor(times.length * 0.5)] ?? 0),
    p95ms: round(times[Math.floor(times.length * 0.95)] ?? 0),
  }
}

/** A label may name the 大类 alone or with its 细类. */
function sameValue(type: string, ours: string, theirs: string): boolean {
  const main = (value: string): string => (type === 'category' ? (value.split('/')[0] ?? '') : value)
  return main(ours).toUpperCase() === main(theirs).toUpperCase()
}

/** How far confidence and truth lie apart, over ten bins (ECE). */
function calibrationError(rows: readonly Row[]): number {
  let error = 0
  for (let bin = 0; bin < 10; bin += 1) {
    const inside = rows.filter(({ result }) => Math.min(9, Math.floor(result.confidence * 10)) === bin)
    if (inside.length === 0) continue
    const right = inside.filter(({ sample, result }) => result.intent === sample.intent).length / inside.length
    const confidence = inside.reduce((sum, { result }) => sum + result.confidence, 0) / inside.length
    error += (Math.abs(right - confidence) * inside.length) / rows.length
  }
  return Math.round(error * 1000) / 1000
}

function perIntent(rows: readonly Row[]): string[][] {
  return INTENTS.map((intent) => {
    const labelled = rows.filter(({ sample }) => sample.intent === intent)
    const said = rows.filter(({ result }) => result.intent === intent)
    const both = labelled.filter(({ result }) => result.intent === intent)
    return [intent, String(labelled.length), percent(both.length, labelled.length), percent(both.length, said.length)]
  })
}

function misses(rows: readonly Row[]): string {
  return rows
    .flatMap(({ sample, result }) => {
      const faults: string[] = []
      if (result.intent !== sample.intent) faults.push(`intent ${sample.intent}→${result.intent}`)
      if (result.sentiment.label !== sample.sentiment) faults.push(`mood ${sample.sentiment}→${result.sentiment.label}`)
      if (result.handoff.needed !== sample.handoff)
        faults.push(`handoff ${sample.handoff}→${result.handoff.reason} [${result.handoff.evidence.join(' / ')}]`)
      if (typeof sample.emergency === 'string' && sample.emergency !== result.emergency?.type)
        faults.push(`emergency ${sample.emergency}→${result.emergency?.type}`)
      if (!sample.emergency && result.emergency) faults.push(`false alarm ${result.evidence[0]?.rule}`)
      for (const [type, value] of Object.entries(sample.entities ?? {})) {
        if (!result.entities.some((entity) => entity.type === type && sameValue(type, entity.value, value))) {
          faults.push(
            `${type} ${value}→${result.entities
              .filter((entity) => entity.type === type)
              .map((entity) => entity.value)
              .join(',')}`,
          )
        }
      }
      return faults.length === 0 ? [] : [`${sample.text}\n    ${faults.join('; ')}`]
    })
    .join('\n')
}

const round = (value: number): number => Math.round(value * 100) / 100
