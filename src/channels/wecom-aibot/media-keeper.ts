import { decryptFile } from '@wecom/aibot-node-sdk'
import type { Clock } from '../../platform/clock'
import type { Db, Queryable } from '../../platform/database/db'
import { AppError } from '../../platform/errors'
import { MAX_FILE_BYTES } from '../../platform/files/files'
import type { Files } from '../../platform/files/files'
import type { DoorLog } from '../wecom/door-log'
import { fileName } from '../wecom/media-download'
import type { MediaJob } from './from-callback'

/** Photos and files of owners: fetched and decrypted beside the message, which is on record already and names the file's id. */
export interface MediaKeeper {
  /** With the message, so that a crash forgets no file. */
  remember(tx: Queryable, jobs: readonly MediaJob[]): Promise<void>
  /** Fetches what is due; returns how many files were tried. */
  fetchDue(): Promise<number>
  stop(): Promise<void>
}

/** The address lives five minutes (wecom-protocol §8.1); afterwards nothing can be done. */
const RETRY_MS = [5_000, 15_000, 30_000, 60_000]
const LIVES_MS = 300_000
const TIMEOUT_MS = 30_000
const AT_ONCE = 4

export function createMediaKeeper(deps: {
  db: Db
  files: Files
  clock: Clock
  log: DoorLog
  botId: string
  fetchImpl?: typeof fetch
}): MediaKeeper {
  const { db, files, clock, log, botId } = deps
  const stopping = new AbortController()
  let underWay: Promise<unknown> = Promise.resolve()

  return {
    async remember(tx, jobs) {
      const now = clock.now()
      for (const { fileId, url, aesKey, name } of jobs)
        await tx.query(
          'aibot-media-remember',
          `insert into aibot_media (file_id, bot_id, url, aes_key, name, created_at, next_at) values ($1, $2, $3, $4, $5, $6, $6)
           on conflict (file_id) do nothing`,
          [fileId, botId, url, aesKey, name, now],
        )
    },
    fetchDue() {
      const work = fetchDue()
      underWay = Promise.allSettled([underWay, work])
      return work
    },
    async stop() {
      stopping.abort()
      await underWay
    },
  }

  async function fetchDue(): Promise<number> {
    const now = clock.now()
    const due = await db.query<MediaRow>(
      'aibot-media-due',
      `update aibot_media set attempts = attempts + 1, next_at = $2::timestamptz + interval '1 minute'
        where file_id in (select file_id from aibot_media where bot_id = $1 and not given_up and next_at <= $2 order by next_at
                           limit ${AT_ONCE} for update skip locked)
       returning file_id, url, aes_key, name, created_at, attempts`,
      [botId, now],
    )
    await Promise.all(due.map((row) => keep(row, now)))
    return due.length
  }

  async function keep(row: MediaRow, now: Date): Promise<void> {
    const problem = await fetchOne(row).catch((error: unknown): Problem => {
      if (error instanceof AppError && error.failure === 'invalid') return { lost: error.code }
      return { late: error instanceof Error ? error.message : String(error) }
    })
    if (problem === null) {
      await db.query('aibot-media-done', 'delete from aibot_media where file_id = $1', [row.file_id])
      return
    }
    const waitMs = RETRY_MS[Math.min(row.attempts, RETRY_MS.length) - 1] ?? 0
    const nextAt = new Date(now.getTime() + waitMs)
    const givenUp = 'lost' in problem || nextAt.getTime() - row.created_at.getTime() > LIVES_MS
    // The key is of no use any more, so it is not kept.
    await db.query(
      'aibot-media-later',
      `update aibot_media set next_at = $2, problem = $3, given_up = $4, aes_key = case when $4 then '' else aes_key end where file_id = $1`,
      [row.file_id, nextAt, ('lost' in problem ? problem.lost : problem.late).slice(0, 200), givenUp],
    )
    if (givenUp) log.warn({ fileId: row.file_id }, 'an owner’s file cannot be fetched any more')
  }

  /** Null when it is kept. */
  async function fetchOne(row: MediaRow): Promise<Problem | null> {
    if (await files.get(row.file_id)) return null
    const response = await (deps.fetchImpl ?? fetch)(row.url, {
      signal: AbortSignal.any([stopping.signal, AbortSignal.timeout(TIMEOUT_MS)]),
      redirect: 'error',
    }).catch(() => null)
    // The address is a key to the file: it appears in no message of ours.
    if (!response) return { late: 'no answer' }
    if (response.status >= 500) return { late: `HTTP ${response.status}` }
    if (!response.ok) return { lost: `HTTP ${response.status}` }
    const sealed = await readAtMost(response, MAX_FILE_BYTES + 64)
    if (!sealed) return { lost: 'too large' }
    const bytes = opened(sealed, row.aes_key)
    if (!bytes) return { lost: 'cannot be decrypted' }
    const name = fileName(response.headers.get('content-disposition') ?? '') ?? row.name
    const mime = response.headers.get('content-type')?.split(';')[0]?.trim().toLowerCase()
    const known = mime && mime !== 'application/octet-stream' ? { mime } : {}
    await files.put({ id: row.file_id, bytes, name, ...known })
    return null
  }
}

/** Gone for good, or not yet. */
type Problem = { lost: string } | { late: string }

interface MediaRow {
  file_id: string
  url: string
  aes_key: string
  name: string
  created_at: Date
  attempts: number
}

async function readAtMost(response: Response, most: number): Promise<Buffer | null> {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of response.body ?? []) {
    size += chunk.byteLength
    if (size > most) return null
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

/** AES-256-CBC, padded to 32, the first 16 bytes of the key as IV; null when the bytes are not what the key locked. */
function opened(sealed: Buffer, aesKey: string): Buffer | null {
  try {
    return decryptFile(sealed, aesKey)
  } catch {
    return null
  }
}
