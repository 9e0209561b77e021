import { ApiError } from './api-error'
import type { SeededRandom } from './random'
import type { Limits } from './settings'
import type { ViolationBook } from './violations'

export const MEDIA_KINDS = ['image', 'voice', 'video', 'file'] as const
export type MediaKind = (typeof MEDIA_KINDS)[number]

export interface Media {
  kind: MediaKind
  bytes: Buffer
  name: string
  contentType: string
  createdAt: number
}

const THREE_DAYS_MS = 3 * 24 * 3600_000

/** Temporary media: three days, 40007 for what never was, 40145 afterwards; the same id again and again is 45033 (§5.19). */
export class MediaShelf {
  private readonly shelf = new Map<string, Media>()
  private readonly fetches = new Map<string, number[]>()

  constructor(
    private readonly random: SeededRandom,
    private readonly limits: Limits,
    private readonly violations: ViolationBook,
  ) {}

  put(media: Media): string {
    const id = `${this.random.id('3')}_${'m'.repeat(40)}`
    this.shelf.set(id, media)
    return id
  }

  find(id: string, now: number): Media {
    const media = this.shelf.get(id)
    if (!media) throw new ApiError(40007)
    if (now - media.createdAt > THREE_DAYS_MS) throw new ApiError(40145)
    return media
  }

  /** A download; `range` tells different parts of one file from the same part twice. */
  fetch(id: string, range: string, now: number): Media {
    const media = this.find(id, now)
    const key = `${id} ${range}`
    const recent = [...(this.fetches.get(key) ?? []).filter((at) => now - at < 60_000), now]
    this.fetches.set(key, recent)
    if (recent.length > this.limits.mediaFetchesPerMinute) {
      this.violations.note('media-fetched-repeatedly', `${recent.length} times within a minute`, 'media/get')
      throw new ApiError(45033)
    }
    return media
  }
}
