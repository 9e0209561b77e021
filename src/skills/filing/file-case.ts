import type { Turn } from '../../conversation/turn'
import { matterLine } from '../../conversation/slots/matter'
import { placeText } from '../../conversation/slots/slot-values'
import type { SlotValues } from '../../conversation/slots/slot-values'
import { late } from '../../queue/turn'
import { caseClocks } from '../../records/case/case-due'
import type { CaseKind, CasePriority } from '../../records/case/case-kinds'
import { toCategory } from '../../records/case/case-kinds'
import { casesOfUser } from '../../records/case/find-cases'
import { peekSameMatter } from '../../records/case/peek-same-matter'
import { wholeTime } from '../../records/case/whole-time'
import { addOpenMinutes } from '../../records/case/working-time'
import { linkCaseToExchanges } from '../../records/case/link-case'
import { openCase } from '../../records/case/open-case'
import { sameMatterOf } from '../../records/case/same-matter'
import { hasBuilding } from '../../records/community/house'
import { chooseOwnerOfRecord } from '../../records/community/owner-of-record'
import { findStaff } from '../../records/community/staff'
import { claimPerson } from '../../records/person/claim-person'
import { promiseAnswer } from '../../records/promise/promise-answer'
import { promiseResult } from '../../records/promise/promise-result'
import { ownOpenCase } from './own-open-case'
import { sayTime } from './say-time'
import { visitEnd } from './visit-end'
import { writerIn } from './writer-in'

/** E2: a complaint has a named person within two hours of staff time. */
const FIRST_CONTACT_MINUTES = 120

export interface Matter {
  kind: CaseKind
  category?: string | null
  priority?: CasePriority
  emergencyType?: string
  values: SlotValues
  /** Instead of the owner's matter: 「业主要求人工联系」. */
  summary?: string
  anonymous?: boolean
  details?: Record<string, unknown>
  /** Staff who must not lead it: a complaint is about them. */
  except?: readonly string[]
  /** Staff under those it is about: they do not lead it either. */
  beneath?: readonly string[]
  /** When the rules would say otherwise: an answer promised for the next opening. */
  dueAt?: Date
  /** It is of no use later: a pass for tonight is promised before tonight. */
  notAfter?: Date | null
}

/** What can be said of a case before it exists: its number comes with the commit. */
export interface Filed {
  number: string
  /** Its id, for errands of the same turn: as `number`, filled in with the commit. */
  id: string
  who: string
  /** The staff id that answers for it. */
  ownerOfRecord: string
  due: string
  dueAt: Date
  /** When somebody will have been in touch. */
  first: string
  /** The same matter was reported before and is open. */
  joined: boolean
  /** It was this owner who reported it. */
  own: boolean
}

/**
 * Files a matter with the turn's commit: the owner of record answers for it from this message on (B1), the due time is promised
 * and kept in the ledger (C1), what the owner said of themselves is remembered as a claim (D16).
 */
export async function fileCase(turn: Turn, matter: Matter): Promise<Filed> {
  const { values } = matter
  const location = { ...values.home, place: values.spot?.place ?? null, text: placeText(values) || null }
  const category = toCategory(matter.kind, matter.category ?? undefined)
  const zone = turn.community.timeZone
  const priority = matter.priority ?? 'normal'
  const ownerOfRecord = await chooseOwnerOfRecord(turn.db, {
    communityId: communityOf(turn),
    building: values.home?.building,
    at: turn.at,
    zone,
    except: [...(matter.except ?? []), ...(matter.beneath ?? [])],
  })
  const staff = await findStaff(turn.db, ownerOfRecord)
  const summary = matter.summary ?? matterLine(values.matter ?? '')
  const anonymous = matter.anonymous ?? false
  const again = await ownOpenCase(turn, {
    kind: matter.kind,
    summary,
    anonymous,
    except: [...(matter.except ?? []), ...(matter.beneath ?? [])],
  })
  const same =
    again ?? (await peekSameMatter(turn.db, communityOf(turn), sameMatterOf({ kind: matter.kind, category, location })))
  const clocks = caseClocks({
    kind: matter.kind,
    priority,
    openedAt: turn.at,
    zone,
    hours: turn.community.hours,
    isWorkday: turn.community.isWorkday,
    appointmentEnd: matter.notAfter ? null : visitEnd(values.appointment, zone),
  })
  const { notAfter } = matter
  const inTime = notAfter && notAfter > turn.at && notAfter < clocks.dueAt ? notAfter : clocks.dueAt
  // A time that has passed is promised to nobody: who joins a late case gets one of their own.
  const shared = same?.dueAt && same.dueAt > turn.at ? same.dueAt : null
  const dueAt = matter.dueAt ?? shared ?? inTime

  const { conversation } = turn.claimed
  const isListed = await hasBuilding(turn.db, communityOf(turn), values.home ?? {})
  const { caseRef } = turn
  // Two cases of one turn each have their own number in the words.
  const key = `case${turn.filed.length + 1}`
  const about = matter.kind === 'complaint' ? (matter.except ?? []) : []
  const entry: (typeof turn.filed)[number] = { kind: matter.kind, id: null, number: late(`${key}.number`), about }
  const earlier = turn.filed.at(-1)
  const before = caseBefore(turn, matter.kind)
  turn.filed.push(entry)
  const told = turn.facts.toldBefore ?? []
  turn.effect(async (tx, { exchangeIds, afterwards }) => {
    const opened = await openCase(tx, {
      kind: matter.kind,
      category,
      priority,
      emergencyType: matter.emergencyType ?? null,
      summary,
      joins: again?.id,
      conversationId: conversation.id,
      personId: conversation.personId,
      channel: conversation.channel,
      user: conversation.user,
      communityId: communityOf(turn),
      location,
      appointment: toAppointment(values),
      contact:
        values.phone !== undefined || values.name !== undefined
          ? { name: values.name ?? null, phone: values.phone ?? null }
          : null,
      anonymous,
      aboutStaff: about,
      nameIn: writerIn(turn),
      details: { ...matter.details, ...(isListed ? {} : { unlistedHome: true }) },
      attachments: (values.photos ?? []).map((photo) => ({
        kind: photo.attachment.kind,
        exchangeId: photo.exchangeId,
      })),
      source: conversation.channel,
      at: turn.at,
      now: turn.now,
      zone,
      ownerOfRecord,
      exchangeIds: [...new Set([...(values.toldIn ?? []), ...told, ...exchangeIds])],
      hours: turn.community.hours,
      links: linksTo(earlier?.id ?? before),
      // What the owner is told and promised, also where the case they were to join has ended meanwhile; a case of its own never runs
      // by another time than that.
      dueAt,
    })
    caseRef.id = opened.id
    entry.id = opened.id
    afterwards((after, said) => linkCaseToExchanges(after, opened.id, said.exchangeIds, turn.at))
    await promiseResult(tx, opened, { at: turn.at, now: turn.now })
    // They were told another time than the case runs by. In danger nobody is told a time.
    if (opened.joined && opened.dueAt?.getTime() !== dueAt.getTime() && matter.kind !== 'emergency')
      await promiseAnswer(tx, {
        conversationId: conversation.id,
        personId: conversation.personId,
        communityId: communityOf(turn),
        caseId: opened.id,
        what: `${opened.number} 回话`,
        dueAt,
        at: turn.at,
        now: turn.now,
      })
    if (!matter.anonymous)
      await claimPerson(tx, conversation.personId, {
        name: values.name,
        phone: values.phone,
        home: values.home,
        communityId: communityOf(turn),
        at: turn.at,
      })
    return { [`${key}.number`]: opened.number, [`${key}.id`]: opened.id }
  })
  turn.memory.caseInTalk = {
    id: late(`${key}.id`),
    number: entry.number,
    kind: matter.kind,
    at: turn.at.toISOString(),
  }
  return {
    number: entry.number,
    id: late(`${key}.id`),
    who: staff ? `${staff.title}${staff.name}` : turn.phrases.say('handoff.officer'),
    ownerOfRecord,
    due: sayTime(turn, dueAt),
    dueAt,
    first: sayTime(
      turn,
      wholeTime(turn.at, addOpenMinutes(turn.at, FIRST_CONTACT_MINUTES, { zone, hours: turn.community.hours })),
    ),
    joined: same !== null,
    own: same !== null && (await isReporter(turn, same.id)),
  }
}

async function isReporter(turn: Turn, caseId: string): Promise<boolean> {
  const { channel, user } = turn.claimed.conversation
  const own = await casesOfUser(turn.db, { channel, user, onlyOpen: true, limit: 20 })
  return own.some((one) => one.id === caseId)
}

/** A complaint soon after a repair, or a repair after a complaint, is about the same matter: staff see both together (design D10). */
function caseBefore(turn: Turn, kind: CaseKind): string | null {
  const last = turn.memory.caseInTalk
  if (!last || last.kind === kind || !LINKED.includes(kind) || !LINKED.includes(last.kind as CaseKind)) return null
  return turn.at.getTime() - new Date(last.at).getTime() < LINKED_MS && !last.id.startsWith('⟪') ? last.id : null
}

const LINKED: readonly CaseKind[] = ['repair', 'complaint', 'emergency']
const LINKED_MS = 24 * 3600_000

function linksTo(id: string | null): { type: string; id: string }[] {
  return id === null ? [] : [{ type: 'related', id }]
}

export function communityOf(turn: Turn): string | null {
  return turn.claimed.conversation.communityId
}

/** 「王女士，」 when the owner told a name, else nothing (B24). 「王」 alone is no way to speak to anybody. */
export function salutation(turn: Turn, name = turn.claimed.person.salutation ?? turn.claimed.person.name): string {
  return name && name.length > 1 ? turn.phrases.say('patterns.salutationFor', { name }) : ''
}

function toAppointment(values: SlotValues): { from: Date | null; to: Date | null; text: string } | null {
  const { appointment } = values
  if (!appointment) return null
  return {
    from: appointment.from === null ? null : new Date(appointment.from),
    to: appointment.to === null ? null : new Date(appointment.to),
    text: appointment.text,
  }
}
