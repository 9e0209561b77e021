import { useState } from 'react'
import { Alert, App, Button, Checkbox } from 'antd'
import type { ArticleList, BatchSubmitRequest, BatchSubmitted } from '../../../../contract/knowledge-desk'
import { paths } from '../../../../contract/paths'
import { faultWords } from '../../http/fault-words'
import { newRequestId, post } from '../../http/request'
import './workflow.css'

/** Drafts chosen from a list and handed in for review together; `line` draws each of them. */
export function HandInDrafts(list: {
  items: ArticleList['items']
  changed: () => void
  line: (item: ArticleList['items'][number]) => React.ReactNode
}) {
  const { items, changed, line } = list
  const { message } = App.useApp()
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set())
  const [fault, setFault] = useState<unknown>(null)
  const [busy, setBusy] = useState(false)
  const wanted = items.filter(({ id }) => chosen.has(id))
  const submit = () => {
    setBusy(true)
    setFault(null)
    const versions = wanted.map(({ id, version }) => ({ article: id, version }))
    const order: BatchSubmitRequest = { versions, id: newRequestId() }
    post<BatchSubmitted>(paths.reviewsSubmit, order)
      .then(({ submitted }) => {
        void message.success(`提交了 ${submitted} 篇，由另一位同事审核发布。`)
        setChosen(new Set())
        changed()
      }, setFault)
      .finally(() => setBusy(false))
  }
  return (
    <>
      {items.length > 0 && (
        <div className="review-head">
          <Checkbox
            checked={wanted.length === items.length}
            indeterminate={wanted.length > 0 && wanted.length < items.length}
            onChange={({ target }) => setChosen(new Set(target.checked ? items.map(({ id }) => id) : []))}
          >
            全选这一页
          </Checkbox>
          <Button type="primary" loading={busy} disabled={wanted.length === 0} onClick={submit}>
            一起提交审核（{wanted.length} 篇）
          </Button>
        </div>
      )}
      {fault !== null && <Alert type="error" showIcon title={faultWords(fault)} />}
      {items.map((item) => (
        <div key={item.id} className="review-line">
          <Checkbox
            aria-label={`选中「${item.question}」`}
            checked={chosen.has(item.id)}
            onChange={({ target }) =>
              setChosen(new Set(target.checked ? [...chosen, item.id] : [...chosen].filter((id) => id !== item.id)))
            }
          />
          {line(item)}
        </div>
      ))}
    </>
  )
}
