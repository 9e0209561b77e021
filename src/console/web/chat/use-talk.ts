import { useCallback, useEffect, useRef, useState } from 'react'
import type { ChatHistory, TalkMessage } from '../../contract/web-chat'
import type { Draft } from './draft'
import { readHistory, sendDraft } from './requests'
import { useChatStream } from './use-chat-stream'

export interface Talk {
  /** Null while the history is read for the first time. */
  messages: TalkMessage[] | null
  drafts: Draft[]
  handoff: ChatHistory['handoff']
  /** The bot has something to answer. */
  answering: boolean
  connected: boolean
  hasOlder: boolean
  readOlder: () => Promise<void>
  send: (draft: Draft) => void
}

/** The talk of this browser: what the log has, and what is on its way there. */
export function useTalk(): Talk {
  const [messages, setMessages] = useState<TalkMessage[] | null>(null)
  const [drafts, setDrafts] = useState<Draft[]>([])
  const [handoff, setHandoff] = useState<ChatHistory['handoff']>(null)
  const [hasOlder, setHasOlder] = useState(false)
  const [underWay, setUnderWay] = useState(0)
  const last = useRef(0)

  const take = useCallback((found: TalkMessage[]) => {
    last.current = Math.max(last.current, ...found.map(({ seq }) => seq))
    setMessages((known) => merge(known ?? [], found))
    const logged = new Set(found.map(({ sourceId }) => sourceId))
    setDrafts((open) => open.filter(({ id }) => !logged.has(id)))
  }, [])

  const readNew = useCallback(async () => {
    const isFirst = last.current === 0
    const history = await readHistory(isFirst ? {} : { after: last.current })
    take(history.messages)
    setHandoff(history.handoff)
    if (isFirst) setHasOlder(history.more)
    else if (history.more) await readNew()
  }, [take])

  const readOlder = useCallback(async () => {
    const first = messages?.[0]?.seq
    if (first === undefined) return
    const history = await readHistory({ before: first })
    take(history.messages)
    setHasOlder(history.more)
  }, [messages, take])

  // A failed read is made good by the next event; the stream says that the connection is lost.
  const readQuietly = useCallback(() => void readNew().catch(() => {}), [readNew])
  const connected = useChatStream(readQuietly)
  useEffect(readQuietly, [readQuietly])

  const send = useCallback(
    (draft: Draft) => {
      const sending: Draft = { ...draft, state: 'sending' }
      setDrafts((open) => [...open.filter(({ id }) => id !== draft.id), sending])
      setUnderWay((count) => count + 1)
      sendDraft(draft)
        .then(readNew)
        .catch(() =>
          setDrafts((open) => open.map((one) => (one.id === draft.id ? { ...one, state: 'failed' as const } : one))),
        )
        .finally(() => setUnderWay((count) => count - 1))
    },
    [readNew],
  )

  const answering = underWay > 0 && handoff !== 'active'
  return { messages, drafts, handoff, answering, connected, hasOlder, readOlder, send }
}

function merge(known: TalkMessage[], found: TalkMessage[]): TalkMessage[] {
  const bySeq = new Map([...known, ...found].map((message) => [message.seq, message]))
  return [...bySeq.values()].sort((a, b) => a.seq - b.seq)
}
