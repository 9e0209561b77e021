import type { Queryable } from '../platform/database/db'
import { parseStaffHours, type StaffHours } from '../platform/staff-hours'
import type { OutboundContent } from '../messages/outbound'
import type { OutboxBody } from '../queue/delivery'
import { queueErrand } from '../queue/say-later'
import type { Dialogs } from '../dialogs/read-dialogs'
import { createPhrases } from '../dialogs/phrases'
import type { Phrases } from '../dialogs/phrases'

/** Says something in a talk outside a turn, in the transaction of the job. */
export type Speak = (
  tx: Queryable,
  words: {
    conversationId: string
    content: OutboundContent
    at: Date
    message?: Partial<Extract<OutboxBody, { kind: 'message' }>>
  },
) => Promise<string[]>

/** What tasks that speak to owners are built from. */
export interface TaskDeps {
  dialogs: () => Dialogs
  speak: Speak
  zone: string
  /** WeCom users who take owners of this account now; null where presence is the shift's (design D9). */
  receiving?: (talk: { channel: string; account: string }) => Promise<string[] | null>
}

/** Outside a turn nobody has spoken a language just now: Chinese. */
export function wordsOf(deps: Pick<TaskDeps, 'dialogs'>): Phrases {
  return createPhrases(deps.dialogs().words, 'zh')
}

/** A text to staff by the company's own app; the channel finds receivers where nobody is named. Never with a phone number. */
export async function tellStaff(
  tx: Queryable,
  notice: {
    conversationId: string
    caseId?: string
    handoffId?: string
    to: readonly (string | null)[]
    text: string
    at: Date
  },
): Promise<void> {
  const { conversationId, caseId, handoffId, text, at } = notice
  const toUserIds = [...new Set(notice.to)].filter((id): id is string => id !== null)
  await queueErrand(tx, {
    conversationId,
    body: {
      kind: 'notice',
      ...(caseId === undefined ? {} : { caseId }),
      ...(handoffId === undefined ? {} : { handoffId }),
      toUserIds,
      text,
    },
    at,
  })
}

/** A community's own zone and staff hours, else the deployment's. */
export async function hoursOf(
  tx: Queryable,
  communityId: string | null,
  zone: string,
): Promise<{ zone: string; hours: StaffHours }> {
  const rows = await tx.query<{ time_zone: string | null; staff_hours: string | null }>(
    'hours-of-community',
    'select time_zone, staff_hours from community where id = $1',
    [communityId],
  )
  return {
    zone: rows[0]?.time_zone ?? zone,
    hours: parseStaffHours(rows[0]?.staff_hours ?? '08:30-18:00'),
  }
}
