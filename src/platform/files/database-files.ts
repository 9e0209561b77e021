import { createHash } from 'node:crypto'
import { Readable } from 'node:stream'
import type { Clock } from '../clock'
import type { Db, Queryable } from '../database/db'
import { invalid, notFound } from '../errors'
import { newId } from '../ids'
import { safeFileName } from './file-name'
import { MAX_FILE_BYTES, type FileFacts, type Files, type NewFile, type StoredFile } from './files'
import { findMime } from './find-mime'

/** A reader holds no more than one of these in memory. */
const PART_BYTES = 256 * 1024

/** Files in the database, in parts (migration 0002). */
export function createDatabaseFiles({ db, clock }: { db: Db; clock: Clock }): Files {
  return {
    put: async (file, tx) => {
      if (file.bytes.byteLength > MAX_FILE_BYTES)
        throw invalid(
          'file_too_large',
          `A file may have ${MAX_FILE_BYTES} bytes at most, this one has ${file.bytes.byteLength}.`,
        )
      const now = clock.now()
      const facts = describe(file, now)
      return tx ? write(tx, file, facts, now) : db.tx((own) => write(own, file, facts, now))
    },
    get: (id) => find(db, id),
    remove: async (id, tx) => {
      const rows = await (tx ?? db).query('file-remove', 'delete from file where id = $1 returning id', [id])
      return rows.length > 0
    },
  }
}

function describe(file: NewFile, now: Date): FileFacts {
  return {
    id: file.id ?? newId('file', now),
    name: safeFileName(file.name),
    mime: findMime(file.bytes, file.mime),
    bytes: file.bytes.byteLength,
    sha256: createHash('sha256').update(file.bytes).digest('hex'),
  }
}

async function write(tx: Queryable, file: NewFile, facts: FileFacts, now: Date): Promise<FileFacts> {
  const made = await tx.query(
    'file-insert',
    `insert into file (id, name, mime, size, sha256, community_id, person_id, retention, created_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
         on conflict (id) do nothing
     returning id`,
    [
      ...[facts.id, facts.name, facts.mime, facts.bytes, facts.sha256],
      ...[file.communityId ?? null, file.personId ?? null, file.retention ?? 'talk', now],
    ],
  )
  if (made.length === 0) return theFirst(tx, facts.id)
  for (let part = 0; part * PART_BYTES < facts.bytes; part++) {
    const body = Buffer.from(file.bytes.subarray(part * PART_BYTES, (part + 1) * PART_BYTES))
    await tx.query('file-part-insert', 'insert into file_chunk (file_id, part, body) values ($1, $2, $3)', [
      facts.id,
      part,
      body,
    ])
  }
  return facts
}

async function theFirst(tx: Queryable, id: string): Promise<FileFacts> {
  const stored = await find(tx, id)
  if (!stored) throw notFound('file_gone', `The file ${id} was removed while it was put again.`)
  const { name, mime, bytes, sha256 } = stored
  return { id, name, mime, bytes, sha256 }
}

interface FileRow {
  id: string
  name: string
  mime: string
  bytes: number
  sha256: string
  createdAt: Date
}

async function find(db: Queryable, id: string): Promise<StoredFile | undefined> {
  const [row] = await db.query<FileRow>(
    'file-find',
    `select id, name, mime, size as bytes, sha256, created_at as "createdAt"
       from file
      where id = $1`,
    [id],
  )
  return row && { ...row, stream: () => Readable.from(parts(db, row), { objectMode: false }) }
}

async function* parts(db: Queryable, file: FileRow): AsyncGenerator<Buffer> {
  for (let part = 0; part * PART_BYTES < file.bytes; part++) {
    const [row] = await db.query<{ body: Buffer }>(
      'file-part-find',
      'select body from file_chunk where file_id = $1 and part = $2',
      [file.id, part],
    )
    if (!row) throw notFound('file_gone', `The file ${file.id} was removed while it was read.`)
    yield row.body
  }
}
