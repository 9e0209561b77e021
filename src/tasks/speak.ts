import type { Queryable } from '../platform/database/db'
import type { StaffHours } from '../platform/staff-hours'
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
    sources?: readonly { article: string; version: number }[]
  },
) => Promise<string[]>

/** What tasks that speak to owners are built from. */
export interface TaskDeps {
  /** A community may have words of its own. */
  dialogs: (communityId: string | null) => Dialogs
  speak: Speak
  zone: string
  /** When people work, where a community has no hours of its own. */
  hours?: StaffHours
  /** WeCom users who take owners of this account now; null where presence is the shift's (design D9). */
  receiving?: (talk: { channel: string; account: string }) => Promise<string[] | null>
}

/** Outside a turn nobody has spoken a language just now: Chinese. */
export function wordsOf(deps: Pick<TaskDeps, 'dialogs'>, communityId: string | null): Phrases {
  return createPhrases(deps.dialogs(communityId).words, 'zh')
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
