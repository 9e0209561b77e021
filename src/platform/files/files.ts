import type { Readable } from 'node:stream'
import type { Queryable } from '../database/db'

/** 25 MB: WeCom lets owners send files up to 20 MB (wecom-protocol §5), and a little more must not be lost. */
export const MAX_FILE_BYTES = 25 * 1024 * 1024

export interface NewFile {
  /** Where it comes from decides (a message's id): the same id twice is one file, and the first stays. Absent: a new id. */
  id?: string
  bytes: Uint8Array
  name: string
  /** As declared by whoever sent it; believed only where the bytes don't tell and nothing can run from it. */
  mime?: string
  communityId?: string
  personId?: string
  retention?: 'talk' | 'case' | 'person'
}

export interface FileFacts {
  id: string
  name: string
  mime: string
  /** How many. */
  bytes: number
  sha256: string
}

export interface StoredFile extends FileFacts {
  createdAt: Date
  /** The content, a piece at a time; can be asked for more than once. */
  stream(): Readable
}

/** Photos, recordings and documents (design D2): by default in the database, so that one backup has everything. */
export interface Files {
  /** Keeps the file; inside `tx` when what refers to it must commit with it. */
  put(file: NewFile, tx?: Queryable): Promise<FileFacts>
  get(id: string): Promise<StoredFile | undefined>
  /** True if there was one. */
  remove(id: string, tx?: Queryable): Promise<boolean>
}
