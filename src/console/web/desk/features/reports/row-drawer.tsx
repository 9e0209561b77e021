import { useEffect, useState } from 'react'
import { Button, Drawer, Spin } from 'antd'
import type { ReportRowItem, ReportRowPage } from '../../../../contract/reports'
import { paths } from '../../../../contract/paths'
import { timeWords } from '../../../time-words'
import { FaultHint } from '../../components/hint'
import { spanWords } from '../../components/times'
import { get } from '../../http/request'
import { go } from '../../route'
import { shortUser } from '../talks/call-of'
import type { Opened } from './opened'
import { TalkMoodView } from './talk-mood-view'

/** The rows behind a number, each leading to its case or talk. */
export function RowDrawer(props: { opened: Opened; query: Record<string, string | undefined>; close: () => void }) {
  const { opened, close } = props
  const [page, setPage] = useState<ReportRowPage | null>(null)
  const [fault, setFault] = useState<unknown>(null)
  const [moodOf, setMoodOf] = useState<string | null>(null)
  const { measure, key, day } = opened
  const read = (after?: string) => {
    setFault(null)
    return get<ReportRowPage>(paths.reportRows, { ...props.query, measure, key, day, after }).then(
      (found) => setPage((old) => (after && old ? { ...found, items: [...old.items, ...found.items] } : found)),
      setFault,
    )
  }
  useEffect(() => void read(), [measure, key, day])
  return (
    <Drawer
      open
      title={moodOf === null ? `${opened.title}${page ? ` · ${page.total}` : ''}` : '这位业主的心情'}
      onClose={moodOf === null ? close : () => setMoodOf(null)}
      size="min(480px, 100vw)"
      className="report-rows"
    >
      {moodOf !== null && <TalkMoodView talk={moodOf} />}
      {fault !== null && <FaultHint fault={fault} again={() => void read()} />}
      {page === null && fault === null && <Spin className="centre" />}
      <ul hidden={moodOf !== null}>
        {page?.items.map((row) => (
          <Row key={row.id} row={row} opened={opened} seeMood={setMoodOf} />
        ))}
      </ul>
      {page?.next && moodOf === null && (
        <Button block onClick={() => void read(page.next ?? undefined)}>
          再看一些
        </Button>
      )}
    </Drawer>
  )
}

function Row({ row, opened, seeMood }: { row: ReportRowItem; opened: Opened; seeMood: (talk: string) => void }) {
  const owner = row.owner === null ? null : shortUser(row.owner)
  const facts = [row.community, row.number === null ? null : owner, valueWords(row, opened)].filter(Boolean)
  return (
    <li className="card">
      <header>
        <strong>{row.number ?? owner ?? '业主'}</strong>
        <time dateTime={row.at}>{timeWords(row.at)}</time>
      </header>
      {(row.note || row.summary) && <p>{row.note || row.summary}</p>}
      {facts.length > 0 && <p className="quiet">{facts.join(' · ')}</p>}
      <div className="buttons">
        {row.caseId !== null && (
          <Button size="small" aria-label={`看工单 ${row.number ?? ''}`} onClick={() => go('cases', row.caseId)}>
            看工单
          </Button>
        )}
        {row.conversationId !== null && (
          <>
            <Button size="small" aria-label={`看对话 ${owner ?? ''}`} onClick={() => go('talks', row.conversationId)}>
              看对话
            </Button>
            <Button size="small" aria-label={`看心情 ${owner ?? ''}`} onClick={() => seeMood(row.conversationId ?? '')}>
              看心情
            </Button>
          </>
        )}
      </div>
    </li>
  )
}

function valueWords({ value }: ReportRowItem, { measure }: Opened): string | null {
  if (value === null) return null
  return measure === 'resolved' ? `用时${spanWords(value * 60_000)}` : `${value}分`
}
