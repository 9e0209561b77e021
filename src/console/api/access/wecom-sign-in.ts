import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import type { Db, Queryable } from '../../../platform/database/db'
import type { WecomRoles } from '../../contract/wecom-roles'
import { openSession } from './sessions'
import { accountOfMember, unknowablePassword } from './wecom-account'
import { readWecomRoles, roleIn, withParents } from './wecom-roles'

/** What signing in needs of WeCom; app.ts fills it. */
export interface WecomSignIn {
  corpId: string
  agentId: number
  /** WECOM_OAUTH_BASE, WECOM_LOGIN_BASE. */
  oauthBase: string
  loginBase: string
  whoSignedIn(code: string): Promise<{ userid: string | null } | 'code_dead'>
  member(userid: string): Promise<{ name: string; departments: number[] } | null>
  departmentParents(): Promise<Map<number, number>>
  tag(id: number): Promise<{ userids: string[]; departments: number[] } | null>
}

/** Inside the WeCom client, or by QR code in any other browser (wecom-protocol §9.1, §9.2). */
export type Way = 'inside' | 'qr'

/** What the sign-in screen puts into words. */
export type Refusal = 'broken' | 'expired' | 'not_member' | 'unknown' | 'unavailable'

const STATE_MS = 10 * 60_000

/**
 * Begins a sign-in. `state` comes back through somebody else's page and proves nothing alone: it is good once, for ten minutes,
 * and only in the browser that keeps `browser`, so that nobody can be signed in as somebody else by a prepared link.
 */
export async function beginSignIn(db: Queryable, next: string, now: Date): Promise<{ state: string; browser: string }> {
  // Hexadecimal: the platform brings back letters and digits only (§9.1).
  const state = randomBytes(24).toString('hex')
  const browser = randomBytes(24).toString('base64url')
  await db.query(
    'begin-sign-in',
    `with old as (delete from sign_in_state where expires_at <= $4)
     insert into sign_in_state (state_hash, browser_hash, next, created_at, expires_at) values ($1, $2, $3, $4, $5)`,
    [hashOf(state), hashOf(browser), next, now, new Date(now.getTime() + STATE_MS)],
  )
  return { state, browser }
}

/** Where the browser goes to (§9.1, §9.2). */
export function signInAddress(wecom: WecomSignIn, way: Way, given: { back: string; state: string }): string {
  const { corpId: appid, agentId } = wecom
  if (way === 'inside') {
    const query = new URLSearchParams({
      ...{ appid, redirect_uri: given.back, response_type: 'code', scope: 'snsapi_base', state: given.state },
      agentid: String(agentId),
    })
    return `${wecom.oauthBase}/connect/oauth2/authorize?${query}#wechat_redirect`
  }
  const query = new URLSearchParams({
    ...{ login_type: 'CorpApp', appid, agentid: String(agentId), redirect_uri: given.back },
    ...{ state: given.state, lang: 'zh' },
  })
  return `${wecom.loginBase}/wwlogin/sso/login?${query}`
}

export type Finished =
  | { kind: 'in'; sessionId: string; account: string; userid: string; next: string }
  | { kind: 'refused'; reason: Refusal; userid: string | null }

/** The way back: state and browser first, then who it is, then whether they may come in. */
export async function finishSignIn(
  db: Db,
  wecom: WecomSignIn,
  given: { code?: string; state?: string; browser: string | undefined; now: Date },
): Promise<Finished> {
  const next = await takeState(db, given)
  if (next === null || !given.code) return refused('broken')
  const who = await wecom.whoSignedIn(given.code)
  if (who === 'code_dead') return refused('expired')
  const { userid } = who
  // A userid with a slash is a member of a linked corp, where we know nobody's departments.
  if (userid === null || userid.includes('/')) return refused('not_member', userid)
  const member = await wecom.member(userid)
  const table = await readWecomRoles(db)
  const line = roleIn(table, await placeOf(wecom, userid, member?.departments ?? [], table))
  const passwordHash = await unknowablePassword()
  const opened = await db.tx(async (tx) => {
    const person = { userid, name: member?.name ?? '' }
    const account = await accountOfMember(tx, person, line, { at: given.now, passwordHash })
    if (!account) return null
    // A new id, never one the browser brought (session fixation).
    const { sessionId } = await openSession(tx, account.id, given.now)
    return { sessionId, account: account.name }
  })
  return opened ? { kind: 'in', ...opened, userid, next } : refused('unknown', userid)
}

/** Good once: whoever asks second finds nothing, also when the first was not the browser that began. */
async function takeState(
  db: Queryable,
  given: { state?: string; browser: string | undefined; now: Date },
): Promise<string | null> {
  if (!given.state || !given.browser) return null
  const rows = await db.query<{ browser_hash: string; next: string; expires_at: Date }>(
    'take-sign-in-state',
    'delete from sign_in_state where state_hash = $1 returning browser_hash, next, expires_at',
    [hashOf(given.state)],
  )
  const row = rows[0]
  if (!row || row.expires_at <= given.now) return null
  const [expected, found] = [Buffer.from(row.browser_hash), Buffer.from(hashOf(given.browser))]
  return timingSafeEqual(expected, found) ? row.next : null
}

/** Only what the table asks about is asked of WeCom. */
async function placeOf(wecom: WecomSignIn, userid: string, own: readonly number[], table: WecomRoles) {
  const tagIds = new Set(table.rows.flatMap(({ tag }) => (tag === undefined ? [] : [tag])))
  const wantsDepartments = table.rows.some(({ department }) => department !== undefined) || tagIds.size > 0
  const parents = wantsDepartments ? await wecom.departmentParents() : new Map<number, number>()
  const departments = withParents(own, parents)
  const tags = new Set<number>()
  for (const id of tagIds) {
    const tag = await wecom.tag(id)
    const byName = tag?.userids.some((one) => one.toLowerCase() === userid.toLowerCase()) ?? false
    if (byName || tag?.departments.some((department) => departments.has(department))) tags.add(id)
  }
  return { userid, departments, tags }
}

/** Our own page and a place in it, never another site: `//evil`, `/\evil` and full addresses fall back to the start. */
export function safeNext(next: string | undefined): string {
  return next !== undefined && next.length <= 300 && /^\/(#\/?[\w\-./%=&]*)?$/.test(next) ? next : '/'
}

function refused(reason: Refusal, userid: string | null = null): Finished {
  return { kind: 'refused', reason, userid }
}

const hashOf = (secret: string) => createHash('sha256').update(secret).digest('hex')
