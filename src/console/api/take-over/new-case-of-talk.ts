import { z } from 'zod'
import type { Queryable } from '../../../platform/database/db'
import { cutText } from '../../../platform/cut-text'
import type { StaffHours } from '../../../platform/staff-hours'
import { formatChineseTime } from '../../../platform/zoned-time'
import { openCase, type OpenedCase } from '../../../records/case/open-case'
import { messageNotAbout } from '../../../records/case/not-about'
import type { CaseKind } from '../../../records/case/case-kinds'
import { officeHours } from '../../../records/community/office-hours'
import { chooseOwnerOfRecord } from '../../../records/community/owner-of-record'
import { openHandoffOf } from '../../../records/handoff/find-handoffs'
import { ownerAtAGlance } from '../../../records/handoff/owner-at-a-glance'
import { promiseResult } from '../../../records/promise/promise-result'
import { nameOf } from '../../../tasks/case-facts'
import type { NewCaseForm } from '../../contract/take-over'
import { aboutWhom } from '../desk/about-whom'

export interface TalkOfCase {
  conversationId: string
  personId: string
  communityId: string | null
  channel: string
  user: string
}

/** Kinds by what the owner's words were read as; whatever else is asked is an enquiry. */
const KIND_OF_INTENT: Record<string, CaseKind> = {
  repair: 'repair',
  complaint: 'complaint',
  suggestion: 'suggestion',
  praise: 'praise',
  emergency: 'emergency',
}

/** The form as far as it can be filled from what is known: nobody types what the owner has said. */
export async function draftCase(
  tx: Queryable,
  talk: TalkOfCase & { reader: string | null },
  intentOf: (text: string) => Promise<string>,
): Promise<NewCaseForm> {
  const owner = await ownerAtAGlance(tx, talk.personId)
  const said: string[] = []
  for (const { text } of await wordsSinceHandoff(tx, talk.conversationId, talk.reader))
    // 「转人工」 and 「你好」 say nothing of the matter.
    if (text !== '' && !['human', 'greeting'].includes(await intentOf(text))) said.push(text)
  const words = said.slice(-3).join('；')
  const told = toldInTalk((await openHandoffOf(tx, talk.conversationId))?.card)
  const kind = words === '' ? 'enquiry' : (KIND_OF_INTENT[await intentOf(words)] ?? 'enquiry')
  return {
    kind,
    summary: cutText(words, 200),
    ...(owner.home ?? told.draft?.home),
    name: owner.name ?? told.name ?? undefined,
    phone: owner.phone ?? told.phone ?? undefined,
  }
}

/** What the owner told the bot in this very talk stands on the card, before it stands anywhere else. */
const Told = z.object({
  name: z.string().nullish(),
  phone: z.string().nullish(),
  draft: z
    .object({
      home: z
        .object({ building: z.string().optional(), unit: z.string().optional(), room: z.string().optional() })
        .nullish(),
    })
    .nullish(),
})

/** A card is open for more and may be an old one: only what is there is used. */
function toldInTalk(card: Record<string, unknown> | undefined): z.infer<typeof Told> {
  const read = Told.safeParse(card?.facts)
  return read.success ? read.data : {}
}

/** Files what the owner told a colleague, with the owner's messages and photos since the handoff. */
export async function fileCaseOfTalk(
  tx: Queryable,
  talk: TalkOfCase,
  form: NewCaseForm,
  act: { by: string; at: Date; zone: string; hours?: StaffHours },
): Promise<{ opened: OpenedCase; words: string }> {
  const { zone, hours } = await officeHours(tx, talk.communityId, act)
  const said = await wordsSinceHandoff(tx, talk.conversationId)
  const building = form.building || null
  const aboutStaff = await aboutWhom(tx, form.kind === 'complaint' ? (form.aboutStaff ?? []) : [])
  const opened = await openCase(tx, {
    ...talk,
    kind: form.kind,
    summary: form.summary,
    location: { building, unit: form.unit || null, room: form.room || null, place: form.place || null },
    contact: form.name || form.phone ? { name: form.name || null, phone: form.phone || null } : null,
    ...(form.urgent ? { priority: 'urgent' as const } : {}),
    aboutStaff,
    // An open case of the same place may be in the hands of the very person this one is about.
    ...(aboutStaff.length > 0 ? { sameMatter: null } : {}),
    source: talk.channel,
    at: act.at,
    zone,
    hours,
    ownerOfRecord: await chooseOwnerOfRecord(tx, {
      communityId: talk.communityId,
      building,
      at: act.at,
      zone,
      except: aboutStaff,
    }),
    exchangeIds: said.map(({ id }) => id),
    attachments: said.flatMap(({ id, kind }) =>
      kind === 'image' || kind === 'video' ? [{ kind, exchangeId: id }] : [],
    ),
    by: act.by,
  })
  await promiseResult(tx, opened, { at: act.at })
  const who = await nameOf(tx, opened.assignee ?? opened.ownerOfRecord)
  const due =
    opened.dueAt === null || opened.dueAt <= act.at
      ? ''
      : `，${formatChineseTime(opened.dueAt, zone, act.at)}前给您答复`
  const led = who === null ? '' : `，由${who}负责`
  const words = opened.joined
    ? `这件事之前已经登记为 ${opened.number}，您刚说的我也补充进去了${due}。`
    : `已经为您登记，编号 ${opened.number}${led}${due}。`
  return { opened, words }
}

/** The owner's messages since a person was asked for, at most the last twenty; without a handoff the last few. */
async function wordsSinceHandoff(
  tx: Queryable,
  conversationId: string,
  reader: string | null = null,
): Promise<{ id: string; kind: string; text: string }[]> {
  const handoff = await openHandoffOf(tx, conversationId)
  const rows = await tx.query<{ id: string; kind: string; text: string | null }>(
    'words-since-handoff',
    `select e.id, e.kind, x.text from exchange e left join exchange_content x on x.exchange_id = e.id
      where e.conversation_id = $1 and e.author = 'owner' and e.kind <> 'event' and e.recalled_at is null
        and x.erased_at is null and ($2::timestamptz is null or e.at >= $2) and ${messageNotAbout('$4')}
      order by e.seq desc limit $3`,
    [
      conversationId,
      handoff === null ? null : new Date(handoff.openedAt.getTime() - BURST_MS),
      handoff === null ? 5 : 20,
      reader,
    ],
  )
  return rows.reverse().map((row) => ({ ...row, text: row.text ?? '' }))
}

/** The words that called for a person came a moment before it was opened. */
const BURST_MS = 10 * 60_000
