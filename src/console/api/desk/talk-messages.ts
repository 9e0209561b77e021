import type { Queryable } from '../../../platform/database/db'
import { toIsoWithOffset } from '../../../platform/zoned-time'
import { messageNotAbout } from '../../../records/case/not-about'
import type { TalkMessage } from '../../contract/web-chat'

export interface TalkPart {
  /** Oldest first. */
  messages: TalkMessage[]
  /** Before these there are others. */
  more: boolean
}

export interface WhichMessages {
  conversationId: string
  zone: string
  /** Only what was logged after this place; a talk's places are given in the order of its commits. */
  after?: number
  before?: number
  limit: number
  /** The member of staff who reads it; absent: nobody a complaint could be about. */
  reader?: string | null
  /** What an owner sees: no happenings of the channel, nothing that never reached them, no reasons. */
  forOwner: boolean
  fileUrl: (seq: number) => string
}

/** The last messages of a talk (or those around a place) as a chat window shows them. */
export async function readTalk(tx: Queryable, which: WhichMessages): Promise<TalkPart> {
  const rows = await tx.query<MessageRow>(
    'read-talk',
    `select e.seq::text as seq, e.direction, e.author, e.author_id, s.name as staff_name, e.kind, x.text, h.text as heard, x.erased_at,
            a.name is not null as by_account, x.body -> 'content' as content, e.at, e.source_id, e.delivery, e.delivery_reason, e.recalled_at, m.time_zone
       from exchange e
       join conversation v on v.id = e.conversation_id
       left join exchange_content x on x.exchange_id = e.id
       left join transcript h on h.exchange_id = e.id
       left join community m on m.id = v.community_id
       left join staff s on s.id = e.author_id and e.author = 'staff'
       left join console_account a on a.name = e.author_id and e.author = 'staff'
      where e.conversation_id = $1 and e.seq > $2 and e.seq < $3
        and (not $4 or (e.kind <> 'event' and e.delivery <> 'failed'))
        and ${messageNotAbout('$7')}
      order by case when $6 then e.seq end, e.seq desc limit $5`,
    [
      which.conversationId,
      which.after ?? 0,
      which.before ?? Number.MAX_SAFE_INTEGER,
      which.forOwner,
      which.limit + 1,
      which.after !== undefined,
      which.reader ?? null,
    ],
  )
  const page = rows.slice(0, which.limit)
  if (which.after === undefined) page.reverse()
  return { messages: page.map((row) => toMessage(row, which)), more: rows.length > which.limit }
}

/** The file behind a message of this talk, if it has one. */
export async function fileOfMessage(
  tx: Queryable,
  conversationId: string,
  seq: number,
  reader: string | null = null,
): Promise<string | null> {
  const rows = await tx.query<{ file_id: string | null }>(
    'file-of-message',
    `select coalesce(x.body #>> '{content,attachment,fileId}', x.body #>> '{content,fileId}') as file_id
       from exchange e join exchange_content x on x.exchange_id = e.id
      where e.conversation_id = $1 and e.seq = $2 and ${messageNotAbout('$3')}`,
    [conversationId, seq, reader],
  )
  return rows[0]?.file_id ?? null
}

interface MessageRow {
  seq: string
  direction: TalkMessage['direction']
  author: TalkMessage['author']
  author_id: string | null
  staff_name: string | null
  by_account: boolean
  kind: string
  text: string | null
  /** What a machine heard in a voice message. */
  heard: string | null
  erased_at: Date | null
  content: Content | null
  at: Date
  source_id: string | null
  delivery: TalkMessage['delivery']
  delivery_reason: string | null
  recalled_at: Date | null
  time_zone: string | null
}

/** What we ourselves wrote beside the words: `InboundContent` or `OutboundContent`. */
interface Content {
  kind?: string
  type?: string
  text?: string
  tail?: string
  change?: string
  sceneParam?: string
  fileId?: string
  name?: string
  options?: { id: string; label: string }[]
  attachment?: { fileId: string | null; name?: string; problem?: string }
}

function toMessage(row: MessageRow, which: WhichMessages): TalkMessage {
  const content = row.content ?? {}
  const seq = Number(row.seq)
  return {
    seq,
    direction: row.direction,
    author: row.author,
    authorName: nameOf(row, which.forOwner),
    kind: row.kind,
    text: textOf(row, content),
    options: content.type === 'menu' ? (content.options ?? []) : [],
    tail: content.type === 'menu' ? (content.tail ?? null) : null,
    fileUrl: (content.attachment?.fileId ?? content.fileId) ? which.fileUrl(seq) : null,
    fileName: content.attachment?.name ?? content.name ?? null,
    at: toIsoWithOffset(row.at, row.time_zone ?? which.zone),
    sourceId: row.source_id,
    delivery: row.delivery,
    deliveryReason: which.forOwner ? null : row.delivery_reason,
    recalled: row.recalled_at !== null,
    erased: row.erased_at !== null,
  }
}

/** An account of the console is no name to an owner. */
function nameOf(row: MessageRow, forOwner: boolean): string | null {
  if (row.author !== 'staff') return null
  return row.staff_name ?? (forOwner && row.by_account ? null : row.author_id)
}

function textOf(row: MessageRow, content: Content): string {
  // Whoever takes a message back wants its words gone; that there was one stays to be seen (domain.md B42).
  if (row.erased_at !== null) return row.recalled_at === null ? '（内容已应业主要求删除）' : '（原话已随撤回删除）'
  // A menu's options are shown as buttons, not as lines of its text.
  if (content.type === 'menu') return content.text ?? ''
  if (content.kind === 'enter' && content.sceneParam) return `业主扫码打开了对话${whereOf(content.sceneParam)}`
  if (content.kind === 'recall' && row.author === 'staff') return '同事撤回了一条消息，原话仍在记录里'
  if (row.kind === 'event') return EVENTS[content.change ?? content.kind ?? ''] ?? '对话里有一个系统事件'
  if (row.heard) return [row.text, `（语音转文字，仅供参考）${row.heard}`].filter(Boolean).join('\n')
  return row.text ?? ''
}

/** What the link says of the place; a hint, which staff may see as one. */
function whereOf(sceneParam: string): string {
  const said = new URLSearchParams(sceneParam)
  const where = `${said.get('b') ? `${said.get('b')}栋` : ''}${said.get('p') ?? ''}`
  return where ? `（二维码在${where}）` : ''
}

const EVENTS: Record<string, string> = {
  enter: '业主打开了对话',
  recall: '业主撤回了一条消息',
  taken: '同事在企业微信里接入了对话',
  transferred: '同事在企业微信里转交了对话',
  ended: '同事在企业微信里结束了对话',
  rewrote: '业主重新发起了对话',
  undelivered: '有一条消息没有送达',
}
