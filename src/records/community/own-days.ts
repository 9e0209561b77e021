import { isWorkday } from 'chinese-days'
import { z } from 'zod'
import type { Queryable } from '../../platform/database/db'
import { readSetting } from '../setting'

/** Days on which a community's office differs from the state's calendar, as a setting of that community. */
export const OWN_DAYS_SETTING = 'community.days'
export const OwnDays = z.array(z.object({ day: z.string(), open: z.boolean() }))
export type OwnDays = z.infer<typeof OwnDays>

export async function readOwnDays(tx: Queryable, communityId: string): Promise<OwnDays> {
  const read = OwnDays.safeParse((await readSetting(tx, communityId, OWN_DAYS_SETTING)) ?? [])
  return read.success ? read.data : []
}

/** Whether a day (`2026-10-01`) counts as a working day there: their own word first, else the state's holidays with 调休. */
export function workdayOf(days: OwnDays): (day: string) => boolean {
  const own = new Map(days.map(({ day, open }) => [day, open]))
  return (day) => own.get(day) ?? isWorkday(day)
}

export async function workdaysIn(tx: Queryable, communityId: string | null): Promise<(day: string) => boolean> {
  return workdayOf(communityId === null ? [] : await readOwnDays(tx, communityId))
}
