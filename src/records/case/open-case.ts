import type { Queryable } from '../../platform/database/db'
import { invalid } from '../../platform/errors'
import { newId } from '../../platform/ids'
import type { StaffHours } from '../../platform/staff-hours'
import { officeHours } from '../community/office-hours'
import { workdaysIn } from '../community/own-days'
import { lockTalk } from '../lock-talk'
import type { Appointment, Case, CaseLocation, Contact } from './case'
import { caseClocks, type DueRule } from './case-due'
import { toCategory, type CaseKind, type CasePriority } from './case-kinds'
import { addReporter } from './case-reporter'
import { findSameMatter, joinCase, stillOpen } from './join-case'
import { keepAnonymous, type NameIn } from './keep-anonymous'
import { exchangesOf, linkCaseToExchanges } from './link-case'
import { nextNumber } from './next-number'
import { getCase } from './read-case'
import { sameMatterOf } from './same-matter'
import { tellCase } from './tell-case'

export interface NewCase {
  kind: CaseKind
  /** `大类/细类`; what does not fit the kind becomes 其他. */
  category?: string
  summary: string
  /** The talk it came from, and who speaks there; null for a case typed in by staff. */
  conversationId: string | null
  personId: string | null
  channel: string | null
  user: string | null
  communityId: string | null
  location?: CaseLocation
  appointment?: Appointment | null
  contact?: Contact | null
  anonymous?: boolean
  /** For an anonymous case: how the writer's own name is found in the words. */
  nameIn?: NameIn
  confidential?: boolean
  /** Staff ids a complaint is about. */
  aboutStaff?: readonly string[]
  details?: Record<string, unknown>
  attachments?: { kind: string; exchangeId: string }[]
  priority?: CasePriority
  emergencyType?: string | null
  /** The channel, or `phone`, `visit`, `letter` … */
  source: string
  /** When the owner spoke: number, opened and due times are read from it. */
  at: Date
  /** The real time, by which jobs run; `at` when not given. */
  now?: Date
  zone: string
  /** Staff id; see `chooseOwnerOfRecord`. */
  ownerOfRecord: string
  exchangeIds?: readonly string[]
  /** When not given, the due table decides. */
  dueAt?: Date
  /** The key of the same matter; by default `sameMatterOf`, null keeps the case for itself. */
  sameMatter?: string | null
  /** Cases this one follows from: a complaint about a repair, another kind after filing. */
  /** An open case this report is known to belong to. */
  joins?: string
  links?: { type: string; id: string }[]
  /** Staff hours of the deployment; a community's own win. */
  hours?: StaffHours
  isWorkday?: (day: string) => boolean
  dueRules?: readonly DueRule[]
  /** Who took it in: the bot, or a member of staff. */
  by?: string
}

/** `joined`: the matter was open already, and this report became part of it. */
export type OpenedCase = Case & { joined: boolean }

/**
 * Files a matter, in the caller's transaction: number, owner of record, due time, first stage, links into the log, a job and an
 * outside event. A second report of the same open matter joins the first one instead.
 */
export async function openCase(tx: Queryable, wanted: NewCase): Promise<OpenedCase> {
  if (!wanted.summary.trim()) throw invalid('case_summary', 'summary: expected what the matter is about, got nothing')
  if (!wanted.ownerOfRecord) throw invalid('owner_of_record', 'ownerOfRecord: expected a staff id, got nothing')
  // The talk's row first, then the counter's: everybody locks in this order, so nobody waits in a circle.
  if (wanted.conversationId !== null) await lockTalk(tx, wanted.conversationId)
  const category = toCategory(wanted.kind, wanted.category)
  const sameMatter =
    wanted.sameMatter === undefined
      ? sameMatterOf({ kind: wanted.kind, category, location: wanted.location ?? {} })
      : wanted.sameMatter
  const known = wanted.joins
    ? await stillOpen(tx, wanted.joins)
    : await findSameMatter(tx, wanted.communityId, sameMatter)
  if (known) return { ...(await joinCase(tx, known, wanted)), joined: true }

  const id = newId('cs', wanted.now ?? wanted.at)
  await insertCase(tx, id, wanted, category, sameMatter)
  await tx.query(
    'case-first-stage',
    `insert into case_stage (case_id, stage, at, actor, note) values ($1, 'intake', $2, $3, '')`,
    [id, wanted.at, wanted.by ?? 'bot'],
  )
  await addReporter(tx, id, wanted)
  for (const link of wanted.links ?? []) await linkCases(tx, id, link.type, link.id)
  await linkCaseToExchanges(tx, id, exchangesOf(wanted), wanted.now ?? wanted.at)
  const opened = await getCase(tx, id)
  await tellCase(tx, opened, 'opened', {
    by: wanted.by ?? 'bot',
    at: wanted.at,
    now: wanted.now ?? wanted.at,
    zone: wanted.zone,
  })
  return { ...opened, joined: false }
}

/** Two matters that belong together, each its own record; seen from both sides. */
export async function linkCases(tx: Queryable, id: string, type: string, to: string): Promise<void> {
  await tx.query(
    'link-cases',
    'insert into case_link (case_id, type, to_id) values ($1, $2, $3) on conflict do nothing',
    [id, type, to],
  )
}

async function insertCase(
  tx: Queryable,
  id: string,
  wanted: NewCase,
  category: string,
  sameMatter: string | null,
): Promise<void> {
  const priority = wanted.priority ?? (wanted.kind === 'emergency' ? 'emergency' : 'normal')
  const given = {
    summary: wanted.summary.trim(),
    location: wanted.location ?? {},
    contact: wanted.contact ?? null,
    details: wanted.details ?? {},
  }
  const words = wanted.anonymous ? keepAnonymous(given, wanted.user, wanted.nameIn) : given
  const { zone, hours } = await officeHours(tx, wanted.communityId, wanted)
  const dueAt =
    wanted.dueAt ??
    caseClocks({
      kind: wanted.kind,
      priority,
      openedAt: wanted.at,
      zone,
      hours,
      appointmentEnd: wanted.appointment?.to ?? wanted.appointment?.from,
      isWorkday: wanted.isWorkday ?? (await workdaysIn(tx, wanted.communityId)),
      rules: wanted.dueRules,
    }).dueAt
  await tx.query(
    'insert-case',
    `insert into cases (id, number, kind, category, emergency_type, priority, summary, conversation_id, person_id, channel, user_id,
                        community_id, location, appointment, contact, anonymous, confidential, details, attachments, opened_at,
                        due_at, owner_of_record, source, same_matter, about_staff)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13::jsonb, $14::jsonb, $15::jsonb, $16, $17, $18::jsonb, $19::jsonb,
             $20, $21, $22, $23, $24, $25)`,
    [
      id,
      await nextNumber(tx, wanted.kind, wanted.at, zone),
      wanted.kind,
      category,
      wanted.emergencyType ?? null,
      priority,
      words.summary,
      wanted.conversationId,
      wanted.personId,
      wanted.channel,
      wanted.user,
      wanted.communityId,
      JSON.stringify(words.location),
      wanted.appointment ? JSON.stringify(wanted.appointment) : null,
      words.contact ? JSON.stringify(words.contact) : null,
      wanted.anonymous ?? false,
      wanted.confidential ?? false,
      JSON.stringify(words.details),
      JSON.stringify(wanted.attachments ?? []),
      wanted.at,
      dueAt,
      wanted.ownerOfRecord,
      wanted.source,
      sameMatter,
      [...(wanted.aboutStaff ?? [])],
    ],
  )
}
