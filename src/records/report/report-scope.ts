import type { Queryable } from '../../platform/database/db'
import { fromZoned, zonedDay } from '../../platform/zoned-time'
import { listCommunities } from '../community/community'

/** What a report is about: days on the calendar of each community, and whose matters may be counted. */
export interface ReportWish {
  /** `2026-11-21`, both included. */
  from: string
  to: string
  /** Null: all, and what belongs to no community. */
  communityIds: readonly string[] | null
  communityId?: string
  /** Somebody a complaint is about does not see it, not even counted. */
  staffId: string | null
  /** The deployment's; a community's own wins (contract.md §2). */
  zone: string
  now: Date
}

/** The days as moments, one line a community: each lives by its own clock. */
export interface ReportScope {
  windows: { community: string; starts: Date; ends: Date; zone: string }[]
  staffId: string | null
  now: Date
}

/** What belongs to no community. */
export const NOWHERE = ''

export async function openScope(tx: Queryable, wish: ReportWish): Promise<ReportScope> {
  const isSeen = (id: string) => wish.communityIds === null || wish.communityIds.includes(id)
  const isMeant = (id: string) => wish.communityId === undefined || wish.communityId === id
  const places: { id: string; zone: string }[] = (await listCommunities(tx))
    .filter(({ id }) => isSeen(id) && isMeant(id))
    .map(({ id, timeZone }) => ({ id, zone: timeZone ?? wish.zone }))
  if (wish.communityIds === null && wish.communityId === undefined) places.push({ id: NOWHERE, zone: wish.zone })
  const windows = places.map(({ id, zone }) => ({
    community: id,
    zone,
    starts: dayStart(wish.from, zone),
    ends: dayStart(wish.to, zone, 1),
  }))
  return { windows, staffId: wish.staffId, now: wish.now }
}

/**
 * $1–$8 of every statement of a report. Each part of it names a community, its days and its zone; $5 and $6 are the widest days,
 * for the index; $7 is now, $8 a member of staff whose own matters are left out.
 */
export function paramsOf({ windows, staffId, now }: ReportScope): unknown[] {
  const moments = windows.flatMap(({ starts, ends }) => [starts.getTime(), ends.getTime()])
  return [
    windows.map(({ community }) => community),
    windows.map(({ starts }) => starts),
    windows.map(({ ends }) => ends),
    windows.map(({ zone }) => zone),
    new Date(moments.length === 0 ? 0 : Math.min(...moments)),
    new Date(moments.length === 0 ? 0 : Math.max(...moments)),
    now,
    staffId,
  ]
}

/** Begins every statement. `said` is not read: it tells PostgreSQL of which types the places are that a statement leaves out. */
export const SCOPE = `
with scope as (
  select * from unnest($1::text[], $2::timestamptz[], $3::timestamptz[], $4::text[]) as s (community, starts, ends, zone)),
said as (select $5::timestamptz as first, $6::timestamptz as last, $7::timestamptz as now, $8::text as staff_id)`

/** The moment is within the days of its community. */
export const within = (moment: string) =>
  `${moment} >= $5 and ${moment} < $6 and ${moment} >= s.starts and ${moment} < s.ends`

/** The day of a moment on its community's calendar. */
export const dayOf = (moment: string) => `(${moment} at time zone s.zone)::date::text`

/** All days from one to another, both included. */
export function daysBetween(from: string, to: string): string[] {
  const days: string[] = []
  for (let at = Date.parse(from); at <= Date.parse(to); at += DAY_MS) days.push(new Date(at).toISOString().slice(0, 10))
  return days
}

export const today = (now: Date, zone: string) => zonedDay(now, zone)

function dayStart(day: string, zone: string, later = 0): Date {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number)
  return fromZoned({ year, month, day: date + later }, zone)
}

const DAY_MS = 86_400_000
