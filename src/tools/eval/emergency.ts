import { detectEmergency } from '../../understanding/understand'
import { EmergencySample, readJsonLines } from '../../understanding/samples'
import { EmergencyType } from '../../understanding/understanding'
import type { Evaluation, EvaluationArgs } from '../eval'
import { formatTable, percent } from './table'

interface Row {
  sample: EmergencySample
  found: EmergencyType | null
  rule: string
  milliseconds: number
}

/** The reflex alone (domain.md E3): recall, false alarms by kind, the type, and how long it takes. */
export async function run({ file }: EvaluationArgs): Promise<Evaluation> {
  const samples = readJsonLines(file, EmergencySample)
  for (const { text } of samples.slice(0, 50)) detectEmergency(text) // warm, as a running process is
  const rows = samples.map((sample): Row => {
    const start = process.hrtime.bigint()
    const finding = detectEmergency(sample.text)
    const milliseconds = Number(process.hrtime.bigint() - start) / 1e6
    return { sample, found: finding?.type ?? null, rule: finding?.evidence[0]?.rule ?? '', milliseconds }
  })
  const alarms = rows.filter(({ sample }) => sample.emergency !== null)
  const others = rows.filter(({ sample }) => sample.emergency === null)
  const heard = alarms.filter(({ found }) => found !== null)
  const json = {
    kind: 'emergency',
    alarms: alarms.length,
    lookAlikes: others.length,
    recall: share(heard.length, alarms.length),
    falseAlarms: share(others.filter(({ found }) => found !== null).length, others.length),
    typeRight: share(heard.filter(({ sample, found }) => sample.emergency === found).length, heard.length),
    p50ms: quantile(rows, 0.5),
    p95ms: quantile(rows, 0.95),
    slowestMs: quantile(rows, 1),
  }
  const table = [
    formatTable(
      ['measure', 'value'],
      Object.entries(json).map(([name, value]) => [name, String(value)]),
    ),
    formatTable(['type', 'alarms', 'recall', 'type right'], byType(alarms)),
    formatTable(['kind', 'messages', 'alarm given'], byKind(rows)),
    ...(process.env['EVAL_SHOW_MISSES'] ? [misses(rows)] : []),
  ].join('\n\n')
  return { table, json }
}

function byType(alarms: readonly Row[]): string[][] {
  return EmergencyType.options.map((type) => {
    const labelled = alarms.filter(({ sample }) => sample.emergency === type)
    const heard = labelled.filter(({ found }) => found !== null)
    const right = heard.filter(({ found }) => found === type)
    return [type, String(labelled.length), percent(heard.length, labelled.length), percent(right.length, heard.length)]
  })
}

function byKind(rows: readonly Row[]): string[][] {
  return [...new Set(rows.map(({ sample }) => sample.kind))].map((kind) => {
    const all = rows.filter(({ sample }) => sample.kind === kind)
    return [kind, String(all.length), percent(all.filter(({ found }) => found !== null).length, all.length)]
  })
}

function misses(rows: readonly Row[]): string {
  return rows
    .filter(({ sample, found }) => (sample.emergency === null) !== (found === null))
    .map(({ sample, found, rule }) => `${sample.kind} ${sample.emergency}→${found}  ${sample.text}  ${rule}`)
    .join('\n')
}

const share = (part: number, whole: number): number => (whole === 0 ? 1 : Math.round((part / whole) * 1000) / 1000)

function quantile(rows: readonly Row[], part: number): number {
  const times = rows.map(({ milliseconds }) => milliseconds).sort((a, b) => a - b)
  return Math.round((times[Math.min(times.length - 1, Math.floor(times.length * part))] ?? 0) * 100) / 100
}
