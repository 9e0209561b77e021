import { createHash, randomBytes } from 'node:crypto'
import type { Clock } from '../platform/clock'
import type { Db, Queryable } from '../platform/database/db'
import { contentHash } from '../platform/content-hash'
import { newId } from '../platform/ids'
import { storable } from '../platform/storable'
import { textOf } from '../messages/inbound'
import type { InboundMessage } from '../messages/inbound'
import type { Arrival } from './arrival'
import type { Pace } from './pace'
import { compare, shareCommits } from './shared-commit'

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
  const acceptIn = async (tx: Queryable, arrivals: Arrival[]): Promise<string[]> => {
    if (arrivals.length === 0) return []
    const rows = inTalkOrder(arrivals).map((arrival) => toRow(arrival, deps.clock.now(), deps.pace))
    const fresh = await tx.query<{ id: string }>('accept-messages', 'select accept_messages($1::jsonb) as id', [
      JSON.stringify(rows),
    ])
    return fresh.map((row) => row.id)
  }

  const accept = shareCommits<Arrival[], string[]>(
    (arrivals) => (arrivals[0] ? conversationIdOf(arrivals[0].message) : ''),
    async (batch) => {
      const fresh = new Set(await acceptIn(deps.db, batch.flat()))
      if (fresh.size > 0) deps.onAccepted?.()
      // `delete`: of two callers with the same message, the first one brought it.
      return batch.map((arrivals) => idsOf(arrivals).filter((id) => fresh.delete(id)))
    },
  )

  return { acceptIn, accept }
}

/** (channel, account, user) is one conversation for good; its id says so and needs no look-up. */
export function conversationIdOf(talk: { channel: string; account: string; user: string }): string {
  return `cv_${digestOf(talk)}`
}

function toRow(arrival: Arrival, receivedAt: Date, pace: Pace): object {
  const message = storable(arrival.message)
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
  return arrivals
    .map((arrival) => ({ talk: conversationIdOf(arrival.message), arrival }))
    .sort((a, b) => compare(a.talk, b.talk))
    .map(({ arrival }) => arrival)
}

function idsOf(arrivals: Arrival[]): string[] {
  return arrivals.map(({ message }) => storable(`${message.channel}:${message.account}:${message.id}`))
}

function digestOf(talk: { channel: string; account: string; user: string }): string {
  return createHash('sha256')
    .update(JSON.stringify([talk.channel, talk.account, talk.user]))
    .digest('hex')
    .slice(0, 24)
}
