import { useCallback, useEffect, useRef } from 'react'
import { Button, Spin } from 'antd'
import type { TalkDetail } from '../../../../contract/console'
import { paths } from '../../../../contract/paths'
import { FaultHint } from '../../components/hint'
import { CHANNEL } from '../../components/words'
import { post } from '../../http/request'
import { useRead } from '../../http/use-read'
import { useChanges } from '../../live/changes'
import { go } from '../../route'
import { Answering } from './answering'
import { Messages } from './messages'
import { Side } from './side'
import { callOf } from './call-of'
import { useMessages } from './use-messages'

/** One talk with everything beside it; reads itself again whenever it changed. */
export function TalkView({
  id,
  isCardOpen,
  listChanged,
}: {
  id: string
  isCardOpen: boolean
  listChanged: () => void
}) {
  const { data, fault, reload } = useRead<TalkDetail>(paths.talk(id))
  useChanges((changed) => {
    if (changed === null || changed === id) reload()
  })
  const shown = useMessages(id, data)
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
            <strong>{callOf(talk)}</strong>
            <span className="quiet">
              {[talk.community, CHANNEL[talk.channel] ?? talk.channel].filter(Boolean).join(' · ')}
            </span>
          </div>
          <Button className="only-narrow" onClick={() => go('talks', id, 'card')}>
            业主资料
          </Button>
        </div>
        <Messages talk={shown} notes={data.notes} />
        <Answering talk={talk} changed={changed} />
      </section>
      <Side detail={data} isOpen={isCardOpen} changed={changed} />
    </>
  )
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
