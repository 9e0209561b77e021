import { decrypt, encrypt, getSignature } from '@wecom/crypto'
import fc from 'fast-check'
import { openEnvelope, sealEnvelope, signatureOf } from '../../../src/channels/wecom/envelope'

const keys = {
  token: 'QDG6eK',
  aesKey: 'jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C',
  receiveId: 'wx5823bf96d3bd56c7',
}
const on = { timestamp: '1409735669', nonce: '1372623149' }

describe('beside WeCom’s own package', () => {
  it('opens what it seals', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 400 }), (message) => {
        const sealed = encrypt(keys.aesKey, message, keys.receiveId)
        const signature = getSignature(keys.token, on.timestamp, on.nonce, sealed)

        expect(openEnvelope(keys, { ...on, encrypt: sealed, signature })).toBe(message)
      }),
    )
  })

  it('seals what it opens', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 400 }), (message) => {
        const letter = sealEnvelope(keys, message, on)

        expect(decrypt(keys.aesKey, letter.encrypt)).toMatchObject({ message, id: keys.receiveId })
        expect(letter.signature).toBe(getSignature(keys.token, on.timestamp, on.nonce, letter.encrypt))
      }),
    )
  })

  it('signs alike, whatever the order of the four', () => {
    const word = fc.stringMatching(/^[\w+/=-]{1,40}$/)
    fc.assert(
      fc.property(word, word, word, word, (token, timestamp, nonce, sealed) => {
        expect(signatureOf(token, timestamp, nonce, sealed)).toBe(getSignature(token, timestamp, nonce, sealed))
      }),
    )
  })
})
