import { buffer } from 'node:stream/consumers'
import type { Clock } from '../../platform/clock'
import type { Queryable } from '../../platform/database/db'
import type { Files } from '../../platform/files/files'
import type { WecomApi } from '../wecom/api-client'

export interface Uploads {
  /** WeCom's id of a picture of ours, uploaded if need be; null when it is none WeChat can show. */
  imageId(fileId: string, signal?: AbortSignal): Promise<string | null>
  /** WeCom says it has it no more: the next message brings it again. */
  forget(fileId: string): Promise<void>
}

/** WeCom keeps an upload three days; half a day is left for a message that waits in a queue (wecom-protocol §5.19). */
const GOOD_FOR_MS = 2.5 * 24 * 3600_000
const IMAGE_BYTES = 10 * 1024 * 1024
const IMAGES = ['image/jpeg', 'image/png']

/** Brings pictures of ours to WeCom, once for all messages that show them. */
export function createUploads(deps: {
  db: Queryable
  files: Files
  api: Pick<WecomApi, 'uploadMedia'>
  clock: Clock
}): Uploads {
  const { db, files, api, clock } = deps
  return { imageId, forget }

  async function imageId(fileId: string, signal?: AbortSignal): Promise<string | null> {
    const now = clock.now()
    const kept = await db.query<{ media_id: string }>(
      'kf-upload-find',
      `select media_id from kf_upload where file_id = $1 and kind = 'image' and uploaded_at > $2`,
      [fileId, new Date(now.getTime() - GOOD_FOR_MS)],
    )
    if (kept[0]) return kept[0].media_id
    const file = await files.get(fileId)
    if (!file || !IMAGES.includes(file.mime) || file.bytes > IMAGE_BYTES) return null
    const upload = { name: file.name, mime: file.mime, bytes: await buffer(file.stream()) }
    const mediaId = await api.uploadMedia('image', upload, { signal })
    await db.query(
      'kf-upload-keep',
      `insert into kf_upload (file_id, kind, media_id, uploaded_at) values ($1, 'image', $2, $3)
       on conflict (file_id, kind) do update set media_id = excluded.media_id, uploaded_at = excluded.uploaded_at`,
      [fileId, mediaId, now],
    )
    return mediaId
  }

  async function forget(fileId: string): Promise<void> {
    await db.query('kf-upload-forget', 'delete from kf_upload where file_id = $1', [fileId])
  }
}
