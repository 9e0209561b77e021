import type { Clock } from '../../platform/clock'
import type { Db, Queryable } from '../../platform/database/db'
import type { KfAccount } from '../wecom/answers'

/** An account this process may pull until the lease ends. */
export interface ClaimedAccount {
  openKfid: string
  communityId: string | null
  cursor: string | null
  catchingUp: boolean
  callbackToken: string | null
  callbackAt: Date | null
  wakeGen: string
  /** Nobody announced anything: a look for what a lost callback would have told. */
  reconciling: boolean
  lastPullAt: Date | null
  failures: number
  epoch: string
}

export interface AccountStore {
  claim(busy: readonly string[]): Promise<ClaimedAccount | null>
  /** False when another process has taken the account over. */
  renew(account: ClaimedAccount): Promise<boolean>
  /** Inside the page's transaction: how far it went. Throws LostLease when another process has taken the account over. */
  advance(tx: Queryable, account: ClaimedAccount, to: { cursor: string | null; catchingUp: boolean }): Promise<void>
  finish(account: ClaimedAccount): Promise<void>
  /** Left between two pages; whoever comes next goes on from there. */
  release(account: ClaimedAccount): Promise<void>
  fail(
    account: ClaimedAccount,
    failure: { error: string; waitMs: number; throttled: boolean; gone: boolean },
  ): Promise<void>
  untilNextMs(): Promise<number | null>
  /** The accounts of the settings, before WeCom could be asked for its list. */
  ensure(openKfids: readonly string[]): Promise<void>
  /** What `kf/account/list` says; accounts of `only` that are not listed stay out. */
  register(accounts: readonly KfAccount[], only: readonly string[] | null): Promise<void>
  /** One pull for each account after a start, spaced out (wecom-protocol §5.10). */
  pullAllOnce(): Promise<void>
  list(): Promise<AccountStatus[]>
}

export interface AccountStatus {
  openKfid: string
  name: string
  active: boolean
  managePrivilege: boolean | null
  catchingUp: boolean
  lastPullAt: Date | null
  lastError: string | null
}

export class LostLease extends Error {}

/** Renewed every two seconds, so a process that is killed leaves its accounts waiting no longer than this. */
const LEASE = "interval '8 seconds'"
const RECONCILE_MS = { busy: 60_000, quiet: 300_000 }
const SPACING_MS = 250

export function createAccountStore({ db, clock }: { db: Db; clock: Clock }): AccountStore {
  return { claim, renew, advance, finish, release, ensure, fail, untilNextMs, register, pullAllOnce, list }

  async function claim(busy: readonly string[]): Promise<ClaimedAccount | null> {
    const rows = await db.query<{
      open_kfid: string
      community_id: string | null
      cursor: string | null
      catching_up: boolean
      callback_token: string | null
      callback_at: Date | null
      wake_gen: string
      reconciling: boolean
      last_pull_at: Date | null
      failures: number
      epoch: string
    }>(
      'kf-account-claim',
      `update kf_account set lease_until = clock_timestamp() + ${LEASE}, epoch = epoch + 1
        where open_kfid = (
          select open_kfid from kf_account
           where active and (wake_gen > pulled_gen or due_at <= $1) and (not_before is null or not_before <= $1)
             and (lease_until is null or lease_until < clock_timestamp()) and open_kfid <> all($2)
           order by wake_gen > pulled_gen desc, due_at
           limit 1 for update skip locked)
       returning open_kfid, community_id, cursor, catching_up, callback_token, callback_at, wake_gen,
                 wake_gen <= pulled_gen as reconciling, last_pull_at, failures, epoch`,
      [clock.now(), busy],
    )
    const row = rows[0]
    if (!row) return null
    return {
      openKfid: row.open_kfid,
      communityId: row.community_id,
      cursor: row.cursor,
      catchingUp: row.catching_up,
      callbackToken: row.callback_token,
      callbackAt: row.callback_at,
      wakeGen: row.wake_gen,
      reconciling: row.reconciling,
      lastPullAt: row.last_pull_at,
      failures: row.failures,
      epoch: row.epoch,
    }
  }

  async function renew({ openKfid, epoch }: ClaimedAccount): Promise<boolean> {
    const rows = await db.query(
      'kf-account-renew',
      `update kf_account set lease_until = clock_timestamp() + ${LEASE} where open_kfid = $1 and epoch = $2 returning 1`,
      [openKfid, epoch],
    )
    return rows.length > 0
  }

  async function advance(
    tx: Queryable,
    { openKfid, epoch }: ClaimedAccount,
    to: { cursor: string | null; catchingUp: boolean },
  ): Promise<void> {
    const rows = await tx.query(
      'kf-account-advance',
      `update kf_account set cursor = $3, catching_up = $4, lease_until = clock_timestamp() + ${LEASE}
        where open_kfid = $1 and epoch = $2 returning 1`,
      [openKfid, epoch, to.cursor, to.catchingUp],
    )
    if (rows.length === 0) throw new LostLease(openKfid)
  }

  /** A wake-up that came after the claim keeps `wake_gen` ahead: the account is claimed again at once. */
  async function finish({ openKfid, epoch, wakeGen, reconciling }: ClaimedAccount): Promise<void> {
    const now = clock.now()
    await db.query(
      'kf-account-finish',
      `update kf_account a
          set pulled_gen = $3, lease_until = null, not_before = null, failures = 0, last_error = null, last_pull_at = $4,
              slowness = case when $5 then greatest(1, slowness / 2) else slowness end,
              due_at = $4::timestamptz + slowness * case
                when exists (select from kf_session s where s.open_kfid = a.open_kfid and s.last_owner_at > $4::timestamptz - interval '1 hour')
                then make_interval(secs => $6) else make_interval(secs => $7) end
        where open_kfid = $1 and epoch = $2`,
      [openKfid, epoch, wakeGen, now, reconciling, RECONCILE_MS.busy / 1000, RECONCILE_MS.quiet / 1000],
    )
  }

  async function release({ openKfid, epoch }: ClaimedAccount): Promise<void> {
    await db.query(
      'kf-account-release',
      'update kf_account set lease_until = null where open_kfid = $1 and epoch = $2',
      [openKfid, epoch],
    )
  }

  async function ensure(openKfids: readonly string[]): Promise<void> {
    await db.query(
      'kf-account-ensure',
      'insert into kf_account (open_kfid, due_at) select unnest($1::text[]), $2 on conflict (open_kfid) do nothing',
      [[...openKfids].sort(), clock.now()],
    )
  }

  async function fail(
    { openKfid, epoch }: ClaimedAccount,
    failure: { error: string; waitMs: number; throttled: boolean; gone: boolean },
  ): Promise<void> {
    await db.query(
      'kf-account-fail',
      `update kf_account
          set lease_until = null, failures = failures + 1, last_error = $3, not_before = $4,
              slowness = case when $5 then least(8, slowness * 2) else slowness end, active = active and not $6
        where open_kfid = $1 and epoch = $2`,
      [
        openKfid,
        epoch,
        failure.error.slice(0, 500),
        new Date(clock.now().getTime() + failure.waitMs),
        failure.throttled,
        failure.gone,
      ],
    )
  }

  async function untilNextMs(): Promise<number | null> {
    const rows = await db.query<{ at: Date | null }>(
      'kf-account-next',
      `select min(greatest(case when wake_gen > pulled_gen then '-infinity' else due_at end, not_before)) as at
         from kf_account where active and (lease_until is null or lease_until < clock_timestamp())`,
    )
    const at = rows[0]?.at
    return at instanceof Date ? at.getTime() - clock.now().getTime() : null
  }

  /** What the app may not manage is only pulled when the settings name it, or when WeCom announces something for it. */
  async function register(accounts: readonly KfAccount[], only: readonly string[] | null): Promise<void> {
    const ours = accounts
      .filter(({ open_kfid }) => only === null || only.includes(open_kfid))
      .map((account) => ({ ...account, active: only !== null || account.manage_privilege !== false }))
      .sort((a, b) => (a.open_kfid < b.open_kfid ? -1 : 1))
    await db.query(
      'kf-account-register',
      `with listed as (
         insert into kf_account (open_kfid, name, manage_privilege, active, due_at)
         select l.open_kfid, l.name, l.manage_privilege, l.active, $2
           from jsonb_to_recordset($1::jsonb) as l(open_kfid text, name text, manage_privilege boolean, active boolean)
         on conflict (open_kfid) do update
            set name = excluded.name, manage_privilege = excluded.manage_privilege, active = excluded.active,
                not_before = case when kf_account.active then kf_account.not_before end
         returning open_kfid)
       update kf_account set active = false where open_kfid not in (select open_kfid from listed) and active`,
      [JSON.stringify(ours), clock.now()],
    )
  }

  async function pullAllOnce(): Promise<void> {
    await db.query(
      'kf-account-pull-all',
      `update kf_account a set due_at = least(a.due_at, $1::timestamptz + n.rank * make_interval(secs => $2))
         from (select open_kfid, row_number() over (order by open_kfid) - 1 as rank from kf_account where active) n
        where n.open_kfid = a.open_kfid`,
      [clock.now(), SPACING_MS / 1000],
    )
  }

  async function list(): Promise<AccountStatus[]> {
    const rows = await db.query<{
      open_kfid: string
      name: string
      active: boolean
      manage_privilege: boolean | null
      catching_up: boolean
      last_pull_at: Date | null
      last_error: string | null
    }>(
      'kf-account-list',
      'select open_kfid, name, active, manage_privilege, catching_up, last_pull_at, last_error from kf_account order by open_kfid',
    )
    return rows.map((row) => ({
      openKfid: row.open_kfid,
      name: row.name,
      active: row.active,
      managePrivilege: row.manage_privilege,
      catchingUp: row.catching_up,
      lastPullAt: row.last_pull_at,
      lastError: row.last_error,
    }))
  }
}
