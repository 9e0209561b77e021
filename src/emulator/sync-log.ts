import { ApiError } from './api-error'
import type { Unverified } from './settings'

/** One item of `msg_list`, as §5.7 to §5.9 lay it out. */
export interface LogItem {
  msgid: string
  send_time: number
  origin: 3 | 4 | 5
  msgtype: string
  open_kfid?: string
  external_userid?: string
  servicer_userid?: string
  [payload: string]: unknown
}

const THREE_DAYS_MS = 3 * 24 * 3600_000

/** What `sync_msg` reads: one log an account, kept for three days, read from a cursor on in the order of writing. */
export class SyncLog {
  private readonly entries: Array<{ at: number; item: LogItem }> = []
  private salt = 0

  constructor(
    private readonly mark: string,
    private readonly unverified: Unverified,
  ) {}

  append(item: LogItem, at: number): void {
    this.entries.push({ at, item })
  }

  /** Everything ever written, for tests to look at. */
  get items(): LogItem[] {
    return this.entries.map((entry) => entry.item)
  }

  page(cursor: string | undefined, limit: number, now: number): { items: LogItem[]; next: string; hasMore: boolean } {
    const start = this.startOf(cursor, now)
    const end = Math.min(start + limit, this.entries.length)
    return {
      items: this.entries.slice(start, end).map((entry) => entry.item),
      next: this.cursorAt(end),
      hasMore: end < this.entries.length,
    }
  }

  /** A cursor that has not moved, under another name, as after an empty page with has_more 1. */
  sameCursor(cursor: string | undefined, now: number): string {
    this.salt += 1
    return `${this.cursorAt(this.startOf(cursor, now))}.${this.salt}`
  }

  private cursorAt(index: number): string {
    return `${this.mark}_${index.toString(36)}`
  }

  private startOf(cursor: string | undefined, now: number): number {
    const oldest = this.entries.findIndex((entry) => now - entry.at <= THREE_DAYS_MS)
    const first = oldest < 0 ? this.entries.length : oldest
    if (!cursor) return first
    const match = /^([a-z0-9]+)_([a-z0-9]+)(\.\d+)?$/i.exec(cursor)
    const index = match?.[1] === this.mark && match[2] ? parseInt(match[2], 36) : NaN
    if (!(index <= this.entries.length)) throw new ApiError(this.unverified.badCursorErrcode, 'cursor')
    if (index < first && this.unverified.oldCursor === 'error')
      throw new ApiError(this.unverified.badCursorErrcode, 'cursor too old')
    return Math.max(index, first)
  }
}
