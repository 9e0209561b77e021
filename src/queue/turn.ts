import { randomBytes } from 'node:crypto'
import { z } from 'zod'
import type { Queryable } from '../platform/database/db'
import { InboundMessage } from '../messages/inbound'
import type { InboundContent } from '../messages/inbound'
import type { OutboundContent } from '../messages/outbound'
import type { OutboxBody } from './delivery'

/** A kind that this version does not know (a newer door beside it) is something nobody can read, and no reason to be silent for good. */
const Unreadable = InboundMessage.extend({
  content: z.unknown().transform((): InboundContent => ({ kind: 'other', vendorType: 'unreadable' })),
})

/** All a turn starts from, read in the round trip that claims it. */
export const ClaimedTurn = z.object({
  conversation: z.object({
    id: z.string(),
    channel: z.string(),
    account: z.string(),
    user: z.string(),
    communityId: z.string().nullable(),
    personId: z.string(),
    state: z.record(z.string(), z.unknown()),
    muted: z.boolean(),
  }),
  gen: z.number(),
  epoch: z.number(),
  attempts: z.number(),
  person: z.object({
    id: z.string(),
    name: z.string().nullable(),
    salutation: z.string().nullable(),
    phone: z.string().nullable(),
    language: z.string().nullable(),
  }),
  handoff: z
    .object({
      id: z.string(),
      status: z.enum(['waiting', 'active']),
      reason: z.string(),
      mode: z.enum(['native', 'console']),
      staffed: z.boolean(),
      assignee: z.string().nullable(),
      caseId: z.string().nullable(),
      openedAt: z.coerce.date(),
    })
    .nullable(),
  messages: z.array(
    z.object({
      id: z.string(),
      exchangeId: z.string(),
      message: z.union([InboundMessage, Unreadable]),
      receivedAt: z.coerce.date(),
    }),
  ),
})
export type ClaimedTurn = z.infer<typeof ClaimedTurn>

/** One thing said in a turn; the channel may show it as several messages. */
export interface Say {
  content: OutboundContent
  /** The articles (and versions) the words come from. */
  sources?: { article: string; version: number }[]
  author?: 'bot' | 'system'
  way?: Extract<OutboxBody, { kind: 'message' }>['way']
  code?: string
  evenWhenServed?: boolean
  useReserve?: boolean
}

/** What the outbox does besides speaking, in order with the words: see `OutboxBody`. */
export type Errand = Exclude<OutboxBody, { kind: 'message' }>

/**
 * A write that belongs to the turn. It runs inside the commit, may run again when the commit is tried again, and returns values
 * that exist only then (a case number), to be put where the words say `late('case.number')`.
 */
export type Effect = (
  tx: Queryable,
  turn: {
    id: string
    exchangeIds: string[]
    /** Work that needs what the turn says to be in the log: it gets the ids of its words, in the same transaction. */
    afterwards: (work: (tx: Queryable, said: { exchangeIds: string[] }) => Promise<void>) => void
  },
) => Promise<Record<string, string> | void>

/** What thinking came to. Nothing of it has happened yet. */
export interface TurnDecision {
  /** When the turn takes place, by the owner's clock. */
  at: Date
  state: Record<string, unknown>
  understanding: { exchangeId: string; value: unknown }[]
  /** Words and errands in the order they go out. */
  out: ({ say: Say } | { errand: Errand })[]
  effects: Effect[]
  trace: Record<string, unknown>
}

/** A place in the words for a value that only the commit knows. */
export function late(name: string): string {
  return `⟪${SEAL}.${name}⟫`
}

/** Puts the values in; a name without a value is a bug and throws before anything is sent. */
export function fillLate(text: string, values: Record<string, string>): string {
  return text.replace(PLACE, (_, name: string) => {
    const value = values[name]
    if (value === undefined) throw new Error(`no value for ${name} in the words of the turn`)
    return value
  })
}

/** Nobody outside knows it, so words of an owner or of an article are never taken for a place of ours. */
const SEAL = randomBytes(6).toString('hex')
const PLACE = new RegExp(`⟪${SEAL}\\.([^⟫]+)⟫`, 'g')
