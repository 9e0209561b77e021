import { randomUUID } from 'node:crypto'
import type { Clock } from './clock'
import type { Queryable } from './database/db'

/** Names this deployment for good, so that two of them may share one Redis. Made by whichever process comes first. */
export async function deploymentId(db: Queryable, clock: Clock): Promise<string> {
  await db.query(
    'make-deployment-id',
    `insert into setting (scope, key, value, updated_at) values ('', 'deployment.id', to_jsonb($1::text), $2) on conflict do nothing`,
    [randomUUID(), clock.now()],
  )
  const rows = await db.query<{ id: string }>(
    'deployment-id',
    `select value #>> '{}' as id from setting where scope = '' and key = 'deployment.id'`,
  )
  return rows[0]!.id
}
