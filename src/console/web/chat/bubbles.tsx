import type { TalkMessage } from '../../contract/web-chat'
import type { Draft } from './draft'

interface Choice {
  id: string
  label: string
}

/** One message. The newest menu can be tapped; older ones only show what there was. */
export function MessageBubble(props: { message: TalkMessage; live: boolean; choose: (option: Choice) => void }) {
  const { message } = props
  if (message.recalled) return <p className="time">您撤回了一条消息</p>
  const mine = message.direction === 'in'
  return (
    <article className={mine ? 'row mine' : 'row'}>
      <Avatar message={message} />
      <div className="said">
        {message.author === 'staff' && <span className="name">{message.authorName ?? '物业同事'}</span>}
        <div className={message.kind === 'image' && message.fileUrl !== null ? 'bubble photo-only' : 'bubble'}>
          <Content message={message} />
          {message.options.length > 0 && (
            <div className="options">
              {message.options.map((option) => (
                <button key={option.id} type="button" disabled={!props.live} onClick={() => props.choose(option)}>
                  {option.label}
                </button>
              ))}
            </div>
          )}
          {message.tail && <p>{message.tail}</p>}
        </div>
      </div>
    </article>
  )
}

function Content({ message }: { message: TalkMessage }) {
  if (message.kind === 'image' && message.fileUrl !== null)
    return (
      <a href={message.fileUrl} target="_blank" rel="noreferrer">
        <img src={message.fileUrl} alt={message.direction === 'in' ? '您发的照片' : '同事发来的照片'} />
      </a>
    )
  if (message.kind === 'file' && message.fileUrl !== null)
    return (
      <a href={message.fileUrl} target="_blank" rel="noreferrer">
        [文件] {message.fileName}
      </a>
    )
  if (message.kind === 'image') return <p>[照片]</p>
  if (message.kind === 'location') return <p>[位置] {message.text}</p>
  return message.text === '' ? null : <p>{message.text}</p>
}

function Avatar({ message }: { message: TalkMessage }) {
  if (message.direction === 'in') return <span className="avatar me">我</span>
  if (message.author === 'staff')
    return <span className="avatar staff">{(message.authorName ?? '物').slice(0, 1)}</span>
  return <span className="avatar">问</span>
}

/** What is not in the log yet. */
export function DraftBubble({ draft, again }: { draft: Draft; again: () => void }) {
  return (
    <article className={`row mine ${draft.state}`}>
      <span className="avatar me">我</span>
      <div className="said">
        <div className={draft.photoUrl ? 'bubble photo-only' : 'bubble'}>
          {draft.photoUrl ? <img src={draft.photoUrl} alt="您发的照片" /> : <p>{draft.text}</p>}
        </div>
        {draft.state === 'failed' && (
          <button type="button" className="again" onClick={again}>
            没有发出去，点这里重发
          </button>
        )}
      </div>
    </article>
  )
}

export function Typing() {
  return (
    <article className="row" aria-label="正在回复">
      <span className="avatar">问</span>
      <div className="said">
        <div className="bubble typing">
          <i />
          <i />
          <i />
        </div>
      </div>
    </article>
  )
}
