import { buffer } from 'node:stream/consumers'
import type { Clock } from '../../platform/clock'
import type { Queryable } from '../../platform/database/db'
import type { FileFacts, Files } from '../../platform/files/files'
import type { WecomApi } from './api-client'

export interface Uploads {
  /** WeCom's id of a picture of ours, uploaded if need be; null when it is none that can be shown. */
  imageId(fileId: string, signal?: AbortSignal): Promise<string | null>
  /** The same for a document a colleague sends; null when it is larger than WeCom takes. */
  documentId(fileId: string, signal?: AbortSignal): Promise<string | null>
  /** WeCom says it has it no more: the next message brings it again. */
  forget(fileId: string): Promise<void>
}

/** WeCom keeps an upload three days; half a day is left for a message that waits in a queue (wecom-protocol §5.19). */
const GOOD_FOR_MS = 2.5 * 24 * 3600_000
const IMAGE_BYTES = 10 * 1024 * 1024
const DOCUMENT_BYTES = 20 * 1024 * 1024
const IMAGES = ['image/jpeg', 'image/png']

/** Brings pictures and documents of ours to WeCom, once for all messages that show them, whichever app of the company sends them. */
export function createUploads(deps: {
  db: Queryable
  files: Files
  api: Pick<WecomApi, 'uploadMedia'>
  clock: Clock
}): Uploads {
  const { db, files, api, clock } = deps
  return {
    imageId: (fileId, signal) =>
      bring(fileId, 'image', ({ mime, bytes }) => IMAGES.includes(mime) && bytes <= IMAGE_BYTES, signal),
    documentId: (fileId, signal) => bring(fileId, 'file', ({ bytes }) => bytes <= DOCUMENT_BYTES, signal),
    forget,
  }

  async function bring(
    fileId: string,
    kind: 'image' | 'file',
    fits: (file: FileFacts) => boolean,
    signal?: AbortSignal,
  ): Promise<string | null> {
    const now = clock.now()
    const kept = await db.query<{ media_id: string }>(
      'kf-upload-find',
      `select media_id from kf_upload where file_id = $1 and kind = $3 and uploaded_at > $2`,
      [fileId, new Date(now.getTime() - GOOD_FOR_MS), kind],
    )
    if (kept[0]) return kept[0].media_id
    const file = await files.get(fileId)
    if (!file || !fits(file)) return null
    const upload = { name: file.name, mime: file.mime, bytes: await buffer(file.stream()) }
    const mediaId = await api.uploadMedia(kind, upload, { signal })
    await db.query(
      'kf-upload-keep',
      `insert into kf_upload (file_id, kind, media_id, uploaded_at) values ($1, $4, $2, $3)
       on conflict (file_id, kind) do update set media_id = excluded.media_id, uploaded_at = excluded.uploaded_at`,
      [fileId, mediaId, now, kind],
    )
    return mediaId
  }

  async function forget(fileId: string): Promise<void> {
    await db.query('kf-upload-forget', 'delete from kf_upload where file_id = $1', [fileId])
  }
}
