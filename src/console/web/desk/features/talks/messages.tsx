import { useEffect, useLayoutEffect, useRef, useState } from 'react'
import { Button } from 'antd'
import type { TalkMessage } from '../../../../contract/web-chat'
import { shortTime } from '../../components/times'

export function Messages(props: { messages: TalkMessage[]; more: boolean; readOlder: () => Promise<void> }) {
  const list = useRef<HTMLDivElement>(null)
  const atEnd = useRef(true)
  const last = props.messages.at(-1)?.seq
  const [reading, setReading] = useState(false)
  useLayoutEffect(() => {
    if (list.current && atEnd.current) list.current.scrollTop = list.current.scrollHeight
  }, [last])
  useEffect(() => {
    const element = list.current
    const follow = () => {
      if (element && atEnd.current) element.scrollTop = element.scrollHeight
    }
    element?.addEventListener('load', follow, true)
    return () => element?.removeEventListener('load', follow, true)
  }, [])
  return (
    <div
      className="scroll messages"
      role="log"
      ref={list}
      onScroll={({ currentTarget: box }) => {
        atEnd.current = box.scrollHeight - box.scrollTop - box.clientHeight < 80
      }}
    >
      {props.more && (
        <Button
          type="link"
          block
          loading={reading}
          onClick={() => {
            setReading(true)
            void props.readOlder().finally(() => setReading(false))
          }}
        >
          查看更早的消息
        </Button>
      )}
      {props.messages.map((message) =>
        message.kind === 'event' ? (
          <p key={message.seq} className="happening">
            {message.text} · {shortTime(message.at)}
          </p>
        ) : (
          <Bubble key={message.seq} message={message} />
        ),
      )}
    </div>
  )
}

const AUTHOR = { owner: '业主', bot: '首问助手', staff: '同事', system: '系统' } as const

function Bubble({ message }: { message: TalkMessage }) {
  return (
    <article className={`bubble ${message.author}`}>
      <header>
        {message.author === 'staff' ? (message.authorName ?? AUTHOR.staff) : AUTHOR[message.author]}
        <time>{shortTime(message.at)}</time>
      </header>
      <div className="words">
        {message.recalled && <em>业主撤回了这条消息：</em>}
        <Content message={message} />
        {message.options.length > 0 && (
          <ul className="options">
            {message.options.map((option) => (
              <li key={option.id}>{option.label}</li>
            ))}
          </ul>
        )}
        {message.tail && <p>{message.tail}</p>}
      </div>
      <Delivery message={message} />
    </article>
  )
}

const KIND: Record<string, string> = { image: '照片', voice: '语音', video: '视频', file: '文件', location: '位置' }

function Content({ message }: { message: TalkMessage }) {
  const { kind, fileUrl, text } = message
  const label = KIND[kind]
  if (kind === 'image' && fileUrl !== null)
    return (
      <a href={fileUrl} target="_blank" rel="noreferrer">
        <img src={fileUrl} alt="业主发的照片" />
      </a>
    )
  return (
    <>
      {label !== undefined &&
        (fileUrl === null ? (
          <span className="quiet">[{label}] </span>
        ) : (
          <a href={fileUrl} target="_blank" rel="noreferrer">
            [{label}] {message.fileName}
          </a>
        ))}
      {text !== '' && <p>{text}</p>}
    </>
  )
}

function Delivery({ message }: { message: TalkMessage }) {
  if (message.direction === 'in' || message.delivery === 'n/a' || message.delivery === 'sent') return null
  return message.delivery === 'pending' ? (
    <footer>等待送出</footer>
  ) : (
    <footer className="failed">没有送达{message.deliveryReason === null ? '' : `（${message.deliveryReason}）`}</footer>
  )
}
