import { useCallback, useEffect, useRef, useState } from 'react'
import type { MessageList, TalkDetail } from '../../../../contract/console'
import { paths } from '../../../../contract/paths'
import { get } from '../../http/request'
import { addNewer, addOlder, openWindow, refreshWindow, type MessageWindow } from './message-window'

export interface MessagesOfTalk {
  window: MessageWindow
  /** Something newer than what is on the page. */
  hasNewer: boolean
  readOlder: () => Promise<void>
  readNewer: () => Promise<void>
  toEnd: () => void
}

/** The messages on the page: the newest as they come, older and newer ones as they are scrolled to. */
export function useMessages(id: string, data: TalkDetail | null): MessagesOfTalk {
  const [window, setWindow] = useState<MessageWindow>({ messages: [], more: false, atEnd: true })
  const reading = useRef(false)
  useEffect(() => {
    if (data !== null) setWindow((old) => (old.messages.length === 0 ? openWindow(data) : refreshWindow(old, data)))
  }, [data])

  const read = useCallback(
    async (query: { before?: number; after?: number }, add: typeof addOlder) => {
      if (reading.current) return
      reading.current = true
      try {
        const page = await get<MessageList>(paths.talkMessages(id), query)
        setWindow((old) => add(old, page))
      } finally {
        reading.current = false
      }
    },
    [id],
  )
  const first = window.messages[0]?.seq
  const last = window.messages.at(-1)?.seq
  return {
    window,
    hasNewer: !window.atEnd && (data?.messages.at(-1)?.seq ?? 0) > (last ?? 0),
    readOlder: () => read({ before: first }, addOlder),
    readNewer: () => read({ after: last }, addNewer),
    toEnd: () => data !== null && setWindow(openWindow(data)),
  }
}
