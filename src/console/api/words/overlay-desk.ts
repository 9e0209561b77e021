import type { z } from 'zod'
import type { Queryable } from '../../../platform/database/db'
import type { Change, CheckedChange, Trial, Tried, WordFile, WordFileView, WordVersion } from '../../contract/wordings'

export type ChangeToWords = z.output<typeof Change>

/** What the pages of words ask of the rooms below; `app.ts` brings it. */
export interface OverlayDesk {
  list(communityIds: string[] | null): Promise<WordFile[]>
  /** Null: no such file. */
  view(path: string, community: string | null): Promise<WordFileView | null>
  versions(path: string, community: string | null): Promise<WordVersion[]>
  check(change: ChangeToWords): Promise<CheckedChange>
  /** Writes a version in the caller's transaction; throws `words_fault` while there is a fault in it. */
  publish(tx: Queryable, change: ChangeToWords, by: Author): Promise<number>
  goBack(tx: Queryable, to: { path: string; community: string | null; version: number }, by: Author): Promise<number>
  /** After the commit: this process at once, the others told. */
  published(): Promise<void>
  try(trial: z.output<typeof Trial>): Promise<Tried>
}

export interface Author {
  account: string
  name: string
  note: string
  /** The version the author looked at. */
  over: number
  at: Date
}
