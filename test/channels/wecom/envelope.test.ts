import { createCipheriv } from 'node:crypto'
import {
  EnvelopeError,
  openEnvelope,
  parseAesKey,
  sealEnvelope,
  signatureOf,
} from '../../../src/channels/wecom/envelope'
import { letterOf, letters, vectors } from './vectors'

const keys = { token: 'QDG6eK', aesKey: 'jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C', receiveId: 'ww5823bf96d3bd56c7' }

describe('the published vectors', () => {
  test('are seven letters and one sealing', () => {
    expect(letters).toHaveLength(7)
    expect(vectors).toHaveLength(8)
  })

  test.each(letters)('$id opens to its plaintext', (vector) => {
    expect(openEnvelope(vector, letterOf(vector))).toBe(vector.expected_plaintext)
  })

  test.each(letters)('$id does not open for another receiveid, not even for a longer or shorter one', (vector) => {
    for (const receiveId of [vector.receiveId.slice(0, -1), `${vector.receiveId}x`, '', 'ww0000000000000000'])
      expect(reasonOf(() => openEnvelope({ ...vector, receiveId }, letterOf(vector)))).toBe('-40005')
  })

  test('the deterministic one seals to the published ciphertext', () => {
    const vector = vectors.find(({ kind }) => kind === 'encrypt')
    if (!vector?.plaintext || !vector.random) throw new Error('vector is missing')

    const random = Buffer.from(vector.random)
    const sealed = sealEnvelope(vector, vector.plaintext, { timestamp: '1', nonce: '2', random })

    expect(sealed.encrypt).toBe(vector.expected_payload)
  })

  test('the published negative, one digit of the nonce changed, fails the signature', () => {
    const vector = letters.find(({ id }) => id === 'wechatpy-echo')
    if (!vector) throw new Error('vector is missing')

    const letter = { ...letterOf(vector), nonce: '437374424' }

    expect(reasonOf(() => openEnvelope(vector, letter))).toBe('-40001')
  })
})

describe('sealing and opening', () => {
  test.each([0, 1, 11, 12, 13, 27, 28, 29, 31, 32, 33, 100, 2048])('%i bytes come back unchanged', (length) => {
    const message = 'x'.repeat(length)

    expect(openEnvelope(keys, sealEnvelope(keys, message, { timestamp: '1', nonce: 'n' }))).toBe(message)
  })

  test('an empty receiveid, as bots inside a corp use, is exact too', () => {
    const bot = { ...keys, receiveId: '' }
    const letter = sealEnvelope(bot, '漏水了💧', { timestamp: '1', nonce: 'n' })

    expect(openEnvelope(bot, letter)).toBe('漏水了💧')
    expect(reasonOf(() => openEnvelope(keys, letter))).toBe('-40005')
  })

  test('the four values are sorted by bytes, whatever they look like', () => {
    expect(signatureOf('b', 'a', 'Z', '9')).toBe(signatureOf('9', 'Z', 'b', 'a'))
  })
})

describe('a letter is refused', () => {
  test('when a key is not 43 characters of base64', () => {
    expect(reasonOf(() => parseAesKey('short'))).toBe('-40004')
    expect(reasonOf(() => parseAesKey(`${keys.aesKey.slice(0, 42)}-`))).toBe('-40004')
  })

  test('when the signature has another length, other letters or other case', () => {
    const letter = sealEnvelope(keys, 'hi', { timestamp: '1', nonce: 'n' })

    for (const signature of ['', 'abc', `${letter.signature}0`, letter.signature.toUpperCase(), '签'.repeat(40)])
      expect(reasonOf(() => openEnvelope(keys, { ...letter, signature }))).toBe('-40001')
  })

  test.each([
    ['not base64', '!!!!', '-40010'],
    ['empty', '', '-40010'],
    ['half a block', Buffer.alloc(8).toString('base64'), '-40010'],
    ['url-safe base64', '-_-_-_-_-_-_-_-_-_-_-w==', '-40010'],
  ])('when the ciphertext is %s', (_what, encrypt, reason) => {
    expect(reasonOf(() => openEnvelope(keys, signed(encrypt)))).toBe(reason)
  })

  test.each([
    ['padding of 0', Buffer.alloc(32, 0)],
    ['padding of 33', Buffer.alloc(64, 33)],
    ['padding bytes that differ', Buffer.concat([Buffer.alloc(30, 1), Buffer.from([9, 3])])],
    ['padding longer than the buffer', Buffer.alloc(16, 17)],
    ['no room for the length', Buffer.alloc(32, 32)],
    ['a giant length', withLength(0xffffffff)],
    ['a length one byte beyond the end', withLength(13)],
  ])('when inside there is %s', (_what, padded) => {
    expect(reasonOf(() => openEnvelope(keys, signed(raw(padded))))).toBe('-40008')
  })

  test('when it was sealed with another key', () => {
    const other = { ...keys, aesKey: 'abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG' }
    const letter = sealEnvelope(other, 'hi', { timestamp: '1', nonce: 'n' })

    expect(() => openEnvelope(keys, letter)).toThrow(EnvelopeError)
  })
})

function reasonOf(act: () => unknown): string {
  try {
    act()
  } catch (error) {
    if (error instanceof EnvelopeError) return error.reason
    throw error
  }
  return 'accepted'
}

function signed(encrypt: string) {
  return { timestamp: '1', nonce: 'n', encrypt, signature: signatureOf(keys.token, '1', 'n', encrypt) }
}

/** Encrypts a buffer as it is, without padding. */
function raw(padded: Buffer): string {
  const { key, iv } = parseAesKey(keys.aesKey)
  const cipher = createCipheriv('aes-256-cbc', key, iv).setAutoPadding(false)
  return Buffer.concat([cipher.update(padded), cipher.final()]).toString('base64')
}

/** 16 random bytes, the length given, twelve bytes of text, 16 of padding: 12 is the largest length that fits. */
function withLength(length: number): Buffer {
  const head = Buffer.alloc(20)
  head.writeUInt32BE(length, 16)
  return Buffer.concat([head, Buffer.alloc(12, 120), Buffer.alloc(32, 32)])
}
