import { memo, useEffect, useLayoutEffect, useRef, useState } from 'react'
import { Button } from 'antd'
import type { NoteItem } from '../../../../contract/take-over'
import type { TalkMessage } from '../../../../contract/web-chat'
import { shortTime } from '../../components/times'
import type { MessagesOfTalk } from './use-messages'
import { weave } from './weave'

/** So near to an edge the next page is read ahead. */
const AHEAD_PX = 240
const AT_END_PX = 80

/**
 * A talk as it is read: the end stays in sight while one is there; wherever else one reads, what comes or goes above leaves the
 * line under one's eyes where it was.
 */
export function Messages({ talk, notes }: { talk: MessagesOfTalk; notes: readonly NoteItem[] }) {
  const { window: shown, hasNewer, readOlder, readNewer, toEnd } = talk
  const list = useRef<HTMLDivElement>(null)
  const sticks = useRef(true)
  const anchor = useRef<{ key: string; top: number } | null>(null)
  const [isReading, setReading] = useState(false)
  const entries = weave(shown, notes)

  useLayoutEffect(() => {
    const box = list.current
    if (!box) return
    if (sticks.current && shown.atEnd) box.scrollTop = box.scrollHeight
    else hold(box, anchor.current)
    anchor.current = firstInSight(box)
  }, [shown, notes])
  useEffect(() => {
    const box = list.current
    // Photos take their room when they are there.
    const follow = () => {
      if (!box) return
      if (sticks.current) box.scrollTop = box.scrollHeight
      else hold(box, anchor.current)
    }
    box?.addEventListener('load', follow, true)
    // A tray that opens under the talk takes room from it.
    const watch = new ResizeObserver(follow)
    if (box) watch.observe(box)
    return () => {
      box?.removeEventListener('load', follow, true)
      watch.disconnect()
    }
  }, [])

  const older = () => {
    setReading(true)
    void readOlder()
      .catch(() => {})
      .finally(() => setReading(false))
  }
  return (
    <div className="messages-frame">
      <div
        className="scroll messages"
        role="log"
        aria-label="对话内容"
        tabIndex={0}
        ref={list}
        onScroll={({ currentTarget: box }) => {
          const below = box.scrollHeight - box.scrollTop - box.clientHeight
          sticks.current = shown.atEnd && below < AT_END_PX
          anchor.current = firstInSight(box)
          if (shown.more && box.scrollTop < AHEAD_PX) older()
          if (!shown.atEnd && below < AHEAD_PX) void readNewer().catch(() => {})
        }}
      >
        {shown.more && (
          <Button type="link" block loading={isReading} onClick={older}>
            查看更早的消息
          </Button>
        )}
        {entries.map((entry) =>
          entry.kind === 'note' ? (
            <Note key={entry.note.id} note={entry.note} />
          ) : (
            <Message key={entry.message.seq} message={entry.message} />
          ),
        )}
      </div>
      {!shown.atEnd && (
        <Button
          className="to-end"
          size="small"
          type={hasNewer ? 'primary' : 'default'}
          onClick={() => {
            sticks.current = true
            toEnd()
          }}
        >
          {hasNewer ? '有新消息，回到最新' : '回到最新'}
        </Button>
      )}
    </div>
  )
}

function firstInSight(box: HTMLElement): { key: string; top: number } | null {
  for (const child of box.children) {
    if (!(child instanceof HTMLElement) || child.dataset.key === undefined) continue
    if (child.offsetTop + child.offsetHeight > box.scrollTop)
      return { key: child.dataset.key, top: child.offsetTop - box.scrollTop }
  }
  return null
}

function hold(box: HTMLElement, anchor: { key: string; top: number } | null): void {
  if (anchor === null) return
  const element = box.querySelector<HTMLElement>(`[data-key="${anchor.key}"]`)
  if (element) box.scrollTop = element.offsetTop - anchor.top
}

const AUTHOR = { owner: '业主', bot: '首问助手', staff: '同事', system: '系统' } as const

/** Drawn again only when it changed: the same object is the same message (message-window.ts). */
const Message = memo(function Message({ message }: { message: TalkMessage }) {
  if (message.kind === 'event')
    return (
      <p className="happening" data-key={message.seq}>
        {message.text} · {shortTime(message.at)}
      </p>
    )
  return (
    <article className={`bubble ${message.author}`} data-key={message.seq}>
      <header>
        {message.author === 'staff' ? (message.authorName ?? AUTHOR.staff) : AUTHOR[message.author]}
        <time>{shortTime(message.at)}</time>
      </header>
      <div className={`words${message.recalled ? ' recalled' : ''}${message.erased ? ' erased' : ''}`}>
        {message.recalled && <em>{message.author === 'owner' ? '业主撤回了一条消息' : '这条消息已撤回'}</em>}
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
})

const KIND: Record<string, string> = { image: '照片', voice: '语音', video: '视频', file: '文件', location: '位置' }

function Content({ message }: { message: TalkMessage }) {
  const { kind, fileUrl, text, author } = message
  const label = KIND[kind]
  if (kind === 'image' && fileUrl !== null)
    return (
      <a href={fileUrl} target="_blank" rel="noreferrer">
        <img src={fileUrl} alt={author === 'owner' ? '业主发的照片' : '发给业主的照片'} />
      </a>
    )
  if (kind === 'file' && fileUrl !== null)
    return (
      <a href={fileUrl} target="_blank" rel="noreferrer">
        [文件] {message.fileName}
      </a>
    )
  return (
    <>
      {label !== undefined &&
        !message.erased &&
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

/** Between colleagues; its look tells at once that no owner reads it. */
const Note = memo(function Note({ note }: { note: NoteItem }) {
  const what = {
    note: `${note.author} 的备注`,
    transfer: `${note.author} 转给 ${note.meantFor}`,
    called: `${note.author} 请 ${note.meantFor} 协助`,
  }[note.kind]
  return (
    <aside className="note" data-key={note.id} aria-label="内部备注">
      <header>
        {what}
        <span className="private">业主看不到</span>
        <time>{shortTime(note.at)}</time>
      </header>
      {note.erased ? <p className="quiet">（内容已应业主要求删除）</p> : note.text !== '' && <p>{note.text}</p>}
      {note.kind === 'called' && note.seenBy !== null && <p className="quiet">{note.seenBy} 已来看过</p>}
    </aside>
  )
})
