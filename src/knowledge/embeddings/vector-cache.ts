import { createHash } from 'node:crypto'
import type { Queryable } from '../../platform/database/db'

export function textHash(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}

/** The vectors that are known already, by hash. */
export async function readVectors(
  db: Queryable,
  model: string,
  hashes: readonly string[],
): Promise<Map<string, Float32Array>> {
  const rows = await db.query<{ hash: string; vector: Buffer }>(
    'read-embeddings',
    'select hash, vector from embedding where model = $1 and hash = any($2)',
    [model, hashes],
  )
  return new Map(rows.map(({ hash, vector }) => [hash, fromBytes(vector)]))
}

/** Two processes that embedded the same text wrote the same. */
export async function writeVectors(
  db: Queryable,
  model: string,
  vectors: ReadonlyMap<string, Float32Array>,
  at: Date,
): Promise<void> {
  await db.query(
    'write-embeddings',
    `insert into embedding (model, hash, vector, made_at)
     select $1, w.hash, w.vector, $4 from unnest($2::text[], $3::bytea[]) as w(hash, vector)
     on conflict do nothing`,
    [model, [...vectors.keys()], [...vectors.values()].map(toBytes), at],
  )
}

/** Byte by byte: a vector written on one machine is read on another. */
function toBytes(vector: Float32Array): Buffer {
  const bytes = Buffer.alloc(vector.length * 4)
  vector.forEach((value, at) => bytes.writeFloatLE(value, at * 4))
  return bytes
}

function fromBytes(bytes: Buffer): Float32Array {
  return Float32Array.from({ length: Math.floor(bytes.length / 4) }, (_, at) => bytes.readFloatLE(at * 4))
}
