import type { Clock } from '../platform/clock'
import type { Db } from '../platform/database/db'
import { AppError } from '../platform/errors'
import { newId } from '../platform/ids'
import type { OutboundContent } from '../messages/outbound'
import { createCommitTurn } from './commit-turn'
import type { CommitTurn } from './commit-turn'
import { untilMs } from './lane'
import { startLoop } from './loop'
import type { Batch, Loop, Waker } from './loop'
import { ClaimedTurn } from './turn'
import type { TurnDecision } from './turn'

export interface WorkerDeps {
  db: Db
  clock: Clock
  waker: Waker
  /** Turns thought at once in this process. */
  concurrency: number
  byHand?: boolean
  think: (claimed: ClaimedTurn) => Promise<TurnDecision>
  /** After the third failure: an apology and a person (design §2). Must not need what failed. */
  giveUp: (claimed: ClaimedTurn, error: unknown) => TurnDecision | Promise<TurnDecision>
  /** How a channel shows words, and whether an outbox row must carry them there. */
  channelOf: (channel: string) => { shape: (content: OutboundContent) => OutboundContent[]; delivers: boolean }
  onCommitted?: (turn: { conversationId: string; turnId: string; seconds: number }) => void
  onError: (error: unknown, facts: { conversationId: string; attempts: number }) => void
}

type Deps = WorkerDeps & { commitTurn: CommitTurn }

const LEASE_SECONDS = 30
/** Below the lease: a turn that hangs is given up before another worker may take the talk. */
const THINK_LIMIT_MS = 20_000
const FAILURES_UNTIL_APOLOGY = 3
/**
 * So often a turn is thought whose worker was gone each time, before it ends like one that fails: whatever it is, it may be what kills
 * them. More than of failures, for a turn beside it dies innocently.
 */
const CLAIMS_UNTIL_APOLOGY = 5
const BACKOFF_MS = [500, 2000]

/** Claims talks that are due, thinks outside any transaction, commits in one (design §2). Turns of one talk never overlap. */
export function startWorker(given: WorkerDeps): Loop {
  const deps = { ...given, commitTurn: createCommitTurn(given.db) }
  return startLoop({
    name: 'turn',
    waker: deps.waker,
    concurrency: deps.concurrency,
    byHand: deps.byHand,
    claim: (room) => claimTurns(deps, room),
    onError: (error) => deps.onError(error, { conversationId: '', attempts: 0 }),
  })
}

async function claimTurns(deps: Deps, room: number): Promise<Batch> {
  const now = deps.clock.now()
  const rows = await deps.db.query<{ found: { claimed: unknown[]; nextAt: string | null } }>(
    'claim-turns',
    'select claim_turns($1, $2, $3) as found',
    [now, LEASE_SECONDS, room],
  )
  const { claimed, nextAt } = rows[0]!.found
  // Read inside the work: a row that cannot be read fails alone, not the neighbours that were claimed with it.
  return {
    works: claimed.map((turn) => async () => takeTurn(deps, ClaimedTurn.parse(turn))),
    untilNextMs: untilMs(nextAt, now),
  }
}

async function takeTurn(deps: Deps, claimed: ClaimedTurn): Promise<void> {
  const started = performance.now()
  try {
    await thinkAndCommit(deps, claimed, started)
  } catch (error) {
    deps.onError(error, { conversationId: claimed.conversation.id, attempts: claimed.attempts })
    await afterFailure(deps, claimed, error, started)
  }
}

async function thinkAndCommit(deps: Deps, first: ClaimedTurn, started: number): Promise<void> {
  let claimed = first
  if (claimed.messages.length === 0) return release(deps, claimed)
  if (claimed.attempts >= CLAIMS_UNTIL_APOLOGY)
    throw new Error(`${claimed.attempts} workers were gone before the turn ended`)
  const turnId = newId('tn', deps.clock.now())
  for (const final of [false, true]) {
    const decision = await withinLimit(deps.think(claimed))
    const result = await commit(deps, claimed, decision, turnId, final)
    if (result === 'again') {
      claimed = await readAgain(deps, claimed)
      continue
    }
    if (result === 'done') tellCommitted(deps, claimed, turnId, started)
    return
  }
}

async function afterFailure(deps: Deps, claimed: ClaimedTurn, error: unknown, started: number): Promise<void> {
  const why = error instanceof Error ? error.message : String(error)
  // A store that is away is no fault of the turn: it does not count towards the apology.
  const counts = !(error instanceof AppError && error.failure === 'unavailable')
  if (counts && claimed.attempts + 1 >= FAILURES_UNTIL_APOLOGY) {
    const turnId = newId('tn', deps.clock.now())
    const result = await commit(deps, claimed, await deps.giveUp(claimed, error), turnId, true)
    if (result === 'done') tellCommitted(deps, claimed, turnId, started)
    return
  }
  const pauseMs = BACKOFF_MS[Math.min(claimed.attempts, BACKOFF_MS.length - 1)]!
  await deps.db.query(
    'delay-turn',
    `update ready set lease_until = null, due_at = $3, attempts = attempts + $4, last_error = $5
      where lane = 'turn' and conversation_id = $1 and epoch = $2`,
    [
      claimed.conversation.id,
      claimed.epoch,
      new Date(deps.clock.now().getTime() + pauseMs),
      counts ? 1 : 0,
      why.slice(0, 500),
    ],
  )
}

function tellCommitted(deps: Deps, { conversation }: ClaimedTurn, turnId: string, started: number): void {
  deps.onCommitted?.({ conversationId: conversation.id, turnId, seconds: (performance.now() - started) / 1000 })
}

function commit(deps: Deps, claimed: ClaimedTurn, decision: TurnDecision, turnId: string, final: boolean) {
  const { shape, delivers } = deps.channelOf(claimed.conversation.channel)
  return deps.commitTurn(claimed, decision, { turnId, now: deps.clock.now(), final, shape, delivers })
}

async function readAgain(deps: Deps, claimed: ClaimedTurn): Promise<ClaimedTurn> {
  const rows = await deps.db.query<{ claimed: unknown }>(
    'read-turn-again',
    'select read_turn_again($1, $2, $3) as claimed',
    [claimed.conversation.id, claimed.epoch, LEASE_SECONDS],
  )
  if (rows[0]?.claimed == null) throw new AppError('unavailable', 'lease_lost', 'another worker holds the talk')
  return ClaimedTurn.parse(rows[0].claimed)
}

/** Nothing waits any more (all of it was answered by an earlier turn): the row goes. */
async function release(deps: Deps, claimed: ClaimedTurn): Promise<void> {
  await deps.db.query('release-turn', `select finish_lane('turn', $1, $2, $3, $4)`, [
    claimed.conversation.id,
    claimed.gen,
    claimed.epoch,
    deps.clock.now(),
  ])
}

function withinLimit<T>(work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout
  const limit = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`the turn did not end within ${THINK_LIMIT_MS} ms`)), THINK_LIMIT_MS)
  })
  return Promise.race([work, limit]).finally(() => clearTimeout(timer))
}
