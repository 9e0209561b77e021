import { createHash } from 'node:crypto'
import type { Attachment } from '../../messages/inbound'
import type { Clock } from '../../platform/clock'
import type { Db, Queryable } from '../../platform/database/db'
import { AppError } from '../../platform/errors'
import type { FileFacts, Files } from '../../platform/files/files'
import type { Arrival } from '../../queue/arrival'
import type { WecomApi } from '../wecom/api-client'
import type { DoorLog } from '../wecom/door-log'
import { WecomError } from '../wecom/wecom-error'

export interface MediaKeeper {
  /**
   * Fetches what the arrivals carry, all at once and no longer than a moment: a photo must not keep the words of others
   * waiting. What takes longer goes on in the background and lands under the id the attachment names already.
   */
  fill(arrivals: readonly Arrival[]): Promise<FilledPage>
  /** Tries again what is due; returns how many files were tried. */
  retryDue(): Promise<number>
  /** Breaks off what is under way; it is remembered and fetched after the next start. */
  stop(): Promise<void>
}

export interface FilledPage {
  arrivals: Arrival[]
  /** Remembers, together with the page, what is still missing. */
  remember(tx: Queryable): Promise<void>
}

interface Deps {
  db: Db
  files: Files
  api: Pick<WecomApi, 'media'>
  clock: Clock
  log: DoorLog
  /** How long a page waits for its files. */
  patienceMs?: number
}

interface Job {
  fileId: string
  mediaId: string
  openKfid: string
  user: string
  name: string
}
type Kept = Pick<FileFacts, 'name' | 'mime' | 'bytes'>
type Outcome = { kept: Kept } | { lost: string } | { late: string }

const AT_ONCE = 4
/** WeCom keeps media for three days; asking for one id again and again is refused (45033). */
const RETRY_AFTER_MS = [60_000, 300_000, 1800_000, 7200_000]
const KEPT_FOR_MS = 3 * 24 * 3600_000
const EXTENSIONS = { image: 'jpg', voice: 'amr', video: 'mp4', file: 'bin' } as const

export function createMediaKeeper(deps: Deps): MediaKeeper {
  const { db, files, api, clock, log } = deps
  const underWay = new Map<string, Promise<Outcome>>()
  const queue: Array<() => void> = []
  const stopping = new AbortController()
  let running = 0

  return { fill, retryDue, stop }

  async function fill(arrivals: readonly Arrival[]): Promise<FilledPage> {
    const missing: Array<{ job: Job; problem: string; lost: boolean }> = []
    let patience: NodeJS.Timeout | undefined
    const patienceOver = new Promise<Outcome>((resolve) => {
      patience = setTimeout(() => resolve({ late: 'still being fetched' }), deps.patienceMs ?? 1_500)
    })
    const filled = await Promise.all(
      arrivals.map(async (arrival) => {
        const attachment = attachmentOf(arrival)
        if (!attachment?.mediaId) return arrival
        const job = jobOf(arrival, attachment)
        const outcome = await Promise.race([fetch(job), patienceOver])
        if ('kept' in outcome) {
          const { name, mime, bytes } = outcome.kept
          return withAttachment(arrival, { ...attachment, fileId: job.fileId, name, mime, bytes })
        }
        const lost = 'lost' in outcome
        const problem = lost ? outcome.lost : outcome.late
        missing.push({ job, problem, lost })
        return withAttachment(arrival, { ...attachment, fileId: lost ? null : job.fileId, problem })
      }),
    )
    clearTimeout(patience)
    return {
      arrivals: filled,
      remember: async (tx) => {
        for (const { job, problem, lost } of missing) await remember(tx, job, problem, lost)
      },
    }
  }

  /** One flight a file, a few files at a time. Never throws. */
  function fetch(job: Job): Promise<Outcome> {
    const known = underWay.get(job.fileId)
    if (known) return known
    const flight = slot()
      .then(() => download(job))
      .catch((error: unknown) => outcomeOf(error))
      .finally(() => {
        running -= 1
        queue.shift()?.()
        underWay.delete(job.fileId)
      })
    underWay.set(job.fileId, flight)
    return flight
  }

  async function slot(): Promise<void> {
    while (running >= AT_ONCE) await new Promise<void>((resolve) => queue.push(resolve))
    running += 1
  }

  async function download(job: Job): Promise<Outcome> {
    // A page that is pulled again names the same files.
    const before = await files.get(job.fileId)
    if (before) return { kept: before }
    const { bytes, name, mime } = await api.media(job.mediaId, { signal: stopping.signal })
    return { kept: await files.put({ id: job.fileId, bytes, name: name ?? job.name, mime: mime ?? undefined }) }
  }

  async function retryDue(): Promise<number> {
    const now = clock.now()
    const due = await db.query<{
      file_id: string
      open_kfid: string
      external_userid: string
      media_id: string
      name: string
      created_at: Date
      attempts: number
    }>(
      'kf-media-due',
      `update kf_media set attempts = attempts + 1, next_at = $1::timestamptz + interval '10 minutes'
        where file_id in (select file_id from kf_media where not given_up and next_at <= $1 order by next_at limit 8 for update skip locked)
       returning file_id, open_kfid, external_userid, media_id, name, created_at, attempts`,
      [now],
    )
    await Promise.all(
      due.map(async (row) => {
        const job = {
          fileId: row.file_id,
          mediaId: row.media_id,
          openKfid: row.open_kfid,
          user: row.external_userid,
          name: row.name,
        }
        const outcome = await fetch(job)
        if ('kept' in outcome) {
          await db.query('kf-media-done', 'delete from kf_media where file_id = $1', [row.file_id])
          return
        }
        const tooOld = now.getTime() - row.created_at.getTime() > KEPT_FOR_MS
        const givenUp = 'lost' in outcome || tooOld
        const waitMs = RETRY_AFTER_MS[Math.min(row.attempts, RETRY_AFTER_MS.length - 1)] ?? 0
        const problem = 'lost' in outcome ? outcome.lost : outcome.late
        await db.query(
          'kf-media-later',
          'update kf_media set next_at = $2, problem = $3, given_up = $4 where file_id = $1',
          [row.file_id, new Date(now.getTime() + waitMs), problem, givenUp],
        )
        if (givenUp) log.warn({ fileId: row.file_id, problem }, 'an owner’s file cannot be fetched any more')
      }),
    )
    return due.length
  }

  async function remember(tx: Queryable, job: Job, problem: string, lost: boolean): Promise<void> {
    const now = clock.now()
    await tx.query(
      'kf-media-remember',
      `insert into kf_media (file_id, open_kfid, external_userid, media_id, name, created_at, next_at, problem, given_up)
       values ($1, $2, $3, $4, $5, $6, $7, $8, $9) on conflict (file_id) do nothing`,
      [
        job.fileId,
        job.openKfid,
        job.user,
        job.mediaId,
        job.name,
        now,
        new Date(now.getTime() + (RETRY_AFTER_MS[0] ?? 0)),
        problem,
        lost,
      ],
    )
  }

  async function stop(): Promise<void> {
    stopping.abort()
    while (underWay.size > 0) await Promise.allSettled([...underWay.values()])
  }
}

function outcomeOf(error: unknown): Outcome {
  if (error instanceof WecomError && ['stale', 'bug'].includes(error.errorClass))
    return { lost: 'WeCom no longer has it' }
  if (error instanceof AppError && error.failure === 'invalid') return { lost: error.code }
  const what = error instanceof Error ? error.message : String(error)
  return { late: what.slice(0, 200) }
}

function jobOf({ message }: Arrival, attachment: Attachment): Job {
  const digest = createHash('sha256').update(message.id).digest('hex').slice(0, 24)
  const { account: openKfid, user } = message
  const name = `${attachment.kind}.${EXTENSIONS[attachment.kind]}`
  return { fileId: `fl_kf${digest}`, mediaId: attachment.mediaId ?? '', openKfid, user, name }
}

function attachmentOf({ message: { content } }: Arrival): Attachment | undefined {
  return 'attachment' in content ? content.attachment : undefined
}

function withAttachment(arrival: Arrival, attachment: Attachment): Arrival {
  const { content } = arrival.message
  if (!('attachment' in content)) return arrival
  return { ...arrival, message: { ...arrival.message, content: { ...content, attachment } } }
}
