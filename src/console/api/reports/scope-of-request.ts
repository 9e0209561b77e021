import { invalid, notFound } from '../../../platform/errors'
import { findCommunity } from '../../../records/community/community'
import { daysBetween, openScope, today, type ReportScope } from '../../../records/report/report-scope'
import { LONGEST_PERIOD_DAYS } from '../../contract/reports'
import { requireCommunity, type Principal } from '../access/principal'
import type { ConsoleDeps } from '../console-deps'
import { viewerOf } from '../desk/viewer'

export interface AskedPeriod {
  from?: string
  to?: string
  community?: string
}

export interface AskedScope {
  scope: ReportScope
  from: string
  to: string
  today: string
}

/** The days and communities somebody asks about, cut to what they may see; another community is as good as none. */
export async function scopeOfRequest(
  { db, clock, settings }: ConsoleDeps,
  principal: Principal,
  asked: AskedPeriod,
): Promise<AskedScope> {
  const now = clock.now()
  const community = asked.community === undefined ? null : await findCommunity(db, asked.community)
  if (asked.community !== undefined) {
    if (!community) throw notFound('not_found', `There is no community ${asked.community}.`)
    requireCommunity(principal, community.id, `community ${asked.community}`)
  }
  const thisDay = today(now, community?.timeZone ?? settings.timeZone)
  const to = asked.to ?? asked.from ?? thisDay
  const from = asked.from ?? to
  if (from > to) throw invalid('period', `from: expected a day not after ${to}, got ${from}`)
  if (daysBetween(from, to).length > LONGEST_PERIOD_DAYS)
    throw invalid('period', `from: expected at most ${LONGEST_PERIOD_DAYS} days, got ${from} to ${to}`)
  const { staffId } = await viewerOf(db, principal)
  const scope = await openScope(db, {
    ...{ from, to, staffId, now, zone: settings.timeZone, communityIds: principal.communityIds },
    ...(community === null ? {} : { communityId: community.id }),
  })
  return { scope, from, to, today: thisDay }
}
