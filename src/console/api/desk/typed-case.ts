import type { Queryable } from '../../../platform/database/db'
import { conflict, invalid } from '../../../platform/errors'
import type { StaffHours } from '../../../platform/staff-hours'
import { refuseAboutHolder } from '../../../records/case/act-on-case'
import type { Case, CaseLocation } from '../../../records/case/case'
import { toCategory } from '../../../records/case/case-kinds'
import { noteCaller } from '../../../records/case/note-caller'
import { openCase, type OpenedCase } from '../../../records/case/open-case'
import { SELECT_CASE, getCase, toCase, type CaseRow } from '../../../records/case/read-case'
import { sameMatterOf } from '../../../records/case/same-matter'
import { chooseOwnerOfRecord } from '../../../records/community/owner-of-record'
import { findStaff } from '../../../records/community/staff'
import { promiseResult } from '../../../records/promise/promise-result'
import type { NewTypedCase, SameMatterQuery } from '../../contract/desk-cases'
import { aboutWhom } from './about-whom'
import type { Viewer } from './viewer'

export interface TypedBy {
  viewer: Viewer
  communityId: string
  now: Date
  zone: string
  hours: StaffHours | undefined
}

/** A letter may have lain in its box over a holiday. */
const OLDEST_MS = 31 * 24 * 3600_000

/**
 * A matter told by phone, at the counter, by letter: the same record as one told in a chat (domain.md B4, B5), with somebody who
 * answers for it (B1) and a time in the ledger (C1). An open case of the same matter is offered first, never joined unasked.
 */
export async function fileTypedCase(tx: Queryable, typed: NewTypedCase, by: TypedBy): Promise<OpenedCase> {
  const { now, zone, communityId } = by
  const at = heardAt(typed.at, now)
  const category = toCategory(typed.kind, typed.category)
  const location = placeOf(typed.location)
  const aboutStaff = await aboutWhom(tx, typed.aboutStaff)
  const caller = { ...typed.caller, phone: typed.caller.phone?.replace(/[\s-]/g, '') || null }
  if (typed.joins !== undefined) await requireJoinable(tx, typed, aboutStaff, by)
  else if (!typed.anonymous && typed.separate !== true) await offerSame(tx, typed, by)
  const opened = await openCase(tx, {
    kind: typed.kind,
    category,
    priority: typed.kind === 'emergency' ? 'emergency' : typed.priority,
    summary: typed.summary,
    conversationId: null,
    personId: null,
    channel: null,
    user: null,
    communityId,
    location,
    contact: caller.name || caller.phone ? caller : null,
    anonymous: typed.anonymous,
    confidential: typed.confidential,
    aboutStaff,
    source: typed.source,
    by: by.viewer.principal.name,
    at,
    now,
    zone,
    hours: by.hours,
    ownerOfRecord: await answersFor(tx, { ...typed, aboutStaff }, { ...by, at }),
    ...(typed.joins === undefined ? { sameMatter: keyOf(typed, category, location) } : { joins: typed.joins }),
  })
  if (opened.joined) {
    // Whoever rang as well is rung back as well; the first one's name and number stay those of the case.
    await noteCaller(tx, opened.id, { ...caller, source: typed.source, at })
    return { ...(await getCase(tx, opened.id)), joined: true }
  }
  await promiseResult(tx, opened, { at, now })
  return opened
}

/** Open cases this report may belong to: the same matter, or the same kind of thing at the same place. */
export async function sameMatters(
  tx: Queryable,
  query: SameMatterQuery,
  viewer: Viewer,
  communityId: string,
): Promise<Case[]> {
  const { building, room, place } = placeOf(query.location)
  if (!place && !building) return []
  const rows = await tx.query<CaseRow>(
    'same-matters',
    `${SELECT_CASE}
      where c.community_id = $1 and c.status in ('open', 'accepted', 'in_progress', 'paused') and not c.anonymous and c.kind = $2
        and c.location ->> 'building' is not distinct from $3 and c.location ->> 'room' is not distinct from $4
        and ($5::text is null or c.location ->> 'place' = $5) and ($6::text is null or c.category like $6)
        and ($7::text is null or not c.about_staff @> array[$7])
      order by c.same_matter is not distinct from $8 desc, c.seq desc limit 5`,
    [
      communityId,
      query.kind,
      building ?? null,
      room ?? null,
      place ?? null,
      query.category ? `${query.category.split('/', 1)[0]!.replace(/[\\%_]/g, '\\$&')}/%` : null,
      viewer.staffId,
      sameMatterOf({
        kind: query.kind,
        category: toCategory(query.kind, query.category),
        location: placeOf(query.location),
      }),
    ],
  )
  return rows.map(toCase)
}

async function offerSame(tx: Queryable, typed: NewTypedCase, { viewer, communityId }: TypedBy): Promise<void> {
  const category = toCategory(typed.kind, typed.category)
  const key = sameMatterOf({ kind: typed.kind, category, location: placeOf(typed.location) })
  if (key === null) return
  const [same] = (await sameMatters(tx, typed, viewer, communityId)).filter((one) => one.sameMatter === key)
  if (same)
    throw conflict('same_matter', `the same matter is open: ${same.number}`, { id: same.id, number: same.number })
}

async function requireJoinable(
  tx: Queryable,
  typed: NewTypedCase,
  aboutStaff: readonly string[],
  { viewer, communityId }: TypedBy,
): Promise<void> {
  const found = await getCase(tx, typed.joins ?? '')
  if (found.communityId !== communityId || (viewer.staffId !== null && found.aboutStaff.includes(viewer.staffId)))
    throw conflict('other_community', 'joins: expected a case of the same community')
  if (found.anonymous || typed.anonymous) throw conflict('anonymous_apart', 'an anonymous report is a case of its own')
  if (['resolved', 'closed', 'cancelled'].includes(found.status))
    throw conflict('parent_ended', `joins: the case is ${found.status}`, { status: found.status })
  await refuseAboutHolder(tx, aboutStaff, found)
}

/** The next report of the same matter joins this one, unless it is nobody's or somebody said that it is another matter. */
function keyOf(typed: NewTypedCase, category: string, location: CaseLocation): string | null {
  if (typed.anonymous || typed.separate === true) return null
  return sameMatterOf({ kind: typed.kind, category, location })
}

/** Whoever is told first answers for it (首问); nobody leads a complaint about themselves. */
async function answersFor(tx: Queryable, typed: NewTypedCase, by: TypedBy & { at: Date }): Promise<string> {
  const own = by.viewer.staffId
  const isTheirs = typed.answers === 'me' && own !== null && !typed.aboutStaff.includes(own)
  if (isTheirs && (await findStaff(tx, own))) return own
  return chooseOwnerOfRecord(tx, {
    communityId: by.communityId,
    building: typed.location.building,
    at: by.at,
    zone: by.zone,
    except: typed.aboutStaff,
  })
}

function heardAt(given: string | undefined, now: Date): Date {
  if (given === undefined) return now
  const at = new Date(given)
  if (at > now || now.getTime() - at.getTime() > OLDEST_MS)
    throw invalid('heard_at', 'at: expected a time within the last 31 days')
  return at
}

function placeOf({ building, unit, room, place }: NewTypedCase['location']): CaseLocation {
  const [b, u, r, p] = [building, unit, room, place].map((part) => part?.normalize('NFKC').trim() || null)
  const bare = (part: string | null | undefined) => part?.replace(/(号|楼|栋|幢|座|单元|室|房)+$/, '') || null
  const home = [b && `${bare(b)}栋`, u && `${bare(u)}单元`, r && `${bare(r)}室`].filter(Boolean).join('')
  return {
    building: bare(b),
    unit: bare(u),
    room: bare(r),
    place: p ?? null,
    text: [home, p].filter(Boolean).join(' ') || null,
  }
}
