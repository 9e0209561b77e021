import type { Queryable } from '../../platform/database/db'
import { readComplaintDaily } from '../../records/report/complaint-daily'
import { openScope } from '../../records/report/report-scope'
import { drawSpotChecks } from '../../records/report/spot-check'

/** What of yesterday's 投诉日报 the staff group hears each morning: counts and numbers of cases, no words of owners (domain.md B3). */
export async function complaintNotice(tx: Queryable, day: string, zone: string, now: Date): Promise<string[]> {
  const scope = await openScope(tx, { from: day, to: day, communityIds: null, staffId: null, zone, now })
  const rows = await readComplaintDaily(tx, scope)
  if (rows.length === 0) return []
  const unanswered = rows.filter(({ answeredBy }) => answeredBy !== 'staff').length
  const drawn = drawSpotChecks(day, rows).map(({ number }) => number)
  return [
    `投诉日报：${rows.length} 件，其中 ${unanswered} 件当天没有同事答复；抽查 ${drawn.slice(0, 10).join('、')}${drawn.length > 10 ? ` 等 ${drawn.length} 件` : ''}`,
    '请经理今天看完「统计 → 投诉日报」，把抽查的查实。',
  ]
}
