import { useState } from 'react'
import { Alert, Button, Input } from 'antd'
import type { ArticleDetail } from '../../../../contract/knowledge-desk'
import { timeWords } from '../../../time-words'
import { WordsDiff } from './words-diff'
import { authorWords } from './article-words'

/** For another person's version that waits: now, later, or back with a reason. */
export function PublishPanel({
  of,
  busy,
  act,
}: {
  of: ArticleDetail
  busy: boolean
  act: (name: 'return' | 'unschedule' | 'publish', more?: object) => void
}) {
  const [at, setAt] = useState('')
  const [reason, setReason] = useState('')
  const newest = of.versions[0]!
  const { state, publishAt } = newest
  const answering = of.versions.find(({ version }) => version === of.publishedVersion)
  if (state !== 'review' && state !== 'scheduled') return null
  if (of.review === 'own') return <Alert type="info" showIcon title="自己写的要请另一位编辑、经理或管理员来发布。" />
  if (of.review === 'no') return null
  const back = reason.trim()
  return (
    <section className="card" aria-label="审核">
      <p>
        <strong>{authorWords(newest.by)}</strong>
        <span className="quiet"> {answering ? '改了这些' : '写的新文章，还没有发布过'}</span>
        {newest.note !== '' && `：${newest.note}`}
      </p>
      {answering && <WordsDiff from={answering} to={newest} />}
      {state === 'scheduled' && publishAt && <p>定在 {timeWords(publishAt)} 上线。</p>}
      {of.review === 'alone' && <Alert type="info" showIcon title="目前没有别人可以审，可以自己发布，会记下来。" />}
      <div className="review-row">
        <label htmlFor="publish-at">什么时候上线（不选就是现在）</label>
        <Input id="publish-at" type="datetime-local" value={at} onChange={({ target }) => setAt(target.value)} />
        <Button
          type="primary"
          loading={busy}
          onClick={() => act('publish', at === '' ? {} : { publishAt: new Date(at).toISOString() })}
        >
          {at === '' ? '发布' : '定时发布'}
        </Button>
        {state === 'scheduled' && (
          <Button disabled={busy} onClick={() => act('unschedule')}>
            取消定时
          </Button>
        )}
      </div>
      <div className="review-row">
        <label htmlFor="return-reason">有不对的，写明原因退回</label>
        <Input id="return-reason" maxLength={500} value={reason} onChange={({ target }) => setReason(target.value)} />
        <Button danger disabled={busy || back === ''} onClick={() => act('return', { note: back })}>
          退回
        </Button>
      </div>
    </section>
  )
}
