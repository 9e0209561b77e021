import { ApiError } from '../api-error'
import type { MediaKind } from '../media-shelf'
import { MEDIA_KINDS } from '../media-shelf'
import { readUpload } from '../multipart'
import type { World } from '../world'
import type { Answer, Call, Route } from './route'

const MB = 1024 * 1024
const UPLOAD_LIMITS: Record<MediaKind, number> = { image: 10 * MB, voice: 2 * MB, video: 10 * MB, file: 20 * MB }

/** §5.19. */
export function mediaRoutes(world: World): Route[] {
  return [
    { method: 'POST', path: 'media/upload', upload: true, handle: upload },
    { method: 'GET', path: 'media/get', handle: get },
  ]

  function upload(call: Call): Answer {
    const kind = MEDIA_KINDS.find((one) => one === call.query.get('type'))
    const file = readUpload(call.raw, call.contentType)
    if (!kind || !file || file.field !== 'media' || file.bytes.length <= 5) throw new ApiError(40058, 'media')
    if (file.bytes.length > UPLOAD_LIMITS[kind]) throw new ApiError(40058, 'media too large')
    if (!hasFormOf(kind, file.bytes)) throw new ApiError(40058, `not the format of ${kind}`)
    const media_id = world.media.put({ kind, ...file, createdAt: world.now() })
    return { type: kind, media_id, created_at: String(Math.floor(world.now() / 1000)) }
  }

  function get(call: Call): Answer {
    const media = world.media.fetch(call.query.get('media_id') ?? '', call.range ?? '', world.now())
    return { download: { bytes: media.bytes, contentType: media.contentType, fileName: media.name } }
  }
}

/** JPG or PNG pictures, AMR voice; videos and files are taken as they come. */
function hasFormOf(kind: MediaKind, bytes: Buffer): boolean {
  if (kind === 'voice') return bytes.subarray(0, 5).toString('latin1') === '#!AMR'
  if (kind !== 'image') return true
  return bytes.subarray(0, 3).equals(Buffer.from('ffd8ff', 'hex')) || bytes.subarray(1, 4).toString('latin1') === 'PNG'
}
