import type { Servicers } from '../wecom/servicers'
import { isSameUser } from '../wecom/servicers'

/** Sessions each servicer holds, as far as we know, by lower-case id. */
export type Load = ReadonlyMap<string, number>

/**
 * Whom to try, best first: the one chosen by staff alone, else everybody who is receiving, those who fit the matter first (`prefer`),
 * then the least busy.
 */
export function candidatesFor(
  servicers: Servicers,
  load: Load,
  target?: string,
  prefer: readonly string[] = [],
): string[] {
  const receiving = servicers.people.filter((one) => one.receiving).map(({ userid }) => userid)
  if (target !== undefined) return receiving.filter((userid) => isSameUser(userid, target))
  const held = (userid: string) => load.get(userid.toLowerCase()) ?? 0
  const place = (userid: string) => {
    const at = prefer.findIndex((other) => isSameUser(other, userid))
    return at < 0 ? prefer.length : at
  }
  return receiving.sort((a, b) => place(a) - place(b) || held(a) - held(b) || (a < b ? -1 : 1))
}

/**
 * The pool is a one-way street: from there a session comes back to the bot only through a person. So only when somebody
 * receiving could pick it (all busy, or departments whose members nobody can list), and within hours (design D9).
 */
export function mayUsePool(servicers: Servicers, withinHours: boolean): boolean {
  const somebody = servicers.people.some((one) => one.receiving) || servicers.departments.length > 0
  return somebody && withinHours
}
