import { createHash, randomBytes } from 'node:crypto'
import type { Clock } from '../platform/clock'
import type { Db, Queryable } from '../platform/database/db'
import { contentHash } from '../platform/content-hash'
import { AppError } from '../platform/errors'
import { newId } from '../platform/ids'
import { textOf } from '../messages/inbound'
import type { InboundMessage } from '../messages/inbound'
import type { Arrival } from './arrival'
import type { Pace } from './pace'

export interface Inbox {
  /** Durable when it resolves; returns the ids that were new. Calls made while a commit is under way share the next one. */
  accept(arrivals: Arrival[]): Promise<string[]>
  /** The same inside the caller's transaction: a pulled page and its cursor commit together. */
  acceptIn(tx: Queryable, arrivals: Arrival[]): Promise<string[]>
}

export function createInbox(deps: {
  db: Db
  clock: Clock
  pace: Pace
  /** Called after a commit that brought something new: whoever sleeps may wake. */
  onAccepted?: () => void
}): Inbox {
  const waiting: Waiting[] = []
  let committing = false

  const acceptIn = async (tx: Queryable, arrivals: Arrival[]): Promise<string[]> => {
    if (arrivals.length === 0) return []
    const rows = inTalkOrder(arrivals).map((arrival) => toRow(arrival, deps.clock.now(), deps.pace))
    const fresh = await tx.query<{ id: string }>('accept-messages', 'select accept_messages($1::jsonb) as id', [
      JSON.stringify(rows),
    ])
    return fresh.map((row) => row.id)
  }

  const acceptNow = async (batch: Waiting[]): Promise<void> => {
    const fresh = new Set(
      await acceptIn(
        deps.db,
        batch.flatMap((entry) => entry.arrivals),
      ),
    )
    // `delete`: of two callers with the same message, the first one brought it.
    for (const entry of batch) entry.resolve(idsOf(entry.arrivals).filter((id) => fresh.delete(id)))
    deps.onAccepted?.()
  }

  const flush = async (): Promise<void> => {
    while (waiting.length > 0) {
      const batch = waiting.splice(0, SHARED_LIMIT)
      try {
        await acceptNow(batch)
      } catch (error) {
        // A store that is away is away for all; but one bad message must not take its neighbours down with it.
        if (batch.length === 1 || (error instanceof AppError && error.retryable))
          for (const entry of batch) entry.reject(error)
        else for (const entry of batch) await acceptNow([entry]).catch(entry.reject)
      }
    }
    committing = false
  }

  return {
    acceptIn,
    accept: (arrivals) =>
      new Promise((resolve, reject) => {
        waiting.push({ arrivals, resolve, reject })
        if (committing) return
        committing = true
        setImmediate(() => void flush())
      }),
  }
}

interface Waiting {
  arrivals: Arrival[]
  resolve: (fresh: string[]) => void
  reject: (error: unknown) => void
}

/** So many callers share one commit: more gain nothing, and the statement must end well before its time limit. */
const SHARED_LIMIT = 500

/** (channel, account, user) is one conversation for good; its id says so and needs no look-up. */
export function conversationIdOf(talk: { channel: string; account: string; user: string }): string {
  return `cv_${digestOf(talk)}`
}

function toRow(arrival: Arrival, receivedAt: Date, pace: Pace): object {
  const { message } = arrival
  const text = textOf(message.content)
  const salt = randomBytes(12).toString('hex')
  const body = { content: message.content, ...(message.raw === undefined ? {} : { raw: message.raw }) }
  return {
    id: `${message.channel}:${message.account}:${message.id}`,
    conversationId: conversationIdOf(message),
    personId: `pn_${digestOf(message)}`,
    channel: message.channel,
    account: message.account,
    user: message.user,
    communityId: arrival.communityId ?? null,
    direction: arrival.direction,
    author: arrival.author,
    authorId: arrival.authorId ?? (arrival.author === 'owner' ? message.user : null),
    kind: logKindOf(message),
    text,
    body,
    salt,
    contentHash: contentHash(salt, text, body),
    exchangeId: newId('ex', receivedAt),
    at: message.at.toISOString(),
    receivedAt: receivedAt.toISOString(),
    sourceId: message.sourceId,
    delivery: arrival.direction === 'out' ? 'sent' : 'n/a',
    message: arrival.turn ? withoutRaw(message) : null,
    ...pace(message),
  }
}

/** The vendor's item stays in the log; a turn reads only our words. */
function withoutRaw(message: InboundMessage): InboundMessage {
  const { raw: _raw, ...rest } = message
  return rest
}

function logKindOf(message: InboundMessage): string {
  switch (message.content.kind) {
    case 'enter':
    case 'recall':
    case 'session':
    case 'undelivered':
      return 'event'
    case 'other':
      return message.content.vendorType
    default:
      return message.content.kind
  }
}

/** A shared commit locks talks in one order, so that two processes cannot wait for each other. A talk's own order is kept. */
function inTalkOrder(arrivals: Arrival[]): Arrival[] {
  const keyed = arrivals.map((arrival) => ({ key: conversationIdOf(arrival.message), arrival }))
  return keyed.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0)).map((entry) => entry.arrival)
}

function idsOf(arrivals: Arrival[]): string[] {
  return arrivals.map(({ message }) => `${message.channel}:${message.account}:${message.id}`)
}

function digestOf(talk: { channel: string; account: string; user: string }): string {
  return createHash('sha256')
    .update(JSON.stringify([talk.channel, talk.account, talk.user]))
    .digest('hex')
    .slice(0, 24)
}
