import type { Clock } from '../../platform/clock'
import type { Db, Queryable } from '../../platform/database/db'
import { AppError } from '../../platform/errors'
import type { Arrival } from '../../queue/arrival'
import { conversationIdOf } from '../../queue/inbox'
import type { DoorLog } from '../wecom/door-log'
import type { AccountStore, ClaimedAccount } from './account-store'
import { LostLease } from './account-store'
import { HeldArrival, releaseAll, sortOut } from './catch-up'
import type { HeldByUser } from './catch-up'
import type { Translated } from './from-kf-item'
import type { MediaKeeper } from './media-keeper'
import { noteOwners } from './owner-store'
import type { SeenOwner } from './owner-store'
import { noteServicer } from './servicer-store'
import { applyFacts, keepCode } from './session-store'
import { mendUndelivered } from './undelivered'
import type { Unreachable } from './undelivered'

/** A pulled page, translated, and where the next one begins. */
export interface Page {
  items: readonly Translated[]
  /** Its media fetched, or under way. */
  arrivals: readonly Arrival[]
  nextCursor: string | null
  /** `has_more` is 0: what was held back is released. */
  last: boolean
}

export interface StorePageDeps {
  db: Db
  clock: Clock
  log: DoorLog
  accounts: Pick<AccountStore, 'advance'>
  /** The inbox inside our transaction; gives the ids that were new. */
  acceptIn(tx: Queryable, arrivals: Arrival[]): Promise<string[]>
  /** Words that no way of ours brings to this owner: a task for a person, in our transaction. */
  onUnreachable?(tx: Queryable, owner: Unreachable): Promise<void>
}

/**
 * Messages, what we learn of sessions, and the cursor commit together, or not at all (wecom-protocol §5.10). If the store
 * refuses the page, its messages are stored one by one and only the bad one is put aside.
 */
export async function storePage(
  deps: StorePageDeps,
  account: ClaimedAccount,
  page: Page,
  remember: Awaited<ReturnType<MediaKeeper['fill']>>['remember'],
): Promise<void> {
  const commit = (accept: typeof deps.acceptIn) =>
    deps.db.tx(async (tx) => {
      await writePage({ ...deps, acceptIn: accept }, tx, account, page)
      await remember(tx)
    })
  try {
    await commit(deps.acceptIn)
  } catch (error) {
    if (error instanceof LostLease || (error instanceof AppError && error.retryable)) throw error
    deps.log.error({ err: error, account: account.openKfid }, 'a pulled page was refused by the store')
    await commit((tx, arrivals) => acceptOneByOne(deps, tx, account, arrivals))
  }
}

async function writePage(deps: StorePageDeps, tx: Queryable, account: ClaimedAccount, page: Page): Promise<void> {
  const { openKfid } = account
  const now = deps.clock.now()
  const arrivals = account.catchingUp ? await catchUp(tx, openKfid, page, now) : [...page.arrivals]
  const fresh = new Set(await deps.acceptIn(tx, arrivals))
  await applyFacts(
    tx,
    openKfid,
    page.items.flatMap(({ session }) => session ?? []),
  )
  for (const code of inOrder(codesOf(page, now), ({ user }) => user))
    await keepCode(tx, { openKfid, user: code.user }, code)
  const servicers = page.items.flatMap(({ servicer }) => servicer ?? [])
  for (const servicer of inOrder(servicers, ({ userid }) => userid)) await noteServicer(tx, openKfid, servicer)
  await noteOwners(tx, openKfid, page.items.flatMap(seenOwners), now)
  for (const { undelivered } of page.items)
    // A failure that is told again, after a lost cursor, has been mended already.
    if (undelivered && fresh.has(`wecom-kf:${openKfid}:${undelivered.arrivalId}`))
      await mendUndelivered(tx, { ...undelivered, openKfid }, now, deps.onUnreachable)
  for (const { stray } of page.items) if (stray) await putAside(tx, openKfid, stray, now)
  // Last, because it locks the account's row and callbacks that store their wake-up wait for that lock. Whoever has lost the
  // account fails here, and nothing of the page is kept.
  await deps.accounts.advance(tx, account, {
    cursor: page.nextCursor,
    catchingUp: account.catchingUp && !page.last,
  })
}

function codesOf({ items }: Page, now: Date) {
  return items.flatMap(({ code }) => (code && code.goodUntil > now ? [code] : []))
}

/** Rows are locked in one order everywhere, so that two transactions that meet cannot wait for each other. */
function inOrder<T>(list: readonly T[], key: (one: T) => string): T[] {
  return [...list].sort((a, b) => (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0))
}

function seenOwners({ arrivals }: Translated): SeenOwner[] {
  return arrivals.flatMap(({ message, author }) => {
    const { user, at, content } = message
    if (content.kind === 'enter') return [{ user, at, entry: { scene: content.scene, sceneParam: content.sceneParam } }]
    return author === 'owner' ? [{ user, at }] : []
  })
}

/** What may go to the inbox now; the rest stays in `kf_held` until the last page. */
async function catchUp(tx: Queryable, openKfid: string, page: Page, now: Date): Promise<Arrival[]> {
  const users = [...new Set(page.arrivals.map(({ message }) => message.user))]
  const rows = await tx.query<{ external_userid: string; arrival: unknown; seq: string }>(
    'kf-held-take',
    `delete from kf_held where open_kfid = $1 and ($2 or external_userid = any($3))
     returning external_userid, arrival, seq`,
    [openKfid, page.last, users],
  )
  const held: HeldByUser = new Map()
  for (const row of rows.sort((a, b) => Number(a.seq) - Number(b.seq)))
    held.set(row.external_userid, [...(held.get(row.external_userid) ?? []), HeldArrival.parse(row.arrival)])
  const accepted = sortOut(page.arrivals, held, now)
  if (page.last) return [...accepted, ...releaseAll(held, now)]
  await tx.query(
    'kf-held-put',
    `insert into kf_held (id, open_kfid, external_userid, arrival)
     select a.value -> 'message' ->> 'id', $1, a.value -> 'message' ->> 'user', a.value
       from jsonb_array_elements($2::jsonb) with ordinality a order by a.ordinality
     on conflict (id) do nothing`,
    [openKfid, JSON.stringify([...held.values()].flat())],
  )
  return accepted
}

async function acceptOneByOne(
  deps: StorePageDeps,
  tx: Queryable,
  { openKfid }: ClaimedAccount,
  arrivals: Arrival[],
): Promise<string[]> {
  const fresh: string[] = []
  // Talks are locked in the order everybody locks them in (queue/shared-commit.ts); a talk's own order stays.
  for (const arrival of inOrder(arrivals, ({ message }) => conversationIdOf(message))) {
    await tx.query('kf-item-begin', 'savepoint kf_item')
    try {
      fresh.push(...(await deps.acceptIn(tx, [arrival])))
      await tx.query('kf-item-keep', 'release savepoint kf_item')
    } catch (error) {
      await tx.query('kf-item-undo', 'rollback to savepoint kf_item')
      const reason = error instanceof Error ? error.message : String(error)
      await putAside(tx, openKfid, { id: arrival.message.id, item: arrival, reason }, deps.clock.now())
    }
  }
  return fresh
}

async function putAside(
  tx: Queryable,
  openKfid: string,
  { id, item, reason }: { id: string; item: unknown; reason: string },
  at: Date,
): Promise<void> {
  await tx.query(
    'kf-stray-put',
    `insert into kf_stray (id, open_kfid, item, reason, at) values ($1, $2, $3::jsonb, $4, $5) on conflict (id) do nothing`,
    [id, openKfid, JSON.stringify(item) ?? 'null', reason.slice(0, 500), at],
  )
}
