import type { Clock } from '../../platform/clock'
import type { Db, Queryable } from '../../platform/database/db'
import { fromZoned, zonedDay, zonedParts } from '../../platform/zoned-time'
import type { WecomApi } from '../wecom/api-client'
import type { DoorLog } from '../wecom/door-log'
import { WecomError } from '../wecom/wecom-error'

export interface StatisticsDeps {
  db: Db
  clock: Clock
  log: DoorLog
  api: Pick<WecomApi, 'kfStatistics'>
  /** Everybody who ever served this account. */
  servicersOf(openKfid: string): Promise<string[]>
}

/** WeCom counts by China's days, wherever we are (wecom-protocol §5.17). */
const ZONE = 'Asia/Shanghai'
const DAY_MS = 24 * 3600_000
/** Yesterday's figures are ready after about six; an hour more is waited. */
const READY_HOUR = 7
const FIRST_DAYS = 30
const MOST_DAYS = 31
const KEPT_DAYS = 180

/**
 * WeCom's own figures of every account, once a day for the days that are missing; one process asks for an account at a time.
 * Gives how many accounts were asked for.
 */
export async function pullStatistics(deps: StatisticsDeps): Promise<number> {
  for (let pulled = 0; ; pulled += 1) {
    const account = await claimAccount(deps.db, deps.clock.now())
    if (!account) return pulled
    try {
      await pullAccount(deps, account)
    } catch (error) {
      // It stays put off for an hour; figures are no reason to disturb anything else.
      if (!(error instanceof WecomError)) throw error
      deps.log.warn(
        { account: account.openKfid, errcode: error.errcode },
        'the statistics of an account were not given',
      )
    }
  }
}

interface Account {
  openKfid: string
  /** `2026-11-20`: the last day we have. */
  through: string | null
}

async function claimAccount(db: Queryable, now: Date): Promise<Account | null> {
  const rows = await db.query<{ open_kfid: string; through: string | null }>(
    'kf-statistics-claim',
    `update kf_account set statistics_due = $1::timestamptz + interval '1 hour'
      where open_kfid = (
        select open_kfid from kf_account
         where active and manage_privilege is not false and (statistics_due is null or statistics_due <= $1)
         order by open_kfid limit 1 for no key update skip locked)
     returning open_kfid, statistics_through::text as through`,
    [now],
  )
  return rows[0] ? { openKfid: rows[0].open_kfid, through: rows[0].through } : null
}

async function pullAccount(deps: StatisticsDeps, { openKfid, through }: Account): Promise<void> {
  const now = deps.clock.now()
  const last = lastReadyDay(now)
  const oldest = addDays(last, 1 - KEPT_DAYS)
  const next = through === null ? addDays(last, 1 - FIRST_DAYS) : addDays(startOf(through), 1)
  for (let from = next < oldest ? oldest : next; from <= last; from = addDays(from, MOST_DAYS)) {
    const end = addDays(from, MOST_DAYS - 1)
    await pullDays(deps, openKfid, from, end < last ? end : last)
  }
  await deps.db.query(
    'kf-statistics-done',
    'update kf_account set statistics_due = $2, statistics_through = greatest(statistics_through, $3::date) where open_kfid = $1',
    [openKfid, nextTime(now), zonedDay(last, ZONE)],
  )
}

async function pullDays(deps: StatisticsDeps, openKfid: string, from: Date, to: Date): Promise<void> {
  await keep(deps, openKfid, '', await deps.api.kfStatistics({ openKfid, from, to }))
  for (const servicer of await deps.servicersOf(openKfid))
    try {
      await keep(deps, openKfid, servicer, await deps.api.kfStatistics({ openKfid, servicer, from, to }))
    } catch (error) {
      // Gone from the account or the company: the others' figures still count.
      const isAboutThem =
        error instanceof WecomError && ['bug', 'unknown', 'state', 'configuration'].includes(error.errorClass)
      if (!isAboutThem || error.retryAfterMs > 0) throw error
    }
}

async function keep(
  { db, clock }: StatisticsDeps,
  openKfid: string,
  servicer: string,
  days: ReadonlyArray<{ day: Date; figures: Record<string, number> }>,
): Promise<void> {
  await db.query(
    'kf-statistics-keep',
    `insert into kf_statistic (day, open_kfid, servicer, figures, told_at)
     select d.day, $1, $2, d.figures, $4 from jsonb_to_recordset($3::jsonb) as d(day date, figures jsonb)
     on conflict (open_kfid, servicer, day) do update set figures = excluded.figures, told_at = excluded.told_at`,
    [
      openKfid,
      servicer,
      JSON.stringify(days.map(({ day, figures }) => ({ day: zonedDay(day, ZONE), figures }))),
      clock.now(),
    ],
  )
}

export interface DayFigures {
  day: string
  openKfid: string
  /** Null: the whole account. */
  servicer: string | null
  /** As WeCom names them: session_cnt, customer_cnt, reply_rate …; what is undefined for the day is absent. */
  figures: Record<string, number>
}

/** For reports: the figures of the days from–to (`2026-11-20`), of one account or all, of the accounts or their servicers. */
export async function readStatistics(
  db: Queryable,
  ask: { from: string; to: string; openKfid?: string; servicers?: boolean },
): Promise<DayFigures[]> {
  const rows = await db.query<{ day: string; open_kfid: string; servicer: string; figures: Record<string, number> }>(
    'kf-statistics-read',
    `select day::text as day, open_kfid, servicer, figures from kf_statistic
      where day between $1::date and $2::date and ($3::text is null or open_kfid = $3) and (servicer <> '') = $4
      order by day, open_kfid, servicer`,
    [ask.from, ask.to, ask.openKfid ?? null, ask.servicers ?? false],
  )
  return rows.map(({ day, open_kfid, servicer, figures }) => ({
    day,
    openKfid: open_kfid,
    servicer: servicer || null,
    figures,
  }))
}

/** The first moment of the last day whose figures are there. */
function lastReadyDay(now: Date): Date {
  const { year, month, day, hour } = zonedParts(now, ZONE)
  return fromZoned({ year, month, day: day - (hour >= READY_HOUR ? 1 : 2) }, ZONE)
}

function nextTime(now: Date): Date {
  const { year, month, day, hour } = zonedParts(now, ZONE)
  return fromZoned({ year, month, day: hour >= READY_HOUR ? day + 1 : day, hour: READY_HOUR }, ZONE)
}

function startOf(day: string): Date {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number)
  return fromZoned({ year, month, day: date }, ZONE)
}

/** China keeps no summer time: a day has 24 hours. */
function addDays(day: Date, days: number): Date {
  return new Date(day.getTime() + days * DAY_MS)
}
