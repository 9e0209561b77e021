import type { Queryable } from '../../platform/database/db'
import { lastResort, onCallStaff } from '../community/on-call'
import { coversBuilding, isInShift, type StaffOnDuty } from '../community/on-duty'
import { staffOf, type Staff } from '../community/staff'
import { staffAtDesk } from './presence'
import type { ChainStep } from './service-policy'

/** Who may be asked, as staff hear of it and as the owner is told. */
export interface Person {
  staff: string
  name: string
  wecomUserId: string | null
}

export interface Matter {
  communityId: string | null
  building: string | null
  /** Everything said so far: a skill that is named in it fits. */
  words: string
  /** Who served this talk before: whoever was asked first stays with it (domain.md B1). */
  served: string | null
  emergency?: string
  /** Staff it is about: none of them is asked (domain.md B1). */
  about?: readonly string[]
}

export interface Candidate extends Pick<
  StaffOnDuty,
  'id' | 'name' | 'title' | 'role' | 'skills' | 'wecomUserId' | 'duty'
> {
  /** Talks they hold now. */
  load: number
  /** At the desk in the console, so that they see the owner waiting. */
  here?: boolean
}

/**
 * Best first: whoever sits at the desk, then whoever served this owner before, then who knows the matter, the housekeeper of that building, service staff before
 * supervisors, and of those the least busy. Pure, so that the order can be read in a table of cases.
 */
export function rankForHandoff(
  candidates: readonly Candidate[],
  matter: Pick<Matter, 'building' | 'words' | 'served'>,
): Candidate[] {
  const weight = (one: Candidate) =>
    (one.here ? WEIGHT.here : 0) +
    (one.id === matter.served ? WEIGHT.served : 0) +
    (one.skills.some((skill) => matter.words.includes(skill)) ? WEIGHT.skill : 0) +
    (one.role === 'housekeeper' ? (coversBuilding(one.duty, matter.building) ? WEIGHT.house : -WEIGHT.elsewhere) : 0) +
    (one.role === 'supervisor' ? -WEIGHT.supervisor : 0) -
    WEIGHT.load * one.load
  return [...candidates].sort((a, b) => weight(b) - weight(a) || (a.id < b.id ? -1 : 1))
}

/**
 * A skill outweighs a house, a house one talk in hand; nobody gets a third talk while a colleague has none. Somebody who is only on
 * shift may be on the stairs: whoever has the desk open comes first, until they hold
 * nine talks more than somebody who fits better.
 */
const WEIGHT = { here: 18, served: 8, skill: 5, house: 3, elsewhere: 4, supervisor: 6, load: 2 }

const SERVE: readonly string[] = ['service', 'housekeeper', 'supervisor']

/**
 * Whom a step asks, best first: one person, or all on call. `receiving`: the WeCom users who take owners now; null where presence
 * is the shift's (design D9). Those in `except` were asked before.
 */
export async function peopleForStep(
  tx: Queryable,
  question: {
    ask: ChainStep['ask']
    matter: Matter
    except: readonly string[]
    at: Date
    zone: string
    receiving?: readonly string[] | null
  },
): Promise<Person[]> {
  const { ask, matter, at, zone } = question
  const about = matter.about ?? []
  const fresh = (person: Person) => !question.except.includes(person.staff) && !about.includes(person.staff)
  if (ask === 'on_call')
    return (await onCallStaff(tx, matter.communityId, matter.emergency)).map(toPerson).filter(fresh)
  if (ask === 'manager') {
    const manager = await lastResort(tx, matter.communityId)
    return manager && !about.includes(manager.id) ? [toPerson(manager)] : []
  }
  const onDuty = await presentStaff(tx, matter.communityId, { at, zone, receiving: question.receiving ?? null })
  const able = onDuty.filter((one) => SERVE.includes(one.role) && (ask !== 'supervisor' || one.role === 'supervisor'))
  const ranked = rankForHandoff(able, matter).map(toPerson)
  const strangers = ask === 'supervisor' ? [] : await receivingStrangers(tx, question.receiving ?? [])
  return [...ranked, ...strangers].filter(fresh)
}

async function presentStaff(
  tx: Queryable,
  communityId: string | null,
  now: { at: Date; zone: string; receiving: readonly string[] | null },
): Promise<Candidate[]> {
  const receiving = now.receiving?.map((id) => id.toLowerCase())
  const staff = await staffOf(tx, communityId)
  const desk = receiving ? NOBODY : await staffAtDesk(tx)
  const present = receiving
    ? staff.filter(({ wecomUserId }) => wecomUserId !== null && receiving.includes(wecomUserId.toLowerCase()))
    : staff.filter(
        ({ id, duty }) =>
          !desk.resting.has(id) && (desk.here.has(id) || (duty.shift && isInShift(duty.shift, now.at, now.zone))),
      )
  const loads = await tx.query<{ assignee: string; held: string }>(
    'handoff-loads',
    `select assignee, count(*)::text as held from handoff where status = 'active' and assignee is not null group by assignee`,
    [],
  )
  const loadOf = new Map(loads.map((row) => [row.assignee, Number(row.held)]))
  return present.map((one) => ({
    ...one,
    here: desk.here.has(one.id),
    load: loadOf.get(one.id) ?? loadOf.get(one.wecomUserId ?? '') ?? loadOf.get(one.name) ?? 0,
  }))
}

const NOBODY = { here: new Set<string>(), resting: new Set<string>() }

/** Servicers whom nobody has entered as staff yet: they answer owners all the same. */
async function receivingStrangers(tx: Queryable, receiving: readonly string[]): Promise<Person[]> {
  if (receiving.length === 0) return []
  const known = await tx.query<{ wecom_userid: string }>(
    'known-wecom-users',
    'select wecom_userid from staff where active and lower(wecom_userid) = any($1)',
    [receiving.map((id) => id.toLowerCase())],
  )
  const names = new Set(known.map((row) => row.wecom_userid.toLowerCase()))
  return receiving.filter((id) => !names.has(id.toLowerCase())).map((id) => ({ staff: id, name: '', wecomUserId: id }))
}

export function toPerson(one: Pick<Staff, 'id' | 'name' | 'title' | 'wecomUserId'>): Person {
  return { staff: one.id, name: `${one.title}${one.name}`, wecomUserId: one.wecomUserId }
}
