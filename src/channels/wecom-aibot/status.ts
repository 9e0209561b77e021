import type { Queryable } from '../../platform/database/db'

/** For `/readyz`, `doctor` and the set-up page. */
export interface AibotStatus {
  ok: boolean
  sentence: string
  /** Of the last trouble, for a remedy: `kicked`, `refused` or `unreachable`. */
  trouble: string | null
  connectedAt: Date | null
  /** When the next try is made; null when nothing stands in the way. */
  notBefore: Date | null
}

/** How the bot stands, whichever process holds it. */
export async function readAibotStatus(db: Queryable, botId: string, now: Date): Promise<AibotStatus> {
  const rows = await db.query<{
    connected: boolean
    connected_at: Date | null
    trouble: string | null
    trouble_note: string | null
    not_before: Date | null
  }>(
    'aibot-status',
    `select connected and lease_until > clock_timestamp() as connected, connected_at, trouble, trouble_note, not_before
       from aibot where bot_id = $1`,
    [botId],
  )
  const row = rows[0]
  if (!row)
    return { ok: false, sentence: 'the bot has never connected', trouble: null, connectedAt: null, notBefore: null }
  const { trouble, not_before: notBefore, connected_at: connectedAt } = row
  const facts = { trouble, notBefore, connectedAt }
  if (row.connected) return { ok: true, sentence: 'the bot is connected', ...facts }
  const waits = notBefore && notBefore > now ? `, next try at ${notBefore.toISOString()}` : ''
  if (trouble === 'kicked')
    return { ok: false, sentence: `another connection of the same bot evicted ours${waits}`, ...facts }
  if (trouble === 'refused') return { ok: false, sentence: `WeCom refuses the bot's id or secret${waits}`, ...facts }
  return {
    ok: false,
    sentence: `the bot is not connected${row.trouble_note ? `: ${row.trouble_note}` : ''}${waits}`,
    ...facts,
  }
}
