import { randomUUID } from 'node:crypto'
import { encrypt, sign } from '../../../src/emulator/envelope'
import type { Emulator } from '../../../src/emulator/start-emulator'

/** Delivers a callback by hand, in a letter of its own: one that came before, or one of a kind the emulator does not know. */
export async function postCallback(wecom: Emulator, url: string, xml: string): Promise<void> {
  const { WECOM_TOKEN, WECOM_ENCODING_AES_KEY, WECOM_CORP_ID } = wecom.env
  const payload = encrypt(xml, WECOM_ENCODING_AES_KEY, WECOM_CORP_ID)
  const timestamp = String(Math.floor(Date.now() / 1000))
  const nonce = randomUUID()
  const signature = sign(WECOM_TOKEN, timestamp, nonce, payload)
  const query = new URLSearchParams({ msg_signature: signature, timestamp, nonce })
  const letter = `<xml><ToUserName>${WECOM_CORP_ID}</ToUserName><Encrypt>${payload}</Encrypt></xml>`
  const answer = await fetch(`${url}/wecom/callback?${query}`, { method: 'POST', body: letter })
  if (answer.status !== 200) throw new Error(`the callback was answered with ${answer.status}`)
}
