import { randomBytes } from 'node:crypto'
import { contentHash } from '../platform/content-hash'
import type { Db, Queryable } from '../platform/database/db'
import { newId } from '../platform/ids'
import { storable } from '../platform/storable'
import { outboundText } from '../messages/outbound'
import type { OutboundContent } from '../messages/outbound'
import type { OutboxBody } from './delivery'
import { shareCommits } from './shared-commit'
import { fillLate } from './turn'
import type { ClaimedTurn, Effect, Errand, Say, TurnDecision } from './turn'

export type CommitResult = 'done' | 'again' | 'lost'

export interface CommitOptions {
  turnId: string
  now: Date
  /** Commit even though a message arrived while we thought: the second look has been taken. */
  final: boolean
  /** Cuts words into the channel's messages. */
  shape: (content: OutboundContent) => OutboundContent[]
  /** Channels whose owner reads from our own store need no outbox: what is committed is delivered. */
  delivers: boolean
}

export type CommitTurn = (claimed: ClaimedTurn, decision: TurnDecision, options: CommitOptions) => Promise<CommitResult>

interface TurnWrites {
  talk: string
  decided: string
  /** The log's ids of what the turn says. */
  said: string[]
  now: Date
}

/**
 * All writes of a turn at once: one statement, shared with the turns that end at the same moment, or one transaction of its own
 * when records change too.
 */
export function createCommitTurn(db: Db): CommitTurn {
  const share = shareCommits<TurnWrites, CommitResult>(
    ({ talk }) => talk,
    (writes) => writeAll(db, writes),
  )
  return (claimed, decision, options) =>
    decision.effects.length === 0
      ? share(toWrites(claimed, decision, {}, options))
      : commitWithEffects(db, claimed, decision, options)
}

async function commitWithEffects(
  db: Db,
  claimed: ClaimedTurn,
  decision: TurnDecision,
  options: CommitOptions,
): Promise<CommitResult> {
  try {
    return await db.tx(async (tx) => {
      const values: Record<string, string> = {}
      // The talk first, as everybody does who writes into a talk and elsewhere; and a lost claim should not write at all.
      const standing = await fence(tx, claimed, options.final)
      if (standing !== 'done') throw new TurnNotCommitted(standing)
      const exchangeIds = claimed.messages.map((message) => message.exchangeId)
      const later: Parameters<Parameters<Effect>[1]['afterwards']>[0][] = []
      const turn = { id: options.turnId, exchangeIds, afterwards: (work: (typeof later)[number]) => later.push(work) }
      for (const effect of decision.effects) Object.assign(values, (await effect(tx, turn)) ?? {})
      const writes = toWrites(claimed, decision, values, options)
      const [result] = await writeAll(tx, [writes])
      if (result !== 'done') throw new TurnNotCommitted(result!)
      for (const work of later) await work(tx, { exchangeIds: writes.said })
      return result
    })
  } catch (error) {
    if (error instanceof TurnNotCommitted) return error.result
    throw error
  }
}

/** Rolls the effects back when the talk has moved on. */
class TurnNotCommitted extends Error {
  constructor(readonly result: CommitResult) {
    super(`turn not committed: ${result}`)
  }
}

async function fence(tx: Queryable, claimed: ClaimedTurn, final: boolean): Promise<CommitResult> {
  const rows = await tx.query<{ standing: CommitResult | 'late' }>(
    'fence-turn',
    'select fence_turn($1, $2, $3, $4) as standing',
    [claimed.conversation.id, claimed.epoch, claimed.gen, final],
  )
  const { standing } = rows[0]!
  return standing === 'late' ? 'done' : standing
}

async function writeAll(tx: Queryable, writes: TurnWrites[]): Promise<CommitResult[]> {
  const rows = await tx.query<{ result: CommitResult }>(
    'commit-turns',
    `select commit_turn(talk, decided::jsonb, now_at) as result
       from unnest($1::text[], $2::text[], $3::timestamptz[]) as w(talk, decided, now_at)`,
    [writes.map(({ talk }) => talk), writes.map(({ decided }) => decided), writes.map(({ now }) => now)],
  )
  return rows.map(({ result }) => result)
}

function toWrites(
  claimed: ClaimedTurn,
  decision: TurnDecision,
  values: Record<string, string>,
  options: CommitOptions,
): TurnWrites {
  let rows = toRows(claimed, decision, values, options)
  let decided = JSON.stringify(rows)
  // Somebody cut a text in the middle of an emoji. A message must not be lost for it.
  if (HALF_A_CHARACTER.test(decided)) {
    const { state, understanding, out } = storable({
      state: decision.state,
      understanding: decision.understanding,
      out: decision.out,
    })
    rows = toRows(claimed, { ...decision, state, understanding, out }, values, options)
    decided = JSON.stringify(rows)
  }
  return {
    talk: claimed.conversation.id,
    decided,
    said: rows.exchanges.map((exchange) => exchange.id),
    now: options.now,
  }
}

/** JSON writes half a surrogate pair as an escape, and only that. */
const HALF_A_CHARACTER = /\\ud[89a-f][0-9a-f]{2}/

function toRows(claimed: ClaimedTurn, decision: TurnDecision, values: Record<string, string>, options: CommitOptions) {
  const exchanges: ReturnType<typeof toExchange>[] = []
  const outbox: object[] = []
  const replies: object[] = []
  for (const item of decision.out) {
    if ('errand' in item) {
      // A channel without sessions has no transitions; staff are told all the same.
      if (options.delivers || item.errand.kind === 'notice') {
        const body = JSON.parse(fillLate(JSON.stringify(item.errand), jsonSafe(values))) as Errand
        outbox.push({ id: newOutboxId(options.now), exchangeId: null, kind: body.kind, body, bot: false })
      }
      continue
    }
    for (const content of options.shape(filled(item.say.content, values))) {
      const exchange = toExchange(item.say, content, decision.at, options)
      exchanges.push(exchange)
      replies.push(toReply(content))
      if (options.delivers) outbox.push(toOutbox(item.say, content, exchange.id, options.now))
    }
  }
  return {
    epoch: claimed.epoch,
    gen: claimed.gen,
    final: options.final,
    turn: { id: options.turnId, at: decision.at.toISOString(), replies, trace: decision.trace },
    inboxIds: claimed.messages.map((message) => message.id),
    state: JSON.parse(fillLate(JSON.stringify(decision.state), jsonSafe(values))) as unknown,
    understanding: decision.understanding,
    exchanges,
    outbox,
  }
}

function toExchange(say: Say, content: OutboundContent, at: Date, options: CommitOptions) {
  const text = outboundText(content)
  const salt = randomBytes(12).toString('hex')
  const body = { content }
  return {
    id: newId('ex', options.now),
    author: say.author ?? 'bot',
    authorId: null,
    kind: content.type,
    text,
    body,
    salt,
    contentHash: contentHash(salt, text, body),
    at: at.toISOString(),
    delivery: options.delivers ? 'pending' : 'sent',
    sources: say.sources ?? [],
  }
}

function toOutbox(say: Say, content: OutboundContent, exchangeId: string, now: Date): object {
  const body: OutboxBody = {
    kind: 'message',
    content,
    way: say.way ?? 'plain',
    ...(say.code === undefined ? {} : { code: say.code }),
    ...(say.evenWhenServed ? { evenWhenServed: true } : {}),
    ...(say.useReserve ? { useReserve: true } : {}),
  }
  return { id: newOutboxId(now), exchangeId, kind: 'message', body, bot: (say.author ?? 'bot') === 'bot' }
}

function toReply(content: OutboundContent): object {
  if (content.type !== 'menu') return { type: 'text', text: outboundText(content) }
  return { type: 'menu', text: [content.text, content.tail].filter(Boolean).join('\n'), options: content.options }
}

function filled(content: OutboundContent, values: Record<string, string>): OutboundContent {
  return JSON.parse(fillLate(JSON.stringify(content), jsonSafe(values))) as OutboundContent
}

/** Values go into JSON text, so they are escaped as JSON strings are. */
function jsonSafe(values: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, JSON.stringify(value).slice(1, -1)]))
}

/** ≤ 32 bytes: it is the vendor's duplicate guard as well (wecom-protocol §5.12). */
function newOutboxId(now: Date): string {
  return newId('o', now)
}
