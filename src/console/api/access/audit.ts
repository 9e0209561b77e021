import type { Queryable } from '../../../platform/database/db'
import type { Principal } from './principal'

/** Who did what to what, in the transaction of the act. `facts` are ids and names of staff, never an owner's words. */
export async function audit(
  tx: Queryable,
  entry: { principal: Pick<Principal, 'account'>; act: string; target: string; facts?: object; at: Date },
): Promise<void> {
  await tx.query('audit', 'insert into audit (at, actor, act, target, facts) values ($1, $2, $3, $4, $5::jsonb)', [
    entry.at,
    entry.principal.account,
    entry.act,
    entry.target,
    JSON.stringify(entry.facts ?? {}),
  ])
}
