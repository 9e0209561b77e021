import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto'

/**
 * The platform's side of wecom-protocol §3, written apart from the product's: two implementations that must agree.
 */
export function sign(token: string, timestamp: string, nonce: string, encrypt: string): string {
  return createHash('sha1').update([token, timestamp, nonce, encrypt].sort(byBytes).join('')).digest('hex')
}

export function encrypt(plaintext: string, aesKey: string, receiveId: string, random = randomBytes(16)): string {
  const { key, iv } = secrets(aesKey)
  const message = Buffer.from(plaintext, 'utf8')
  const length = Buffer.alloc(4)
  length.writeUInt32BE(message.length)
  const body = Buffer.concat([random, length, message, Buffer.from(receiveId, 'utf8')])
  const pad = BLOCK - (body.length % BLOCK)
  const cipher = createCipheriv('aes-256-cbc', key, iv).setAutoPadding(false)
  return Buffer.concat([cipher.update(body), cipher.update(Buffer.alloc(pad, pad)), cipher.final()]).toString('base64')
}

export interface Opened {
  plaintext: string
  receiveId: string
  randomHex: string
  pad: number
}

export function decrypt(payload: string, aesKey: string): Opened {
  const { key, iv } = secrets(aesKey)
  const sealed = Buffer.from(payload, 'base64')
  if (sealed.length === 0 || sealed.length % 16 !== 0) throw new Error('ciphertext is not a number of blocks')
  const decipher = createDecipheriv('aes-256-cbc', key, iv).setAutoPadding(false)
  const padded = Buffer.concat([decipher.update(sealed), decipher.final()])
  const pad = padded[padded.length - 1] ?? 0
  if (pad < 1 || pad > BLOCK || !padded.subarray(-pad).every((byte) => byte === pad)) throw new Error('bad padding')
  const body = padded.subarray(0, -pad)
  if (body.length < 20) throw new Error('no room for the length')
  const end = 20 + body.readUInt32BE(16)
  if (end > body.length) throw new Error('length reaches beyond the body')
  return {
    plaintext: body.subarray(20, end).toString('utf8'),
    receiveId: body.subarray(end).toString('utf8'),
    randomHex: body.subarray(0, 16).toString('hex'),
    pad,
  }
}

/** PKCS#7 over 32 bytes, not over the cipher's 16. */
const BLOCK = 32

function secrets(aesKey: string): { key: Buffer; iv: Buffer } {
  const key = Buffer.from(`${aesKey}=`, 'base64')
  if (aesKey.length !== 43 || key.length !== 32) throw new Error('EncodingAESKey must be 43 characters of base64')
  return { key, iv: key.subarray(0, 16) }
}

function byBytes(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b))
}
