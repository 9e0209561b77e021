import { decrypt, encrypt, sign } from '../../src/emulator/envelope'
import vectors from './published-vectors.json'

/** wecom-protocol §3.10: seven published envelopes and one deterministic encryption. */
const sealed = vectors.filter((vector) => vector.kind !== 'encrypt')
const encryption = vectors.find((vector) => vector.kind === 'encrypt')

test.each(sealed)('opens the published vector $id as its sender meant it', (vector) => {
  const opened = decrypt(vector.payload ?? '', vector.aesKey)

  expect(opened).toEqual({
    plaintext: vector.expected_plaintext,
    receiveId: vector.receiveId,
    randomHex: vector.random_hex,
    pad: vector.pad,
  })
})

test.each(sealed)('signs the published vector $id as its sender did', (vector) => {
  const signature = sign(vector.token, vector.timestamp ?? '', vector.nonce ?? '', vector.payload ?? '')

  expect(signature).toBe(vector.msg_signature)
})

test.each(sealed)('seals the plaintext of $id into the very same ciphertext', (vector) => {
  const random = Buffer.from(vector.random_hex ?? '', 'hex')

  expect(encrypt(vector.expected_plaintext ?? '', vector.aesKey, vector.receiveId, random)).toBe(vector.payload)
})

test('seals the published Chinese text into the published ciphertext', () => {
  const random = Buffer.from(encryption?.random ?? '')

  const payload = encrypt(encryption?.plaintext ?? '', encryption?.aesKey ?? '', encryption?.receiveId ?? '', random)

  expect(payload).toBe(encryption?.expected_payload)
})

test('gives another signature for the published negative nonce', () => {
  const vector = sealed.find((one) => one.id === 'wechatpy-echo')

  const signature = sign(vector?.token ?? '', vector?.timestamp ?? '', '437374424', vector?.payload ?? '')

  expect(signature).not.toBe(vector?.msg_signature)
})

test('refuses ciphertext whose last block was changed', () => {
  const payload = encrypt('<xml></xml>', encryption?.aesKey ?? '', 'ww1')
  const broken = Buffer.from(payload, 'base64')
  broken[broken.length - 1] = (broken.at(-1) ?? 0) ^ 0xff

  expect(() => decrypt(broken.toString('base64'), encryption?.aesKey ?? '')).toThrow()
})
