import { toIsoWithOffset } from '../../../platform/zoned-time'
import { sheetTime, writeWorkbook } from '../../../platform/spreadsheet/write-workbook'
import type { ComplaintRow } from '../../../records/report/complaint-daily'
import type { SpotCheckResult } from '../../../records/report/spot-check-result'
import { SPOT_CHECK_RULE, SPOT_CHECK_SHARE, drawSpotChecks, spotCheckHash } from '../../../records/report/spot-check'
import { COMPLAINT_COLUMNS, type ComplaintDaily } from '../../contract/reports'

/** A day's complaints, and what was found in those that were looked into. */
export interface CheckedDay {
  date: string
  rows: readonly ComplaintRow[]
  results: ReadonlyMap<string, SpotCheckResult>
}

/** 投诉日报 as JSON, field by field. */
export function complaintDailyView(day: CheckedDay, zone: string): ComplaintDaily {
  const { date, rows, results } = day
  return {
    date,
    timeZone: zone,
    columns: COMPLAINT_COLUMNS.map(({ key, name }) => ({ key, name })),
    items: rows.map((row) => ({
      voice: row.voice,
      receivedAt: toIsoWithOffset(row.receivedAt, row.zone),
      answer: row.answer,
      answeredAt: row.answeredAt && toIsoWithOffset(row.answeredAt, row.zone),
      handler: row.handler,
      answeredBy: row.answeredBy,
      number: row.number,
      caseId: row.caseId,
      community: row.community,
      anonymous: row.anonymous,
      conversationId: row.conversationId,
      exchangeSeqs: row.exchangeSeqs,
    })),
    spotCheck: {
      rule: SPOT_CHECK_RULE,
      share: SPOT_CHECK_SHARE,
      items: drawnOrChecked(day).map(({ number, caseId, zone: own }) => {
        const result = results.get(caseId)
        return {
          number,
          caseId,
          hash: spotCheckHash(date, number),
          result: result
            ? { verdict: result.verdict, note: result.note, by: result.by, at: toIsoWithOffset(result.at, own) }
            : null,
        }
      }),
    },
  }
}

/** What was looked into stays on the list, though a case that has moved to another community since draws another list. */
function drawnOrChecked({ date, rows, results }: CheckedDay): ComplaintRow[] {
  const drawn = new Set(drawSpotChecks(date, rows))
  return rows.filter((row) => drawn.has(row) || results.has(row.caseId))
}

/** The same as a workbook: the five columns first, what finds the case behind them; then what is to be looked into. */
export function complaintDailyWorkbook(day: CheckedDay): Promise<Buffer> {
  const { date, rows, results } = day
  const drawn = new Set(drawnOrChecked(day))
  const [voice, receivedAt, answer, answeredAt, handler] = COMPLAINT_COLUMNS
  return writeWorkbook([
    {
      name: `投诉日报 ${date}`,
      columns: [
        { title: voice.name, width: 48 },
        { title: receivedAt.name, width: 18 },
        { title: answer.name, width: 48 },
        { title: answeredAt.name, width: 18 },
        { title: handler.name, width: 14 },
        { title: '工单号', width: 20 },
        { title: '小区', width: 16 },
        { title: '抽查', width: 8 },
      ],
      rows: rows.map((row) => [
        row.voice,
        sheetTime(row.receivedAt, row.zone),
        row.answer ?? '（当天没有答复）',
        row.answeredAt && sheetTime(row.answeredAt, row.zone),
        row.handler,
        row.number,
        row.community ?? '',
        drawn.has(row) ? '抽查' : '',
      ]),
    },
    {
      name: '抽查',
      columns: [
        { title: '工单号', width: 20 },
        { title: '小区', width: 16 },
        { title: '跟进处理人', width: 14 },
        { title: '抽查结果', width: 12 },
        { title: '抽查说明', width: 40 },
        { title: '抽查人', width: 14 },
        { title: '抽查时间', width: 18 },
        { title: '抽签值', width: 66 },
      ],
      rows: [
        ...[...drawn].map((row) => {
          const result = results.get(row.caseId)
          return [
            row.number,
            row.community ?? '',
            row.handler,
            result ? VERDICT_WORDS[result.verdict] : '',
            result?.note ?? '',
            result?.by ?? '',
            result ? sheetTime(result.at, row.zone) : null,
            spotCheckHash(date, row.number),
          ]
        }),
        [],
        [SPOT_CHECK_RULE],
      ],
    },
  ])
}

const VERDICT_WORDS = { right: '属实', wrong: '有出入' } as const
