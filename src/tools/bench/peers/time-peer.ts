import { hourOf, readTimeRows } from '../../eval/time'
import { readTimes } from '../../../understanding/time/read-times'

interface DateTimeResult {
  resolution?: { values?: { type?: string; value?: string; start?: string; timex?: string }[] }
}

/** Right start hours of ours and of Microsoft's recognizers, row by row in the same run. */
export async function compareTimes(file: string): Promise<{ rows: number; ours: number; recognizers: number }> {
  const { recognizeDateTime } = (await import('@microsoft/recognizers-text-suite')) as unknown as {
    recognizeDateTime(text: string, culture: string, options: number, reference: Date): DateTimeResult[]
  }
  let ours = 0
  let recognizers = 0
  const rows = readTimeRows(file).filter(({ gold }) => gold !== null)
  for (const { row, gold, now } of rows) {
    const from = readTimes(row.input, now)[0]?.interval.from
    if (from != null && hourOf(from) === gold) ours += 1
    // It reckons in the machine's zone: the wall time is handed over as local time and read back as such.
    const wall = new Date(now)
    const local = new Date(
      wall.getUTCFullYear(),
      wall.getUTCMonth(),
      wall.getUTCDate(),
      wall.getUTCHours(),
      wall.getUTCMinutes(),
    )
    if (theirHours(() => recognizeDateTime(row.input, 'zh-cn', 0, local)).includes(gold ?? '')) recognizers += 1
  }
  return { rows: rows.length, ours, recognizers }
}

/** Every hour it holds for possible counts: it leaves choosing to its caller. A text it throws at has none. */
function theirHours(recognize: () => DateTimeResult[]): string[] {
  try {
    return (recognize()[0]?.resolution?.values ?? []).flatMap(({ type, value, start }) => {
      const said = start ?? value ?? ''
      if (/^\d{4}-\d{2}-\d{2} \d{2}/.test(said)) return [said.slice(0, 13)]
      return type?.startsWith('date') && /^\d{4}-\d{2}-\d{2}/.test(said) ? [`${said.slice(0, 10)} 00`] : []
    })
  } catch {
    return []
  }
}
