import { useCallback, useEffect, useRef, useState } from 'react'
import { Button, Spin } from 'antd'
import type { MessageList, TalkDetail } from '../../../../contract/console'
import { paths } from '../../../../contract/paths'
import type { TalkMessage } from '../../../../contract/web-chat'
import { FaultHint } from '../../components/hint'
import { CHANNEL } from '../../components/words'
import { get, post } from '../../http/request'
import { useRead } from '../../http/use-read'
import { useChanges } from '../../live/changes'
import { go } from '../../route'
import { Answering } from './answering'
import { Messages } from './messages'
import { Side } from './side'
import { shortUser } from './talk-list'

/** One talk with everything beside it; reads itself again whenever it changed. */
export function TalkView({ id, listChanged }: { id: string; listChanged: () => void }) {
  const { data, fault, reload } = useRead<TalkDetail>(paths.talk(id))
  useChanges((changed) => {
    if (changed === null || changed === id) reload()
  })
  const { messages, more, readOlder } = useMessages(id, data)
  useMarkRead(id, data, listChanged)
  const changed = useCallback(() => {
    reload()
    listChanged()
  }, [reload, listChanged])

  if (data === null)
    return (
      <section className="pane talk">
        {fault === null ? <Spin className="centre" /> : <FaultHint fault={fault} again={reload} />}
      </section>
    )
  const { talk } = data
  return (
    <>
      <section className="pane talk" aria-label="对话">
        <div className="head">
          <Button className="only-phone" type="text" onClick={() => go('talks')} aria-label="返回列表">
            ‹
          </Button>
          <div className="title">
            <strong>{talk.name ?? shortUser(talk.user)}</strong>
            <span className="quiet">
              {[talk.community, CHANNEL[talk.channel] ?? talk.channel].filter(Boolean).join(' · ')}
            </span>
          </div>
          <Button className="only-narrow" onClick={() => go('talks', id, 'card')}>
            业主资料
          </Button>
        </div>
        <Messages messages={messages} more={more} readOlder={readOlder} />
        <Answering talk={talk} changed={changed} />
      </section>
      <Side detail={data} changed={changed} />
    </>
  )
}

/** The newest messages as read, with the older ones that were asked for. */
function useMessages(id: string, data: TalkDetail | null) {
  const [older, setOlder] = useState<{ messages: TalkMessage[]; more: boolean } | null>(null)
  const bySeq = new Map([...(older?.messages ?? []), ...(data?.messages ?? [])].map((one) => [one.seq, one]))
  const messages = [...bySeq.values()].sort((a, b) => a.seq - b.seq)
  const readOlder = async () => {
    const before = messages[0]?.seq
    const list = await get<MessageList>(paths.talkMessages(id), { before })
    setOlder({ messages: [...list.messages, ...messages], more: list.more })
  }
  return { messages, more: older?.more ?? data?.more ?? false, readOlder }
}

function useMarkRead(id: string, data: TalkDetail | null, listChanged: () => void): void {
  const told = useRef(0)
  const last = data?.messages.at(-1)?.seq ?? 0
  const unread = data?.talk.unread ?? 0
  useEffect(() => {
    if (unread === 0 || last <= told.current || document.hidden) return
    told.current = last
    post(paths.talkRead(id), { seq: last }).then(listChanged, () => {
      told.current = 0
    })
  }, [id, last, unread, listChanged])
}
