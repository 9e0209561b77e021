import { createHash } from 'node:crypto'
import type { Db } from '../../platform/database/db'

export type Trouble = 'kicked' | 'refused' | 'unreachable'

/** The right to connect, until it expires or is taken over. */
export interface HeldLease {
  epoch: string
  trouble: Trouble | null
  troubles: number
  troubleAt: Date | null
  /** Not earlier: somebody else holds the bot, or the secret is wrong. */
  notBefore: Date | null
}

/** One live connection per bot (wecom-protocol §8.3): a newer one evicts the older, so the processes of a deployment take turns. */
export interface LeaseStore {
  /** Null while another process has it. */
  claim(): Promise<HeldLease | null>
  /** False when another process has taken over. */
  renew(lease: HeldLease): Promise<boolean>
  connected(lease: HeldLease, at: Date): Promise<void>
  disconnected(lease: HeldLease): Promise<void>
  trouble(
    lease: HeldLease,
    what: { kind: Trouble; note: string; at: Date; notBefore: Date; count: number },
  ): Promise<void>
  /** Nothing stands in the way any more. */
  calm(lease: HeldLease): Promise<void>
  /** The next process may connect at once. */
  release(lease: HeldLease): Promise<void>
  /** Where the bot is connected now. */
  whereabouts(): Promise<'here' | 'elsewhere' | 'nowhere'>
}

/** Renewed every two seconds, so a process that is killed leaves the bot silent no longer than this. */
export const LEASE_MS = 10_000
const LEASE = `interval '${LEASE_MS / 1000} seconds'`

export function createLeaseStore(deps: { db: Db; botId: string; secret: string; holder: string }): LeaseStore {
  const { db, botId, holder } = deps
  const mark = createHash('sha256').update(`${botId}\n${deps.secret}`).digest('hex').slice(0, 16)

  return {
    async claim() {
      const rows = await db.query<{
        epoch: string
        trouble: Trouble | null
        troubles: number
        trouble_at: Date | null
        not_before: Date | null
        secret_mark: string | null
      }>(
        'aibot-claim',
        `insert into aibot as a (bot_id, holder, lease_until, epoch) values ($1, $2, clock_timestamp() + ${LEASE}, 1)
         on conflict (bot_id) do update
            set holder = $2, lease_until = clock_timestamp() + ${LEASE}, epoch = a.epoch + 1, connected = false
          where a.lease_until is null or a.lease_until < clock_timestamp() or a.holder = $2
         returning epoch, trouble, troubles, trouble_at, not_before, secret_mark`,
        [botId, holder],
      )
      const row = rows[0]
      if (!row) return null
      // Another secret than the one that was refused is tried at once.
      const mended = row.trouble === 'refused' && row.secret_mark !== mark
      return {
        epoch: row.epoch,
        trouble: mended ? null : row.trouble,
        troubles: mended ? 0 : row.troubles,
        troubleAt: row.trouble_at,
        notBefore: mended ? null : row.not_before,
      }
    },

    async renew({ epoch }) {
      const rows = await db.query(
        'aibot-renew',
        `update aibot set lease_until = clock_timestamp() + ${LEASE} where bot_id = $1 and epoch = $2 returning 1`,
        [botId, epoch],
      )
      return rows.length > 0
    },

    async connected({ epoch }, at) {
      await db.query(
        'aibot-connected',
        `update aibot set connected = true, connected_at = $3 where bot_id = $1 and epoch = $2`,
        [botId, epoch, at],
      )
    },

    async disconnected({ epoch }) {
      await db.query('aibot-disconnected', 'update aibot set connected = false where bot_id = $1 and epoch = $2', [
        botId,
        epoch,
      ])
    },

    async trouble({ epoch }, { kind, note, at, notBefore, count }) {
      await db.query(
        'aibot-trouble',
        `update aibot set connected = false, trouble = $3, trouble_note = $4, trouble_at = $5, not_before = $6, troubles = $7, secret_mark = $8
          where bot_id = $1 and epoch = $2`,
        [botId, epoch, kind, note.slice(0, 300), at, notBefore, count, mark],
      )
    },

    async calm({ epoch }) {
      await db.query(
        'aibot-calm',
        `update aibot set trouble = null, trouble_note = null, trouble_at = null, not_before = null, troubles = 0
          where bot_id = $1 and epoch = $2`,
        [botId, epoch],
      )
    },

    async release({ epoch }) {
      await db.query(
        'aibot-release',
        'update aibot set lease_until = null, connected = false where bot_id = $1 and epoch = $2',
        [botId, epoch],
      )
    },

    async whereabouts() {
      const rows = await db.query<{ holder: string }>(
        'aibot-whereabouts',
        'select holder from aibot where bot_id = $1 and connected and lease_until > clock_timestamp()',
        [botId],
      )
      return rows[0] ? (rows[0].holder === holder ? 'here' : 'elsewhere') : 'nowhere'
    },
  }
}
