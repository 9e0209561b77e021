import { createHash } from 'node:crypto'
import { fromZoned } from '../../../platform/zoned-time'
import type { CaseFilters } from '../../contract/desk-cases'
import type { Viewer } from './viewer'

export interface WhichCases {
  filters: CaseFilters
  viewer: Viewer
  now: Date
  zone: string
}

/** A condition on `cases c`, written out for just the filters given, so that each finds the index made for it (migration 0100). */
export interface CaseConditions {
  /** Names the statement: one name, one text. */
  name: string
  sql: string
  params: unknown[]
}

export function caseConditions({ filters, viewer, now, zone }: WhichCases): CaseConditions {
  const params: unknown[] = []
  const parts: string[] = []
  const names: string[] = []
  const add = (name: string, condition: (...places: string[]) => string, ...values: unknown[]) => {
    names.push(name)
    parts.push(condition(...values.map((value) => `$${params.push(value)}`)))
  }
  const {
    state = 'open',
    status,
    kind,
    category,
    community,
    priority,
    assignee,
    overdue,
    mine,
    from,
    to,
    find,
  } = filters
  const { communityIds } = viewer.principal

  // A state's name is one of ours, never what somebody typed.
  if (status !== undefined) add(`is-${status}`, () => `c.status = '${status}'`)
  else if (state !== 'all') add(state, () => STATES[state])
  if (communityIds !== null) add('places', (at) => `c.community_id = any(${at})`, communityIds)
  if (viewer.staffId !== null) add('about', (at) => `not c.about_staff @> array[${at}::text]`, viewer.staffId)
  if (kind !== undefined) add('kind', (at) => `c.kind = ${at}`, kind)
  if (community !== undefined) add('community', (at) => `c.community_id = ${at}`, community)
  if (priority !== undefined) add('priority', (at) => `c.priority = ${at}`, priority)
  if (category?.includes('/')) add('category', (at) => `c.category = ${at}`, category)
  else if (category !== undefined) add('main', (at) => `c.category like ${at}`, `${literally(category)}/%`)
  if (assignee === 'none') add('nobody', () => 'c.assignee is null')
  else if (assignee !== undefined)
    add('assignee', (at) => `c.assignee in (${at}, (select name from staff where id = ${at}))`, assignee)
  if (overdue) add('overdue', (at) => `c.status in ('open', 'accepted', 'in_progress') and c.due_at < ${at}`, now)
  if (mine) add('mine', (at) => `(c.assignee = any(${at}) or c.owner_of_record = any(${at}))`, viewer.names)
  if (from !== undefined) add('from', (at) => `c.opened_at >= ${at}`, dayStart(from, zone))
  if (to !== undefined) add('to', (at) => `c.opened_at < ${at}`, dayStart(to, zone, 1))
  if (find !== undefined) addFind(find.normalize('NFKC'))
  return { name: nameOf(names), sql: parts.length === 0 ? 'true' : parts.join('\n and '), params }

  function addFind(words: string): void {
    const bare = words.replace(/[\s-]/g, '').toUpperCase()
    // Who may not see a phone must not find out by asking for it.
    const open = viewer.leads ? '' : ' and not c.confidential'
    if (/^[A-Z]{2}\d{12,}$/.test(bare))
      return add('number', (at) => `c.number = ${at}`, bare.replace(/^(..)(.{8})/, '$1-$2-'))
    if (/^\d{4,}$/.test(bare))
      return add(
        viewer.leads ? 'digits' : 'digits-open',
        (end, all) =>
          `((right(c.number, 4) = ${end} and replace(c.number, '-', '') like ${all})
            or (right(c.contact ->> 'phone', 4) = ${end} and c.contact is not null and c.contact ->> 'phone' like ${all}${open}))`,
        bare.slice(-4),
        `%${bare}`,
      )
    add(
      viewer.leads ? 'words' : 'words-open',
      (at) =>
        `(c.summary ilike ${at} or c.number ilike ${at} or c.category ilike ${at} or (c.contact ->> 'name' ilike ${at}${open}))`,
      `%${literally(words)}%`,
    )
  }
}

/** A statement's name has 63 bytes, and those who ask for a list put words of their own before this: many filters at once are too long. */
function nameOf(names: readonly string[]): string {
  const name = names.join('-')
  return name.length <= 40 ? name : createHash('sha256').update(name).digest('hex').slice(0, 40)
}

const STATES: Record<'open' | 'resolved' | 'over', string> = {
  open: "c.status in ('open', 'accepted', 'in_progress', 'paused')",
  resolved: "c.status = 'resolved'",
  over: "c.status in ('closed', 'cancelled')",
}

/** Signs of a pattern are signs like others. */
const literally = (words: string) => words.replace(/[\\%_]/g, '\\$&')

function dayStart(day: string, zone: string, later = 0): Date {
  const [year = 0, month = 0, date = 0] = day.split('-').map(Number)
  return fromZoned({ year, month, day: date + later }, zone)
}
