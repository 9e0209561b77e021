import { textOf } from '../messages/inbound'
import type { InboundMessage } from '../messages/inbound'
import type { ClaimedTurn } from '../queue/turn'
import type { Photo } from './slots/slot-values'

export interface ReadMessages {
  owner: { exchangeId: string; message: InboundMessage }[]
  events: { exchangeId: string; message: InboundMessage }[]
  text: string
  photos: Photo[]
  menuId: string | null
  /** When the newest was sent; null when there is none. */
  at: Date | null
}

const EVENTS: readonly InboundMessage['content']['kind'][] = ['session', 'undelivered', 'recall', 'enter']

/** Four short lines and a photo are one turn (C4). What the owner took back within it was never said. */
export function readMessages(messages: ClaimedTurn['messages']): ReadMessages {
  const recalled = new Set(
    messages.flatMap(({ message }) => (message.content.kind === 'recall' ? [message.content.sourceId] : [])),
  )
  const said = messages.filter(({ message }) => !recalled.has(message.sourceId))
  const owner = said.filter(({ message }) => !EVENTS.includes(message.content.kind))
  const last = owner.at(-1)?.message.content
  return {
    owner: owner.map(({ exchangeId, message }) => ({ exchangeId, message })),
    events: said
      .filter(({ message }) => EVENTS.includes(message.content.kind))
      .map(({ exchangeId, message }) => ({ exchangeId, message })),
    text: joinLines(owner.map(({ message }) => ownWords(message.content))),
    photos: owner.flatMap(({ exchangeId, message }) =>
      message.content.kind === 'image' ? [{ exchangeId, attachment: message.content.attachment }] : [],
    ),
    menuId: last?.kind === 'menu' ? last.menuId : null,
    at: messages.reduce<Date | null>(
      (latest, { message }) => (latest === null || message.at > latest ? message.at : latest),
      null,
    ),
  }
}

/** 「[名片]」 is what the door calls a message that nobody can read; the owner said nothing by it. */
const ownWords = (content: InboundMessage['content']): string =>
  content.kind === 'other' ? textOf(content).replace(/^\[[^\]]*\]\s*/, '') : textOf(content)

/** Short lines are halves of a sentence; a comma reads them as one. */
function joinLines(lines: string[]): string {
  return lines
    .map((line) => line.trim())
    .filter(Boolean)
    .reduce((all, line) => (all === '' ? line : /[,，。.!！?？;；、]$/.test(all) ? all + line : `${all}，${line}`), '')
}
