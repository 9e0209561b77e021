import type { DeliveryResult, OutboxBody, OutboxItem } from '../../queue/delivery'
import { splitText } from '../../messages/split-text'
import type { WecomApi } from '../wecom/api-client'
import type { DoorLog } from '../wecom/door-log'
import { cleanText } from '../wecom/raw-json'
import { WecomError } from '../wecom/wecom-error'
import { retryLater } from './retry-later'
import type { ServicerBook } from './servicer-store'

type Notice = Extract<OutboxBody, { kind: 'notice' }>

export interface NoticeDeps {
  api: Pick<WecomApi, 'sendAppText'>
  servicers: Pick<ServicerBook, 'recent' | 'known'>
  log: DoorLog
}

const TEXT_BYTES = 2048
const RECEIVERS = 1000
const EVERYBODY = '@all'
const HOW_TO_NARROW =
  '（还没有指定接收人，这条提醒暂时发给了全体可见成员。请管理员在管理台“人员”里填好企业微信账号，以后只发给相关的人。）'

/** A text to staff by the company's own app (wecom-protocol §6.3). */
export function createNoticeDelivery({ api, servicers, log }: NoticeDeps) {
  return async function deliverNotice(item: OutboxItem, body: Notice, signal: AbortSignal): Promise<DeliveryResult> {
    try {
      const named = [...new Set(body.toUserIds)].filter(Boolean)
      if (named.length > 0 && (await send(named, body.text))) return { kind: 'sent' }
      // Nobody is named, or nobody named can be reached: the people who answer owners, else all who see the app.
      const staff = await servicersOf(item.account)
      if (staff.length > 0 && (await send(staff, body.text))) return { kind: 'sent', reason: 'to the servicers' }
      await send([EVERYBODY], `${body.text}\n${HOW_TO_NARROW}`)
      return { kind: 'sent', reason: 'to all who see the app' }
    } catch (error) {
      if (!(error instanceof WecomError)) throw error
      if (['transient', 'throttled', 'token', 'configuration'].includes(error.errorClass))
        return retryLater(error, item.attempts)
      return { kind: 'failed', reason: `wecom_${error.errcode}` }
    }

    /** False when all receivers are outside the app's visible range. */
    async function send(userIds: string[], words: string): Promise<boolean> {
      const touser = userIds.slice(0, RECEIVERS).join('|')
      try {
        for (const part of splitText(cleanText(words), TEXT_BYTES)) {
          const { invaliduser } = await api.sendAppText(touser, part, { signal })
          // A success all the same: the others got it (wecom-protocol §6.3).
          if (invaliduser)
            log.warn({ invaliduser }, 'some staff cannot be reached: are they in the app’s visible range?')
        }
        return true
      } catch (error) {
        if (error instanceof WecomError && error.errcode === 81013 && touser !== EVERYBODY) return false
        throw error
      }
    }
  }

  async function servicersOf(account: string): Promise<string[]> {
    try {
      return (await servicers.recent(account)).people.map(({ userid }) => userid)
    } catch {
      return servicers.known(account)
    }
  }
}
