import { createHash, randomBytes } from 'node:crypto'
import type { Clock } from '../../../platform/clock'
import type { Queryable } from '../../../platform/database/db'
import { newId } from '../../../platform/ids'
import type { Settings } from '../../../platform/settings'
import { hashPassword, isPassword } from './password'

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
const GUEST_KEY_SETTING = 'access.guest-key'

/**
 * Token, guest key and the first account (contract.md §2). What the settings give wins and is written down as a hash; what
 * they don't give is made once, whichever of two processes starts first.
 */
export async function prepareAccess(deps: {
  db: Queryable
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

/** Returns a password that was made, if one was. A password given later replaces the old one and ends its sessions. */
async function prepareAdmin(deps: Deps): Promise<string | undefined> {
  const known = await readAdmin(deps.db)
  const given = deps.settings.adminPassword
  if (known !== undefined) {
    if (given !== undefined && !(await isPassword(given, known))) await replacePassword(deps, given)
    return undefined
  }
  const password = given ?? randomBytes(12).toString('base64url')
  const rows = await deps.db.query<{ id: string }>(
    'make-admin',
    `insert into console_account (id, name, password_hash, role, created_at) values ($1, $2, $3, 'administrator', $4)
     on conflict (name) do nothing returning id`,
    [newId('ac', deps.clock.now()), ADMIN, await hashPassword(password), deps.clock.now()],
  )
  return rows.length > 0 && given === undefined ? password : undefined
}

async function readAdmin(db: Queryable): Promise<string | undefined> {
  const rows = await db.query<{ password_hash: string }>(
    'admin-password',
    'select password_hash from console_account where name = $1',
    [ADMIN],
  )
  return rows[0]?.password_hash
}

async function replacePassword(deps: Deps, password: string): Promise<void> {
  await deps.db.query(
    'replace-admin-password',
    `with changed as (
       update console_account set password_hash = $2, failures = 0, locked_until = null where name = $1 returning id)
     delete from console_session where account_id in (select id from changed)`,
    [ADMIN, await hashPassword(password)],
  )
}
