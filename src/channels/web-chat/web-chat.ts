import type { Clock } from '../../platform/clock'
import type { Db } from '../../platform/database/db'
import { invalid, notFound } from '../../platform/errors'
import type { Files } from '../../platform/files/files'
import { newId } from '../../platform/ids'
import { storable } from '../../platform/storable'
import type { InboundContent } from '../../messages/inbound'
import type { OutboundContent } from '../../messages/outbound'
import type { ChannelSender } from '../../queue/delivery'
import { conversationIdOf } from '../../queue/inbox'
import type { Inbox } from '../../queue/inbox'
import type { WebAnswer, WebMessage, WebReply } from './web-message'

export const WEB = { channel: 'web', account: 'web' } as const

export interface WebChat {
  /** Stores the message and waits for the turn that holds it; `answer: null` when that takes longer than the contract waits. */
  send(message: WebMessage): Promise<{ conversationId: string; answer: WebAnswer | null }>
  conversationOf(user: string): string
  readonly sender: ChannelSender
}

/** A request waits this long for its turn (contract §4), then 202 says the rest comes by the log. */
const WAIT_MS = 25_000
/** A lost notification costs this much at most. */
const LOOK_AGAIN_MS = 250

export function createWebChat(deps: {
  db: Db
  clock: Clock
  inbox: Inbox
  files: Files
  /** Calls back after every committed turn of a talk; returns the way to stop. */
  onTurn: (conversationId: string, hear: () => void) => () => void
  /** Our id of a community by name or id; null when there is none of that name. */
  findCommunity: (nameOrId: string) => Promise<string | null>
  /** The only community there is, if there is only one (contract §6). */
  onlyCommunity: () => Promise<string | null>
  /** Staff notices about web talks travel by the company's WeCom app where there is one. */
  notify: ChannelSender['deliver']
}): WebChat {
  return {
    conversationOf: (user) => conversationIdOf({ ...WEB, user }),

    async send(given) {
      const message = storable(given)
      const communityId = await communityOf(deps, message)
      const conversationId = conversationIdOf({ ...WEB, user: message.user })
      const id = message.id ?? newId('wm', deps.clock.now())
      const now = deps.clock.now()
      const content = await toContent(deps, message, conversationId)
      await deps.inbox.accept([
        {
          author: 'owner',
          direction: 'in',
          turn: true,
          ...(communityId === null ? {} : { communityId }),
          // A client's ids are its user's own: another user may use the same one.
          message: {
            id: `${message.user}:${id}`,
            ...WEB,
            user: message.user,
            sourceId: id,
            at: message.at ? new Date(message.at) : now,
            content,
          },
        },
      ])
      const answer = await waitForTurn(deps, `${WEB.channel}:${WEB.account}:${message.user}:${id}`, conversationId)
      return { conversationId, answer }
    },

    sender: {
      channel: WEB.channel,
      shape: (content: OutboundContent) => [content],
      deliver: (item) => (item.body.kind === 'notice' ? deps.notify(item) : Promise.resolve({ kind: 'sent' as const })),
    },
  }
}

async function communityOf(
  deps: { findCommunity: (name: string) => Promise<string | null>; onlyCommunity: () => Promise<string | null> },
  message: WebMessage,
): Promise<string | null> {
  if (message.community === undefined) return deps.onlyCommunity()
  const found = await deps.findCommunity(message.community)
  if (found === null)
    throw notFound('community_not_found', `community: there is none called ${JSON.stringify(message.community)}`)
  return found
}

async function toContent(
  deps: { db: Db; files: Files },
  message: WebMessage,
  conversationId: string,
): Promise<InboundContent> {
  if (message.text !== undefined) return { kind: 'text', text: message.text }
  if (message.menuId !== undefined)
    return { kind: 'menu', menuId: message.menuId, text: await labelOf(deps.db, conversationId, message.menuId) }
  if (message.voice !== undefined) return { kind: 'voice', text: message.voice.text }
  if (message.location !== undefined) return { kind: 'location', location: message.location }
  if (message.recall !== undefined) return { kind: 'recall', sourceId: message.recall }
  return { kind: 'image', attachment: await keepImage(deps.files, message.image!) }
}

async function keepImage(
  files: Files,
  base64: string,
): Promise<Extract<InboundContent, { kind: 'image' }>['attachment']> {
  const bytes = bytesOf(base64)
  const kept = await files.put({ bytes, name: 'photo' })
  if (kept.mime !== 'image/png' && kept.mime !== 'image/jpeg') {
    await files.remove(kept.id)
    throw invalid('image_type', `image: expected the base64 of a png or jpeg, got ${kept.mime}`)
  }
  return { kind: 'image', fileId: kept.id, mime: kept.mime, bytes: bytes.length }
}

function bytesOf(base64: string): Buffer {
  const words = base64.replace(/^data:[\w/+.-]+;base64,/, '').replace(/\s+/g, '')
  const bytes = Buffer.from(words, 'base64')
  // Node skips what is not base64; comparing lengths finds it without a pattern over megabytes.
  const expected = Math.floor((words.replace(/=+$/, '').length * 3) / 4)
  if (bytes.length === 0 || bytes.length !== expected)
    throw invalid('image_base64', 'image: expected the base64 of a png or jpeg')
  return bytes
}

/** What the owner saw on the button, from the newest menu that had it. */
async function labelOf(db: Db, conversationId: string, menuId: string): Promise<string> {
  const rows = await db.query<{ label: string }>(
    'menu-label',
    `select option ->> 'label' as label
       from exchange e join exchange_content c on c.exchange_id = e.id,
            jsonb_array_elements(c.body -> 'content' -> 'options') option
      where e.conversation_id = $1 and e.direction = 'out' and e.kind = 'menu' and option ->> 'id' = $2
      order by e.seq desc limit 1`,
    [conversationId, menuId],
  )
  return rows[0]?.label ?? ''
}

async function waitForTurn(
  deps: { db: Db; onTurn: (conversationId: string, hear: () => void) => () => void },
  inboxId: string,
  conversationId: string,
): Promise<WebAnswer | null> {
  const deadline = performance.now() + WAIT_MS
  let wake = () => {}
  const stop = deps.onTurn(conversationId, () => wake())
  try {
    for (;;) {
      const answer = await answerOf(deps.db, inboxId, conversationId)
      if (answer) return answer
      const left = deadline - performance.now()
      if (left <= 0) return null
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, Math.min(LOOK_AGAIN_MS, left))
        wake = () => {
          clearTimeout(timer)
          resolve()
        }
      })
    }
  } finally {
    stop()
  }
}

async function answerOf(db: Db, inboxId: string, conversationId: string): Promise<WebAnswer | null> {
  const rows = await db.query<{
    replies: WebReply[]
    handoff_id: string | null
    handoff_status: 'waiting' | 'active' | null
  }>(
    'web-answer',
    `select t.replies, h.id as handoff_id, h.status as handoff_status
       from inbox i join turn t on t.id = i.turn_id
       left join handoff h on h.conversation_id = i.conversation_id and h.status <> 'closed'
      where i.id = $1`,
    [inboxId],
  )
  const row = rows[0]
  if (!row) return null
  const handoff =
    row.handoff_id !== null && row.handoff_status !== null ? { id: row.handoff_id, status: row.handoff_status } : null
  return { conversationId, replies: row.replies, handoff }
}
