import type { Queryable } from '../../platform/database/db'
import { newId } from '../../platform/ids'
import type { OutboxBody } from '../../queue/delivery'
import { conversationIdOf } from '../../queue/inbox'
import { queueErrand } from '../../queue/say-later'
import { recordDelivery } from '../../queue/sender'
import { failReason } from './kf-item'
import { asText } from './shape'

type Message = Extract<OutboxBody, { kind: 'message' }>

/** `msg_send_fail`: words that `send_msg` had taken and that did not arrive after all. */
export interface Undelivered {
  openKfid: string
  user: string
  msgid: string
  failType: number
  at: Date
}

/** Somebody must reach this owner otherwise. */
export interface Unreachable {
  conversationId: string
  exchangeId: string | null
  /** In words for staff. */
  reason: string
  at: Date
}

/** `wait` for the owner's next word, `text` instead of what it was, `again` as it was, `call`: no way of ours is left. */
export type Remedy = 'wait' | 'text' | 'again' | 'call'

/** The same words are tried this often in all; beyond, a person rings up. */
const TRIES = 3

/** What WeCom's reason allows (wecom-protocol §5.9). `tries` counts the rows these words have had, the failed one included. */
export function remedyFor(failType: number, message: { isText: boolean; tries: number }): Remedy {
  if (message.tries >= TRIES) return 'call'
  switch (failType) {
    // Over 48 hours, closed, more than five: what was parked for these goes out with the owner's next message.
    case 4:
    case 5:
    case 6:
      return 'wait'
    // This kind of message is barred for the KF component; words are not.
    case 12:
      return message.isText ? 'call' : 'text'
    // 1 account deleted, 2 app off, 8 not verified, 10 refused by the owner, 11 nobody logged in, 13 content barred: saying it
    // again gets the same answer.
    case 1:
    case 2:
    case 8:
    case 10:
    case 11:
    case 13:
      return 'call'
    // 0 and whatever is not documented: reported as not delivered, so once more does not say it twice.
    default:
      return message.tries < 2 ? 'again' : 'call'
  }
}

/**
 * Inside the page's transaction, which holds the talk: the row that failed is failed in the log too, and its words go on by the
 * way that is left. A new row, for the id of the old one is used up (95033, wecom-protocol §5.12).
 */
export async function mendUndelivered(
  tx: Queryable,
  { openKfid, user, msgid, failType, at }: Undelivered,
  now: Date,
  onUnreachable?: (tx: Queryable, owner: Unreachable) => Promise<void>,
): Promise<void> {
  const conversationId = conversationIdOf({ channel: 'wecom-kf', account: openKfid, user })
  const row = await failedRow(tx, conversationId, msgid)
  if (!row) return
  const { exchange_id: exchangeId, body, bot } = row
  const reason = failReason(failType)
  const remedy = remedyFor(failType, { isText: body.content.type === 'text', tries: row.tries })
  if (exchangeId !== null) {
    const delivery = remedy === 'call' ? ('failed' as const) : ('pending' as const)
    await recordDelivery(tx, {
      conversationId,
      exchangeId,
      delivery,
      reason: `send_fail ${reason}`,
      sourceId: null,
      at: now,
    })
  }
  const { code: _spent, ...rest } = body
  const next: Message = { ...rest, way: 'plain', ...(remedy === 'text' ? { content: asText(body.content) } : {}) }
  const errand = { conversationId, body: next, bot, at: now, ...(exchangeId === null ? {} : { exchangeId }) }
  if (remedy === 'again' || remedy === 'text' || (remedy === 'wait' && row.answered)) await queueErrand(tx, errand)
  else if (remedy === 'wait') await park(tx, errand, reason)
  // Safety text that waits is no help, and after 48 hours nobody may ever write again.
  if (remedy === 'call' || (remedy === 'wait' && (failType === 4 || body.evenWhenServed)))
    await onUnreachable?.(tx, { conversationId, exchangeId, reason: wordsFor(failType), at })
}

interface FailedRow {
  exchange_id: string | null
  body: Message
  bot: boolean
  tries: number
  /** The owner has written since it went out: what it should wait for is here. */
  answered: boolean
}

/** Settles the row as failed; null when it is none of ours, or was not sent by us in this way. */
async function failedRow(tx: Queryable, conversationId: string, msgid: string): Promise<FailedRow | null> {
  const rows = await tx.query<FailedRow>(
    'kf-undelivered-row',
    // `pending`: the answer to our call is still being written down; a settled row is not settled anew (settle_send).
    `update outbox o set status = 'failed', last_error = 'msg_send_fail'
      where o.conversation_id = $1 and o.kind = 'message' and o.status in ('pending', 'sent')
        and o.id = (select m.id from outbox m
                     where m.conversation_id = $1
                       and (m.id = $2 or m.exchange_id = (select e.id from exchange e where e.conversation_id = $1 and e.source_id = $2 limit 1))
                     order by m.id = $2 desc, m.seq desc limit 1)
     returning o.exchange_id, o.body, o.bot,
       (select count(*) from outbox x where x.conversation_id = $1 and (x.id = o.id or x.exchange_id = o.exchange_id))::int as tries,
       exists (select from exchange e where e.conversation_id = $1 and e.direction = 'in' and e.author = 'owner'
                 and e.received_at > coalesce(o.sent_at, o.created_at)) as answered`,
    [conversationId, msgid],
  )
  return rows[0] ?? null
}

async function park(
  tx: Queryable,
  errand: { conversationId: string; body: Message; exchangeId?: string; bot: boolean; at: Date },
  reason: string,
): Promise<void> {
  await tx.query(
    'kf-undelivered-park',
    `insert into outbox (id, conversation_id, exchange_id, kind, body, bot, status, next_at, created_at, last_error)
     values ($1, $2, $3, 'message', $4::jsonb, $5, 'parked', $6, $6, $7)`,
    [
      newId('o', errand.at),
      errand.conversationId,
      errand.exchangeId ?? null,
      JSON.stringify(errand.body),
      errand.bot,
      errand.at,
      reason,
    ],
  )
}

function wordsFor(failType: number): string {
  return STAFF_WORDS[failType] ?? '微信没有说明原因'
}

const STAFF_WORDS: Partial<Record<number, string>> = {
  1: '微信客服账号已被删除',
  2: '应用已被停用',
  4: '业主超过48小时没有说话，微信不让再发',
  5: '会话已经结束',
  6: '一次提问最多回复5条，已经用完',
  8: '企业还没有认证，接待人数已到上限',
  10: '业主在微信里拒收了消息',
  11: '企业里还没有成员登录过企业微信',
  12: '微信不允许发送这类消息',
  13: '内容被微信的安全规则拦下',
}
