import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'

const Vector = z.object({
  id: z.string(),
  kind: z.enum(['echo', 'message', 'encrypt']),
  token: z.string(),
  aesKey: z.string(),
  receiveId: z.string(),
  timestamp: z.string().optional(),
  nonce: z.string().optional(),
  msg_signature: z.string().optional(),
  payload: z.string().optional(),
  expected_plaintext: z.string().optional(),
  random: z.string().optional(),
  plaintext: z.string().optional(),
  expected_payload: z.string().optional(),
})

/** The published vectors (wecom-protocol §3.10). */
export const vectors = readFileSync(join(__dirname, 'vectors.jsonl'), 'utf8')
  .trim()
  .split('\n')
  .map((line) => Vector.parse(JSON.parse(line)))

export const letters = vectors.filter((vector) => vector.kind !== 'encrypt')

export function letterOf(vector: (typeof letters)[number]) {
  return {
    signature: vector.msg_signature ?? '',
    timestamp: vector.timestamp ?? '',
    nonce: vector.nonce ?? '',
    encrypt: vector.payload ?? '',
  }
}
