import { createCipheriv, createDecipheriv, createHash, randomBytes, timingSafeEqual } from 'node:crypto'

/** What a callback is sealed with: the triple of the admin console, and who it must be addressed to (wecom-protocol §3). */
export interface EnvelopeKeys {
  token: string
  /** EncodingAESKey, 43 characters. */
  aesKey: string
  /** The corpid for callbacks of the corp's own apps. */
  receiveId: string
}

export interface SealedLetter {
  signature: string
  timestamp: string
  nonce: string
  /** `echostr` of a GET, the text of `Encrypt` of a POST. */
  encrypt: string
}

/** Internal reasons, numbered as in the official libraries; never told to the caller of the callback (no padding oracle). */
export const ENVELOPE_REASONS = {
  '-40001': 'signature mismatch',
  '-40002': 'XML or JSON parse failure',
  '-40004': 'illegal AESKey',
  '-40005': 'receiveid mismatch',
  '-40007': 'AES decryption failed',
  '-40008': 'decrypted buffer malformed',
  '-40010': 'base64 decoding failed',
} as const
export type EnvelopeReason = keyof typeof ENVELOPE_REASONS

export class EnvelopeError extends Error {
  constructor(readonly reason: EnvelopeReason) {
    super(`${reason} ${ENVELOPE_REASONS[reason]}`)
    this.name = 'EnvelopeError'
  }
}

/** Every check of wecom-protocol §3.6 (3–7), in that order; gives the message or throws an EnvelopeError. */
export function openEnvelope(keys: EnvelopeKeys, letter: SealedLetter): string {
  checkSignature(keys.token, letter)
  const sealed = decodeBase64(letter.encrypt)
  const body = stripPadding(decipher(parseAesKey(keys.aesKey), sealed))
  if (body.length < HEAD) throw new EnvelopeError('-40008')
  // Unsigned, and compared before anything is cut: with a wrong key this is a giant number.
  const end = HEAD + body.readUInt32BE(RANDOM)
  if (end > body.length) throw new EnvelopeError('-40008')
  if (!body.subarray(end).equals(Buffer.from(keys.receiveId, 'utf8'))) throw new EnvelopeError('-40005')
  return body.subarray(HEAD, end).toString('utf8')
}

/** Seals a passive reply (wecom-protocol §3.7). `random` is fresh for every letter; tests fix it. */
export function sealEnvelope(
  keys: EnvelopeKeys,
  message: string,
  on: { timestamp: string; nonce: string; random?: Buffer },
): SealedLetter {
  const text = Buffer.from(message, 'utf8')
  const length = Buffer.alloc(4)
  length.writeUInt32BE(text.length)
  const random = on.random ?? randomBytes(RANDOM)
  const body = Buffer.concat([random, length, text, Buffer.from(keys.receiveId, 'utf8')])
  const pad = BLOCK - (body.length % BLOCK)
  const { key, iv } = parseAesKey(keys.aesKey)
  const cipher = createCipheriv('aes-256-cbc', key, iv).setAutoPadding(false)
  const sealed = Buffer.concat([cipher.update(body), cipher.update(Buffer.alloc(pad, pad)), cipher.final()])
  const encrypt = sealed.toString('base64')
  return { ...on, encrypt, signature: signatureOf(keys.token, on.timestamp, on.nonce, encrypt) }
}

/** The four values sorted in plain byte order and joined without separator. */
export function signatureOf(token: string, timestamp: string, nonce: string, encrypt: string): string {
  const values = [token, timestamp, nonce, encrypt].map((value) => Buffer.from(value, 'utf8'))
  return createHash('sha1')
    .update(Buffer.concat(values.sort(Buffer.compare)))
    .digest('hex')
}

/**
 * The key of 43 characters. Its last one carries two unused bits that are hardly ever zero, so the decoder must be lenient
 * (Node's is) and only the length of the result counts (wecom-protocol §3.1).
 */
export function parseAesKey(aesKey: string): { key: Buffer; iv: Buffer } {
  const key = Buffer.from(`${aesKey}=`, 'base64')
  if (!/^[A-Za-z0-9+/]{43}$/.test(aesKey) || key.length !== 32) throw new EnvelopeError('-40004')
  return { key, iv: key.subarray(0, 16) }
}

const RANDOM = 16
/** Random bytes and the length. */
const HEAD = RANDOM + 4
/** PKCS#7 over 32 bytes, not over the cipher's 16: pad values 17 to 32 are common. */
const BLOCK = 32

function checkSignature(token: string, letter: SealedLetter): void {
  const expected = Buffer.from(signatureOf(token, letter.timestamp, letter.nonce, letter.encrypt))
  const given = Buffer.from(letter.signature)
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) throw new EnvelopeError('-40001')
}

function decodeBase64(text: string): Buffer {
  // Node skips what is not base64; a letter that needs skipping was not written by WeCom.
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(text)) throw new EnvelopeError('-40010')
  const bytes = Buffer.from(text, 'base64')
  if (bytes.length === 0 || bytes.length % 16 !== 0) throw new EnvelopeError('-40010')
  return bytes
}

function decipher({ key, iv }: { key: Buffer; iv: Buffer }, sealed: Buffer): Buffer {
  try {
    const open = createDecipheriv('aes-256-cbc', key, iv).setAutoPadding(false)
    return Buffer.concat([open.update(sealed), open.final()])
  } catch {
    throw new EnvelopeError('-40007')
  }
}

function stripPadding(padded: Buffer): Buffer {
  const pad = padded[padded.length - 1] ?? 0
  if (pad < 1 || pad > BLOCK || pad > padded.length) throw new EnvelopeError('-40008')
  const end = padded.length - pad
  if (!padded.subarray(end).every((byte) => byte === pad)) throw new EnvelopeError('-40008')
  return padded.subarray(0, end)
}
