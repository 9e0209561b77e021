import type { Queryable } from '../../platform/database/db'

/** A req_id is answered within a day (wecom-protocol §8.3); a month answers whatever is asked about it. */
const KEPT_MS = 30 * 24 * 3600_000

/** What the bot was pushed and has answered long ago repeats what the log says; strays of a month are nobody's any more. */
export async function forgetOldCallbacks(tx: Queryable, now: Date): Promise<void> {
  const before = new Date(now.getTime() - KEPT_MS)
  await tx.query('aibot-callback-forget', 'delete from aibot_callback where at < $1', [before])
  await tx.query('aibot-stray-forget', 'delete from aibot_stray where at < $1', [before])
}

/** An erased person's files that wait to be fetched are fetched no more. */
export async function forgetAibotFiles(tx: Queryable, fileIds: readonly string[]): Promise<void> {
  await tx.query('aibot-media-forget', 'delete from aibot_media where file_id = any($1)', [fileIds])
}
