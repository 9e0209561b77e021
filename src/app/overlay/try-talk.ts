import type { Clock } from '../../platform/clock'
import type { Db, Queryable } from '../../platform/database/db'
import type { Settings } from '../../platform/settings'
import { outboundText } from '../../messages/outbound'
import type { GuardRules } from '../../messages/guard/guard-rules'
import { fillLate } from '../../queue/turn'
import type { ClaimedTurn, TurnDecision } from '../../queue/turn'
import type { Dialogs } from '../../dialogs/read-dialogs'
import type { SearchIndex } from '../../knowledge/retrieval/search-index'
import type { Snapshot } from '../../understanding/live/snapshot'
import { createTalkEngine } from '../talk-engine'

export interface TriedTurn {
  said: string
  replies: { text: string; options: string[] }[]
  would: string[]
}

/**
 * A talk from its beginning with words that are not live: the real engine thinks, and nothing of what it comes to is done. It reads
 * inside a transaction that may not write, so not even a mistake of ours could leave a trace. Without a model: the same words
 * get the same answer, and a trial costs nobody anything.
 */
export async function tryTalk(
  deps: {
    db: Db
    clock: Clock
    settings: Pick<Settings, 'timeZone' | 'staffHours' | 'turnQuietMs' | 'handoffMode'>
    fillAnswer: (answer: string, communityId: string | null) => string | null
  },
  draft: { dialogs: Dialogs; understanding: Snapshot; guard: GuardRules; index: SearchIndex },
  talk: { communityId: string | null; said: readonly string[] },
): Promise<TriedTurn[]> {
  return deps.db.tx(async (tx) => {
    await tx.query('read-only', 'set transaction read only')
    const engine = createTalkEngine({
      ...deps,
      db: readOnly(tx),
      index: draft.index,
      dialogs: () => draft.dialogs,
      understanding: () => draft.understanding,
      guard: () => draft.guard,
      duty: { isReceiving: () => Promise.resolve(null), isNative: () => false },
      publicUrl: () => '',
    })
    const turns: TriedTurn[] = []
    let state: Record<string, unknown> = {}
    for (const [at, said] of talk.said.entries()) {
      const decision = await engine.think(claimedOf(said, at, state, talk.communityId, deps.clock.now()))
      state = decision.state
      turns.push({ said, replies: repliesOf(decision), would: wouldOf(decision) })
    }
    return turns
  })
}

/** The engine asks for a whole store and only ever reads. */
function readOnly(tx: Queryable): Db {
  const never = () => Promise.reject(new Error('a trial has one transaction and only reads'))
  return {
    query: (name, sql, params) => tx.query(name, sql, params),
    tx: (work) => work(tx),
    listen: never,
    close: never,
  }
}

const NOBODY = 'trial'
const APART_MS = 20_000

function claimedOf(
  text: string,
  place: number,
  state: Record<string, unknown>,
  communityId: string | null,
  now: Date,
): ClaimedTurn {
  const at = new Date(now.getTime() + place * APART_MS)
  const id = `${NOBODY}-${place}`
  const talk = { channel: 'web', account: 'web', user: NOBODY } as const
  return {
    conversation: { id: NOBODY, ...talk, communityId, personId: NOBODY, state, muted: false },
    gen: 1,
    epoch: 1,
    attempts: 0,
    person: { id: NOBODY, name: null, salutation: null, phone: null, language: null },
    handoff: null,
    messages: [
      {
        id,
        exchangeId: id,
        message: { id, ...talk, sourceId: id, at, content: { kind: 'text', text } },
        receivedAt: at,
      },
    ],
  }
}

/** Only a commit knows the number of a case; the trial says so. */
const NUMBERS: Record<string, string> = new Proxy(
  {},
  { get: (_, name) => (String(name).endsWith('.number') ? '（正式登记时给编号）' : '') },
)

function repliesOf({ out }: TurnDecision): TriedTurn['replies'] {
  return out.flatMap((one) => {
    if (!('say' in one)) return []
    const { content } = one.say
    const text =
      content.type === 'menu' ? [content.text, content.tail].filter(Boolean).join('\n') : outboundText(content)
    const options = content.type === 'menu' ? content.options.map(({ label }) => label) : []
    return [{ text: fillLate(text, NUMBERS), options }]
  })
}

function wouldOf({ trace, effects, out }: TurnDecision): string[] {
  const hands = Number(trace['handoffs'] ?? 0) > 0
  const notices = out.filter((one) => 'errand' in one).length
  return [
    ...(hands ? ['这里会请同事来接'] : []),
    ...(!hands && effects.length > 0 && notices > 0 ? ['这里会通知同事'] : []),
  ]
}
