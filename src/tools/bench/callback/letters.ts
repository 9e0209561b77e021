import { randomBytes } from 'node:crypto'
import { writeXml } from '../../../channels/wecom/callback-xml'
import { sealEnvelope } from '../../../channels/wecom/envelope'
import type { EnvelopeKeys } from '../../../channels/wecom/envelope'

export interface Letter {
  path: string
  body: string
}

export const KEYS: EnvelopeKeys = {
  token: 'benchToken',
  aesKey: randomBytes(33).toString('base64').replace(/[+/=]/g, 'a').slice(0, 42) + 'A',
  receiveId: 'wwbench',
}

/** Sealed before the clock runs: what is measured is the door, not the one who knocks. */
export function writeLetters(count: number, at: Date): Letter[] {
  const timestamp = String(Math.floor(at.getTime() / 1000))
  return Array.from({ length: count }, (_, index) => {
    const event = writeXml({
      ToUserName: KEYS.receiveId,
      CreateTime: timestamp,
      MsgType: 'event',
      Event: 'kf_msg_or_event',
      Token: `token${index}`,
      OpenKfId: `wkBench${index % 4}`,
    })
    const { signature, nonce, encrypt } = sealEnvelope(KEYS, event, { timestamp, nonce: String(1e9 + index) })
    const query = new URLSearchParams({ msg_signature: signature, timestamp, nonce })
    return {
      path: `/wecom/callback?${query}`,
      body: writeXml({ ToUserName: KEYS.receiveId, Encrypt: encrypt, AgentID: '1' }),
    }
  })
}
