import { createHash, randomBytes } from 'node:crypto'
import type { Clock } from '../../../platform/clock'
import type { Db, Queryable } from '../../../platform/database/db'
import { newId } from '../../../platform/ids'
import type { Settings } from '../../../platform/settings'
import { hashPassword, isPassword } from './password'
import { endSessionsOf } from './sessions'
import { forgetTries } from './sign-in'

/** What opens the door, and what was made just now and can be shown only once. */
export interface Access {
  /** sha-256 of the API token. */
  tokenHash: Buffer
  /** Signs the guests' cookies of the web chat. */
  guestKey: Buffer
  /** To be printed by the caller; empty except at the first start. */
  made: { apiToken?: string; adminPassword?: string }
}

export const ADMIN = 'admin'
const TOKEN_SETTING = 'access.api-token-hash'
const ADMIN_GIVEN_SETTING = 'access.admin-password-given'
const GUEST_KEY_SETTING = 'access.guest-key'

/**
 * Token, guest key and the first account (contract.md §2). What the settings give wins and is written down as a hash; what
 * they don't give is made once, whichever of two processes starts first.
 */
export async function prepareAccess(deps: {
  db: Pick<Db, 'query' | 'tx'>
  clock: Clock
  settings: Pick<Settings, 'apiToken' | 'adminPassword'>
}): Promise<Access> {
  const token = await prepareToken(deps)
  const admin = await prepareAdmin(deps)
  const guestKey = await keepFirst(deps, GUEST_KEY_SETTING, randomBytes(32).toString('base64url'))
  return {
    tokenHash: Buffer.from(token.hash, 'hex'),
    guestKey: Buffer.from(guestKey.value, 'base64url'),
    made: {
      ...(token.made === undefined ? {} : { apiToken: token.made }),
      ...(admin === undefined ? {} : { adminPassword: admin }),
    },
  }
}

export const hashToken = (token: string): string => createHash('sha256').update(token).digest('hex')

type Deps = Parameters<typeof prepareAccess>[0]

async function prepareToken(deps: Deps): Promise<{ hash: string; made?: string }> {
  const given = deps.settings.apiToken
  if (given !== undefined) {
    const hash = hashToken(given)
    await deps.db.query(
      'keep-given-token',
      `insert into setting (scope, key, value, updated_at) values ('', $1, to_jsonb($2::text), $3)
       on conflict (scope, key) do update set value = excluded.value, version = setting.version + 1, updated_at = excluded.updated_at
        where setting.value is distinct from excluded.value`,
      [TOKEN_SETTING, hash, deps.clock.now()],
    )
    return { hash }
  }
  const made = `sw_${randomBytes(32).toString('base64url')}`
  const kept = await keepFirst(deps, TOKEN_SETTING, hashToken(made))
  return kept.first ? { hash: kept.value, made } : { hash: kept.value }
}

/** Writes a value unless there is one; says which of the two holds. */
async function keepFirst(deps: Deps, key: string, value: string): Promise<{ value: string; first: boolean }> {
  await deps.db.query(
    'keep-first-setting',
    `insert into setting (scope, key, value, updated_at) values ('', $1, to_jsonb($2::text), $3) on conflict do nothing`,
    [key, value, deps.clock.now()],
  )
  const rows = await deps.db.query<{ value: string }>(
    'kept-setting',
    `select value #>> '{}' as value from setting where scope = '' and key = $1`,
    [key],
  )
  const kept = rows[0]?.value ?? value
  return { value: kept, first: kept === value }
}

/**
 * Returns a password that was made, if one was; it stood in a terminal or a journal and must be replaced at first use. A password
 * given later replaces the old one and ends its sessions; given again unchanged, the one chosen in the console meanwhile stays.
 */
async function prepareAdmin(deps: Deps): Promise<string | undefined> {
  const known = await readAdmin(deps.db)
  const given = deps.settings.adminPassword
  if (known !== undefined) {
    await (given === undefined ? forgetGiven(deps.db) : applyGiven(deps, given, known))
    return undefined
  }
  const password = given ?? randomBytes(12).toString('base64url')
  const hash = await hashPassword(password)
  const rows = await deps.db.query<{ id: string }>(
    'make-admin',
    `insert into console_account (id, name, password_hash, role, must_change, created_at)
     values ($1, $2, $3, 'administrator', $4, $5) on conflict (name) do nothing returning id`,
    [newId('ac', deps.clock.now()), ADMIN, hash, given === undefined, deps.clock.now()],
  )
  if (given !== undefined) await rememberGiven(deps.db, hash, deps.clock.now())
  return rows.length > 0 && given === undefined ? password : undefined
}

async function readAdmin(db: Queryable): Promise<{ id: string; password_hash: string } | undefined> {
  const rows = await db.query<{ id: string; password_hash: string }>(
    'admin-password',
    'select id, password_hash from console_account where name = $1',
    [ADMIN],
  )
  return rows[0]
}

async function applyGiven(deps: Deps, given: string, known: { id: string; password_hash: string }): Promise<void> {
  const rows = await deps.db.query<{ hash: string }>(
    'given-admin-password',
    `select value #>> '{}' as hash from setting where scope = '' and key = $1`,
    [ADMIN_GIVEN_SETTING],
  )
  if (rows[0] && (await isPassword(given, rows[0].hash))) return
  const isNew = !(await isPassword(given, known.password_hash))
  const hash = isNew ? await hashPassword(given) : known.password_hash
  await deps.db.tx(async (tx) => {
    if (isNew) await replacePassword(tx, known.id, hash)
    await rememberGiven(tx, hash, deps.clock.now())
  })
}

/** Also the way back in for a company whose administrators have all lost theirs. */
async function replacePassword(tx: Queryable, id: string, hash: string): Promise<void> {
  await tx.query(
    'replace-admin-password',
    `update console_account set password_hash = $2, must_change = false, disabled_at = null, role = 'administrator' where id = $1`,
    [id, hash],
  )
  await endSessionsOf(tx, id)
  await forgetTries(tx, ADMIN)
}

async function rememberGiven(tx: Queryable, hash: string, at: Date): Promise<void> {
  await tx.query(
    'remember-given-password',
    `insert into setting (scope, key, value, updated_at) values ('', $1, to_jsonb($2::text), $3)
     on conflict (scope, key) do update set value = excluded.value, version = setting.version + 1, updated_at = excluded.updated_at`,
    [ADMIN_GIVEN_SETTING, hash, at],
  )
}

async function forgetGiven(tx: Queryable): Promise<void> {
  await tx.query('forget-given-password', `delete from setting where scope = '' and key = $1`, [ADMIN_GIVEN_SETTING])
}
