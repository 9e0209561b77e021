import { textOf } from '../messages/inbound'
import type { InboundMessage } from '../messages/inbound'

/**
 * How long the owner must be quiet after a message before the turn starts (design §2.2). `answerMs` holds while the bot has a
 * question open: then 「3栋」 is an answer, not a fragment.
 */
export type Pace = (message: InboundMessage) => { settleMs: number; answerMs: number }

/** 4 s after an unfinished message with the default window of 1.2 s; a shorter window shortens both alike. */
const UNFINISHED_PER_QUIET = 4000 / 1200
const UNFINISHED_LIMIT_MS = 4000

export function createPace(options: {
  quietMs: number
  isEmergency: (text: string) => boolean
  isRequest: (text: string) => boolean
}): Pace {
  const quiet = { settleMs: options.quietMs, answerMs: options.quietMs }
  const now = { settleMs: 0, answerMs: 0 }
  // A longer window holds for all alike: a fragment never waits less than a whole request.
  const stretchedMs = Math.min(UNFINISHED_LIMIT_MS, Math.round(options.quietMs * UNFINISHED_PER_QUIET))
  const unfinishedMs = Math.max(options.quietMs, stretchedMs)

  return (message) => {
    switch (message.content.kind) {
      case 'menu':
      case 'session':
      case 'undelivered':
      case 'recall':
        return now
      case 'enter':
        // The welcome code lives 20 s (wecom-protocol §5.13).
        return now
      case 'image':
      case 'video':
      case 'file':
      case 'location':
        return { settleMs: unfinishedMs, answerMs: options.quietMs }
      default: {
        const text = textOf(message.content)
        if (options.isEmergency(text)) return now
        if (options.isRequest(text)) return quiet
        return { settleMs: unfinishedMs, answerMs: options.quietMs }
      }
    }
  }
}
