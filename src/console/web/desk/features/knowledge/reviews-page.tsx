import { useState } from 'react'
import { Alert, App, Button, Checkbox, Spin, Tag } from 'antd'
import type { BatchPublished, BatchPublishRequest, GateAnswer, ReviewList } from '../../../../contract/knowledge-desk'
import { paths } from '../../../../contract/paths'
import { timeWords } from '../../../time-words'
import { FaultHint, Hint } from '../../components/hint'
import { faultWords } from '../../http/fault-words'
import { Fault, newRequestId, post } from '../../http/request'
import { useRead } from '../../http/use-read'
import { go } from '../../route'
import { STATE, STATE_COLOR, authorWords } from './article-words'
import { GateReport } from './gate-report'
import { Override } from './override'
import './workflow.css'

/** As many as one run of the golden questions takes. */
const TOGETHER = 500

/** What waits for another pair of eyes, the longest first; opening one shows what changed, several are published together. */
export function ReviewsPage() {
  const { data, fault, reload } = useRead<ReviewList>(paths.reviews)
  const { message } = App.useApp()
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set())
  const [report, setReport] = useState<GateAnswer | null>(null)
  const [failed, setFailed] = useState<unknown>(null)
  const [busy, setBusy] = useState(false)
  const ready = (data?.items ?? []).filter(isReady)
  const wanted = ready.filter(({ id }) => chosen.has(id)).slice(0, TOGETHER)
  const choose = (ids: readonly string[], isChosen = true) =>
    setChosen((old) => new Set(isChosen ? [...old, ...ids] : [...old].filter((id) => !ids.includes(id))))
  const publish = async (override?: string) => {
    setBusy(true)
    setReport(null)
    setFailed(null)
    const versions = wanted.map(({ id, version }) => ({ article: id, version }))
    const order: BatchPublishRequest = { versions, ...(override === undefined ? {} : { override }), id: newRequestId() }
    await post<BatchPublished>(paths.reviewsPublish, order).then(
      ({ published }) => {
        void message.success(`发布了 ${published} 篇，机器人已经在用。`)
        setChosen(new Set())
        reload()
      },
      (error: unknown) => {
        if (error instanceof Fault && error.code === 'golden_worse') setReport(error.details as GateAnswer)
        else setFailed(error)
      },
    )
    setBusy(false)
  }
  return (
    <div className="knowledge-body">
      <div className="knowledge-column">
        {fault !== null && data === null && <FaultHint fault={fault} again={reload} />}
        {data === null && fault === null && <Spin className="centre" />}
        {data?.items.length === 0 && <Hint title="没有待审的文章">同事提交后会排在这里。</Hint>}
        {ready.length > 0 && (
          <div className="review-head">
            <Checkbox
              checked={wanted.length === ready.length}
              indeterminate={wanted.length > 0 && wanted.length < ready.length}
              onChange={({ target }) =>
                choose(
                  ready.map(({ id }) => id),
                  target.checked,
                )
              }
            >
              全选
            </Checkbox>
            {importsOf(ready).map(({ note, ids }) => (
              <Button key={note} size="small" onClick={() => choose(ids)}>
                选中「{note}」的 {ids.length} 篇
              </Button>
            ))}
            <Button type="primary" loading={busy} disabled={wanted.length === 0} onClick={() => void publish()}>
              一起发布（{wanted.length} 篇）
            </Button>
          </div>
        )}
        {failed !== null && <Alert type="error" showIcon title={faultWords(failed)} />}
        {report && <GateReport report={report} />}
        {report?.refused && wanted.length > 0 && <Override busy={busy} publish={(reason) => void publish(reason)} />}
        {data?.items.map((line) => (
          <div key={line.id} className="review-line">
            {isReady(line) && (
              <Checkbox
                aria-label={`选中「${line.question}」`}
                checked={chosen.has(line.id)}
                onChange={({ target }) => choose([line.id], target.checked)}
              />
            )}
            <button type="button" className="line" onClick={() => go('knowledge', 'articles', line.id)}>
              <span className="top">
                <strong>{line.question}</strong>
                <Tag color={STATE_COLOR[line.state]}>{STATE[line.state]}</Tag>
                {line.review === 'own' && <Tag>请别的同事审</Tag>}
                {line.since && <time>{timeWords(line.since)}</time>}
              </span>
              <span className="facts">
                {[authorWords(line.by), line.note, line.publishAt && `${timeWords(line.publishAt)} 上线`]
                  .filter(Boolean)
                  .join(' · ')}
              </span>
            </button>
          </div>
        ))}
      </div>
    </div>
  )
}

type Line = ReviewList['items'][number]

function isReady({ state, review }: Line): boolean {
  return state === 'review' && (review === 'yes' || review === 'alone')
}

/** Files that brought several of them. */
function importsOf(lines: readonly Line[]): { note: string; ids: string[] }[] {
  const byNote = new Map<string, string[]>()
  for (const { note, id } of lines) if (note.startsWith('导入 ')) byNote.set(note, [...(byNote.get(note) ?? []), id])
  return [...byNote].filter(([, ids]) => ids.length > 1).map(([note, ids]) => ({ note, ids }))
}
