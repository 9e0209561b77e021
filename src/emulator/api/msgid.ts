import { ApiError } from '../api-error'
import type { Account, World } from '../world'

/** §5.12: at most 32 of `[0-9a-zA-Z_-]`; an empty one fails, a missing one is made up. */
export function readMsgid(world: World, body: Record<string, unknown>, path: string): string {
  const given = body.msgid
  if (given === undefined) return world.random.id('s')
  if (given === '') {
    world.violations.note('msgid-empty', 'leave the field out instead', path)
    throw new ApiError(40058, 'msgid')
  }
  if (typeof given !== 'string' || !/^[0-9a-zA-Z_-]{1,32}$/.test(given)) {
    world.violations.note('msgid-malformed', String(given).slice(0, 80), path)
    throw new ApiError(40058, 'msgid')
  }
  return given
}

/** A duplicate guard, not idempotency: only accepted sends count, and the answer tells nothing of the first one. */
export function refuseReuse(world: World, account: Account, msgid: string, body: unknown, path: string): void {
  const before = account.usedMsgids.get(msgid)
  if (before === undefined) return
  if (before !== fingerprint(body)) world.violations.note('msgid-reused', `${msgid} with other content`, path)
  throw new ApiError(95033)
}

export function remember(account: Account, msgid: string, body: unknown): void {
  account.usedMsgids.set(msgid, fingerprint(body))
}

function fingerprint(body: unknown): string {
  return JSON.stringify(body)
}
