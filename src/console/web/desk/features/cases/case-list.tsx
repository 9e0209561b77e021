import { useEffect, useRef, useState } from 'react'
import { Button, Spin, Tag } from 'antd'
import type { DeskCase } from '../../../../contract/console'
import { COUNTED_TO, type CaseFilters, type CaseListPage } from '../../../../contract/desk-cases'
import { paths } from '../../../../contract/paths'
import { FaultHint, Hint } from '../../components/hint'
import { dueWords, shortTime, useNow } from '../../components/times'
import { KIND, STATUS, STATUS_COLOR, placeWords } from '../../components/words'
import { useRead } from '../../http/use-read'
import { useChanges } from '../../live/changes'
import { useStaffName } from '../../company'
import { go } from '../../route'
import { toQuery } from './filters'

/** One page of the list at a time, newest first: fifty thousand cases are as light as fifty. */
export function CaseList({
  filters,
  chosen,
  version,
}: {
  filters: CaseFilters
  chosen: string | null
  version: number
}) {
  const key = JSON.stringify(toQuery(filters))
  const [turned, setTurned] = useState<{ key: string; pages: string[] }>({ key, pages: [] })
  const pages = turned.key === key ? turned.pages : []
  const top = useRef<HTMLDivElement>(null)
  const { data, fault, reload } = useRead<CaseListPage>(paths.deskCases, { ...toQuery(filters), after: pages.at(-1) })
  // Counted with the first page only; the later ones are of the same list.
  const [counted, setCounted] = useState<{ key: string; total: number } | null>(null)
  useEffect(() => {
    if (data && data.total !== null) setCounted({ key, total: data.total })
  }, [data, key])
  useChanges(reload)
  useEffect(() => {
    if (version > 0) reload()
  }, [version, reload])
  const turn = (to: string[]) => {
    setTurned({ key, pages: to })
    top.current?.scrollTo(0, 0)
  }
  const total = counted?.key === key ? counted.total : null
  const isPaged = pages.length > 0 || (data?.next ?? null) !== null
  return (
    <>
      <div className="scroll" ref={top}>
        {fault !== null && data === null && <FaultHint fault={fault} again={reload} />}
        {data === null && fault === null && <Spin className="centre" />}
        {data?.items.length === 0 && (
          <Hint title="这里没有工单">
            {key === '{"state":"open"}'
              ? '业主报修、投诉时，机器人会登记在这里；电话和来信点「登记」。'
              : '换一个状态或筛选看看。'}
          </Hint>
        )}
        <ul>
          {data?.items.map((found) => (
            <CaseLine key={found.id} found={found} chosen={found.id === chosen} />
          ))}
        </ul>
      </div>
      {data !== null && (
        <footer className="cases-pager">
          <span className="quiet" role="status">
            {total !== null && (total >= COUNTED_TO ? `${COUNTED_TO} 张以上` : `共 ${total} 张`)}
            {isPaged && `，第 ${pages.length + 1} 页`}
          </span>
          {isPaged && (
            <>
              <Button disabled={pages.length === 0} onClick={() => turn(pages.slice(0, -1))}>
                上一页
              </Button>
              <Button disabled={data.next === null} onClick={() => data.next !== null && turn([...pages, data.next])}>
                下一页
              </Button>
            </>
          )}
        </footer>
      )}
    </>
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
