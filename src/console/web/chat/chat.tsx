import { useEffect, useLayoutEffect, useRef, useState } from 'react'
import { Composer } from './composer'
import { menuDraft, textDraft } from './draft'
import { DraftBubble, MessageBubble, Typing } from './bubbles'
import { Welcome } from './welcome'
import { timeWords } from '../time-words'
import { showsTimeBefore } from './times'
import { useTalk } from './use-talk'

const LARGE_KEY = 'shouwen.large-type'

/** The owner's chat: one column, like the chats everybody knows. */
export function Chat() {
  const talk = useTalk()
  const [large, setLarge] = useState(() => localStorage.getItem(LARGE_KEY) === 'yes')
  const list = useRef<HTMLDivElement>(null)
  useStayAtEnd(list, `${talk.messages?.at(-1)?.seq ?? 0}|${talk.drafts.length}|${talk.answering}`)
  useEffect(() => {
    document.documentElement.classList.toggle('large', large)
    localStorage.setItem(LARGE_KEY, large ? 'yes' : 'no')
  }, [large])

  const { messages, drafts } = talk
  const lastMenu = messages?.findLast((message) => message.direction === 'out')?.seq
  const isEmpty = messages !== null && messages.length === 0 && drafts.length === 0
  return (
    <main className="chat">
      <header>
        <div>
          <h1>物业服务</h1>
          <p>{STATUS[talk.handoff ?? 'bot']}</p>
        </div>
        <button type="button" className="plain" aria-pressed={large} onClick={() => setLarge(!large)}>
          {large ? '标准字' : '大字'}
        </button>
      </header>
      {!talk.connected && (
        <p className="notice" role="status">
          网络断开了，正在重新连接；连上后会接着显示。
        </p>
      )}
      <div className="messages" ref={list} role="log" aria-live="polite">
        {messages === null && <p className="hint">正在打开对话…</p>}
        {talk.hasOlder && (
          <button type="button" className="older" onClick={() => void talk.readOlder()}>
            查看更早的消息
          </button>
        )}
        {isEmpty && <Welcome say={(text) => talk.send(textDraft(text))} />}
        {messages?.map((message, index) => (
          <div key={message.seq}>
            {showsTimeBefore(messages[index - 1], message) && <p className="time">{timeWords(message.at)}</p>}
            <MessageBubble
              message={message}
              live={message.seq === lastMenu}
              choose={(option) => talk.send(menuDraft(option))}
            />
          </div>
        ))}
        {drafts.map((draft) => (
          <DraftBubble key={draft.id} draft={draft} again={() => talk.send(draft)} />
        ))}
        {talk.answering && <Typing />}
      </div>
      <Composer send={talk.send} />
    </main>
  )
}

const STATUS = {
  bot: '24小时在线，急事请直接说',
  waiting: '已通知同事，请稍候',
  active: '同事正在为您服务',
} as const

/** Follows the end of the talk while the reader is there; somebody who reads further up is left in peace. */
function useStayAtEnd(list: React.RefObject<HTMLDivElement | null>, end: string): void {
  const atEnd = useRef(true)
  useEffect(() => {
    const element = list.current
    if (element === null) return
    const look = () => {
      atEnd.current = element.scrollHeight - element.scrollTop - element.clientHeight < 120
    }
    // Photos have no height until they are loaded.
    const follow = () => {
      if (atEnd.current) element.scrollTop = element.scrollHeight
    }
    element.addEventListener('scroll', look, { passive: true })
    element.addEventListener('load', follow, true)
    return () => {
      element.removeEventListener('scroll', look)
      element.removeEventListener('load', follow, true)
    }
  }, [list])
  useLayoutEffect(() => {
    const element = list.current
    if (element !== null && atEnd.current) element.scrollTop = element.scrollHeight
  }, [list, end])
}
