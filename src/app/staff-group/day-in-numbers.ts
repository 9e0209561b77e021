import type { Queryable } from '../../platform/database/db'
import { fromZoned } from '../../platform/zoned-time'

export interface DayInNumbers {
  messages: number
  talks: number
  opened: number
  repairs: number
  complaints: number
  emergencies: number
  others: number
  resolved: number
  handoffs: number
  /** From asked for to taken, on average; null when none was taken. */
  acceptMinutes: number | null
  /** As it stands now. */
  open: number
  overdue: number
  waiting: number
}

/** One day (`2026-11-21`) of the whole deployment: counts alone, so that it can be read by anybody in the staff group. */
export async function readDayInNumbers(tx: Queryable, day: string, zone: string): Promise<DayInNumbers> {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number)
  const from = fromZoned({ year, month, day: date }, zone)
  const to = fromZoned({ year, month, day: date + 1 }, zone)
  const rows = await tx.query<Record<keyof DayInNumbers, string | null>>(
    'day-in-numbers',
    `with said as (select conversation_id from exchange
                    where direction = 'in' and author = 'owner' and received_at >= $1 and received_at < $2),
          filed as (select kind from cases where opened_at >= $1 and opened_at < $2),
          asked as (select opened_at, accepted_at from handoff where opened_at >= $1 and opened_at < $2)
     select (select count(*) from said) as messages,
            (select count(distinct conversation_id) from said) as talks,
            (select count(*) from filed) as opened,
            (select count(*) from filed where kind = 'repair') as repairs,
            (select count(*) from filed where kind = 'complaint') as complaints,
            (select count(*) from filed where kind = 'emergency') as emergencies,
            (select count(*) from filed where kind not in ('repair', 'complaint', 'emergency')) as others,
            (select count(*) from cases where resolved_at >= $1 and resolved_at < $2) as resolved,
            (select count(*) from asked) as handoffs,
            (select round(avg(extract(epoch from accepted_at - opened_at)) / 60)
               from asked where accepted_at is not null) as "acceptMinutes",
            (select count(*) from cases where status in ('open', 'accepted', 'in_progress', 'paused')) as open,
            (select count(*) from cases where status in ('open', 'accepted', 'in_progress') and due_at < $2) as overdue,
            (select count(*) from handoff where status = 'waiting') as waiting`,
    [from, to],
  )
  const row = rows[0]!
  const number = (key: keyof DayInNumbers) => Number(row[key] ?? 0)
  return {
    ...{ messages: number('messages'), talks: number('talks'), opened: number('opened'), repairs: number('repairs') },
    ...{ complaints: number('complaints'), emergencies: number('emergencies'), others: number('others') },
    ...{ resolved: number('resolved'), handoffs: number('handoffs'), open: number('open') },
    ...{ overdue: number('overdue'), waiting: number('waiting') },
    acceptMinutes: row.acceptMinutes === null ? null : Number(row.acceptMinutes),
  }
}
