import type { TalkMessage } from '../../../../contract/web-chat'

/** The part of a talk that is on the page, without a gap; a long talk is never there as a whole. */
export interface MessageWindow {
  messages: TalkMessage[]
  /** Before the first there are others. */
  more: boolean
  /** The last one is the talk's newest; what arrives is shown. */
  atEnd: boolean
}

interface Part {
  messages: readonly TalkMessage[]
  more: boolean
}

/** Five pages; what leaves on one side comes back when it is scrolled to. */
export const WINDOW = 300

export function openWindow(newest: Part): MessageWindow {
  return { messages: [...newest.messages], more: newest.more, atEnd: true }
}

/** The newest page was read again. A message that did not change stays the same object, so that it is not drawn anew. */
export function refreshWindow(window: MessageWindow, newest: Part): MessageWindow {
  const last = window.messages.at(-1)?.seq ?? 0
  const first = newest.messages[0]?.seq ?? 0
  // More came while we were away than a page holds: going on from the old ones would hide the gap between.
  if (window.atEnd && newest.more && first > last) return openWindow(newest)
  const fresh = new Map(newest.messages.map((message) => [message.seq, message]))
  const kept = window.messages.map((message) => unchanged(message, fresh.get(message.seq)))
  const added = window.atEnd ? newest.messages.filter(({ seq }) => seq > last) : []
  if (added.length === 0 && kept.every((message, index) => message === window.messages[index])) return window
  return cutStart({ ...window, messages: [...kept, ...added] })
}

export function addOlder(window: MessageWindow, page: Part): MessageWindow {
  const first = window.messages[0]?.seq ?? Infinity
  const messages = [...page.messages.filter(({ seq }) => seq < first), ...window.messages]
  if (messages.length <= WINDOW) return { ...window, messages, more: page.more }
  return { messages: messages.slice(0, WINDOW), more: page.more, atEnd: false }
}

export function addNewer(window: MessageWindow, page: Part): MessageWindow {
  const last = window.messages.at(-1)?.seq ?? 0
  const messages = [...window.messages, ...page.messages.filter(({ seq }) => seq > last)]
  return cutStart({ messages, more: window.more, atEnd: !page.more })
}

function cutStart(window: MessageWindow): MessageWindow {
  const over = window.messages.length - WINDOW
  return over > 0 ? { ...window, messages: window.messages.slice(over), more: true } : window
}

function unchanged(old: TalkMessage, fresh: TalkMessage | undefined): TalkMessage {
  return fresh === undefined || JSON.stringify(old) === JSON.stringify(fresh) ? old : fresh
}
