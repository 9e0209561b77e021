import { memo, useState } from 'react'
import { Button, Input, Spin } from 'antd'
import type { TalkItem, TalkList as Talks } from '../../../../contract/console'
import { paths } from '../../../../contract/paths'
import { FaultHint, Hint } from '../../components/hint'
import { shortTime } from '../../components/times'
import { CHANNEL, REASON } from '../../components/words'
import type { Reading } from '../../http/use-read'
import { useRead } from '../../http/use-read'
import { get } from '../../http/request'
import { useStaffName } from '../../company'
import { go } from '../../route'
import { callOf } from './call-of'
import { NoticeSwitches } from './notices/notice-switches'
import { Waited } from './waited'

/** Talks with a waiting handoff on top, with reason and waiting time; then by the last message. */
export function TalkList({ reading, chosen }: { reading: Reading<Talks>; chosen: string | null }) {
  const [find, setFind] = useState('')
  const found = useRead<Talks>(find === '' ? null : paths.talks, { find })
  const { data, fault, reload } = find === '' ? reading : found
  const [older, setOlder] = useState<{ items: TalkItem[]; more: boolean } | null>(null)
  const first = data?.items ?? []
  const known = new Set(first.map(({ id }) => id))
  const items = find === '' ? [...first, ...(older?.items ?? []).filter(({ id }) => !known.has(id))] : first
  const more = find === '' && (older?.more ?? data?.more ?? false)
  const readOlder = async () => {
    const before = items.at(-1)?.lastAt ?? undefined
    const next = await get<Talks>(paths.talks, { before: before ?? undefined })
    setOlder({ items: [...(older?.items ?? []), ...next.items], more: next.more })
  }
  return (
    <section className="pane list" aria-label="对话列表">
      <div className="find">
        <Input.Search
          allowClear
          placeholder="找业主或工单号"
          onSearch={(words) => setFind(words.trim())}
          aria-label="找业主或工单号"
        />
        <NoticeSwitches />
      </div>
      <div className="scroll">
        {fault !== null && data === null && <FaultHint fault={fault} again={reload} />}
        {data === null && fault === null && <Spin className="centre" />}
        {data !== null && items.length === 0 && (
          <Hint title={find === '' ? '还没有对话' : '没有找到'}>
            {find === '' ? '打开 /chat 以业主身份说句话试试，或按文档接入企业微信。' : '换个名字、账号或工单号再找。'}
          </Hint>
        )}
        <ul>
          {items.map((talk) => (
            <TalkLine key={talk.id} talk={talk} chosen={talk.id === chosen} />
          ))}
        </ul>
        {more && (
          <Button type="link" block onClick={() => void readOlder().catch(() => reload())}>
            更早的对话
          </Button>
        )}
      </div>
    </section>
  )
}

const TalkLine = memo(function TalkLine({ talk, chosen }: { talk: TalkItem; chosen: boolean }) {
  const { handoff } = talk
  const nameOf = useStaffName()
  const waits = handoff?.status === 'waiting'
  return (
    <li>
      <button
        type="button"
        className={`line${waits ? ` waits ${handoff.reason}` : ''}`}
        aria-current={chosen}
        onClick={() => go('talks', talk.id)}
      >
        <span className="top">
          <strong>{callOf(talk)}</strong>
          {talk.unread > 0 && <b className="count">{talk.unread > 99 ? '99+' : talk.unread}</b>}
          <time>{talk.lastAt && shortTime(talk.lastAt)}</time>
        </span>
        {waits && (
          <span className="wait">
            {REASON[handoff.reason]} · <Waited since={handoff.openedAt} dueAt={handoff.dueAt} />
          </span>
        )}
        {handoff?.call && (
          <span className="called">
            {handoff.call.by} 请 {handoff.call.meantFor} 协助
          </span>
        )}
        {handoff?.status === 'active' && <span className="served">{nameOf(handoff.assignee ?? '')} 正在接待</span>}
        <span className="last">
          {talk.lastAuthor !== null && talk.lastAuthor !== 'owner' && '答：'}
          {talk.lastText || '[照片]'}
        </span>
        <span className="facts">
          {[talk.community, CHANNEL[talk.channel] ?? talk.channel, talk.openCases > 0 && `${talk.openCases}件未结工单`]
            .filter(Boolean)
            .join(' · ')}
        </span>
      </button>
    </li>
  )
})
