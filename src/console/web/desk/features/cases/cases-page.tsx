import { useState } from 'react'
import { Button, Input, Segmented, Select, Spin, Tag } from 'antd'
import type { CaseKind } from '../../../../contract/case'
import type { DeskCase, DeskCasePage, DeskCaseQuery } from '../../../../contract/console'
import { paths } from '../../../../contract/paths'
import { FaultHint, Hint } from '../../components/hint'
import { dueWords, shortTime, useNow } from '../../components/times'
import { KIND, STATUS, STATUS_COLOR, placeWords } from '../../components/words'
import { get } from '../../http/request'
import { useRead } from '../../http/use-read'
import { useChanges } from '../../live/changes'
import { useStaffName } from '../../company'
import { go } from '../../route'
import { CaseDetail } from './case-detail'

const STATES = [
  { value: 'open', label: '未结' },
  { value: 'resolved', label: '待确认' },
  { value: 'over', label: '已结' },
  { value: 'all', label: '全部' },
] as const

/** All cases, newest first, and one of them beside. */
export function CasesPage({ id }: { id: string | null }) {
  const [state, setState] = useState<NonNullable<DeskCaseQuery['state']>>('open')
  const [kind, setKind] = useState<CaseKind | undefined>()
  const [find, setFind] = useState('')
  const query = { state, kind, find: find || undefined }
  const { data, fault, reload } = useRead<DeskCasePage>(paths.deskCases, query)
  useChanges(reload)
  const [older, setOlder] = useState<{ key: string; page: DeskCasePage } | null>(null)
  const key = JSON.stringify(query)
  const more = older?.key === key ? older.page : null
  const items = [...(data?.items ?? []), ...(more?.items ?? [])]
  const next = more === null ? data?.next : more.next
  const readMore = async () => {
    const page = await get<DeskCasePage>(paths.deskCases, { ...query, after: next ?? undefined })
    setOlder({ key, page: { items: [...(more?.items ?? []), ...page.items], next: page.next } })
  }
  return (
    <div className="cases" data-pane={id === null ? 'list' : 'detail'}>
      <section className="pane list" aria-label="工单列表">
        <div className="find">
          <Segmented block options={[...STATES]} value={state} onChange={setState} />
          <div className="row">
            <Select
              allowClear
              placeholder="全部类型"
              value={kind}
              onChange={setKind}
              options={Object.entries(KIND).map(([value, label]) => ({ value, label }))}
              aria-label="类型"
            />
            <Input.Search allowClear placeholder="单号或内容" onSearch={(words) => setFind(words.trim())} />
          </div>
        </div>
        <div className="scroll">
          {fault !== null && data === null && <FaultHint fault={fault} again={reload} />}
          {data === null && fault === null && <Spin className="centre" />}
          {data !== null && items.length === 0 && (
            <Hint title="这里没有工单">
              {state === 'open' ? '业主报修、投诉时，机器人会登记在这里。' : '换一个状态或类型看看。'}
            </Hint>
          )}
          <ul>
            {items.map((found) => (
              <CaseLine key={found.id} found={found} chosen={found.id === id} />
            ))}
          </ul>
          {next && (
            <Button type="link" block onClick={() => void readMore().catch(reload)}>
              更早的工单
            </Button>
          )}
        </div>
      </section>
      {id === null ? (
        <section className="pane detail">
          <Hint title="请选择一张工单">可以查看经过、受理、派给同事、记进展和办结。</Hint>
        </section>
      ) : (
        <CaseDetail key={id} id={id} changed={reload} />
      )}
    </div>
  )
}

function CaseLine({ found, chosen }: { found: DeskCase; chosen: boolean }) {
  const now = useNow()
  const nameOf = useStaffName()
  const running = ['open', 'accepted', 'in_progress'].includes(found.status)
  const due = found.dueAt !== null && running ? dueWords(found.dueAt, now) : null
  return (
    <li>
      <button type="button" className="line" aria-current={chosen} onClick={() => go('cases', found.id)}>
        <span className="top">
          <Tag color={STATUS_COLOR[found.status]}>{STATUS[found.status]}</Tag>
          <strong>{KIND[found.kind]}</strong>
          {found.priority !== 'normal' && <Tag color="red">急</Tag>}
          <time>{shortTime(found.openedAt)}</time>
        </span>
        <span className="last">{found.summary}</span>
        <span className="facts">
          {[found.number, placeWords(found.location), found.assignee === null ? '还没有人处理' : nameOf(found.assignee)]
            .filter(Boolean)
            .join(' · ')}
          {due && <b className={due.late ? 'late' : ''}> · {due.words}</b>}
        </span>
      </button>
    </li>
  )
}
