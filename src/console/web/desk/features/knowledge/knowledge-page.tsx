import { useState } from 'react'
import { Alert, Input, Select, Spin, Tag } from 'antd'
import type { SearchAnswer, UnansweredPage } from '../../../../contract/knowledge'
import { paths } from '../../../../contract/paths'
import { useCompany } from '../../company'
import { FaultHint, Hint } from '../../components/hint'
import { timeWords } from '../../../time-words'
import { faultWords } from '../../http/fault-words'
import { post } from '../../http/request'
import { useRead } from '../../http/use-read'

/** Try what the bot would answer, and see what it could not. */
export function KnowledgePage() {
  return (
    <div className="knowledge">
      <Try />
      <Unanswered />
    </div>
  )
}

function Try() {
  const [asked, setAsked] = useState('')
  const [answer, setAnswer] = useState<SearchAnswer | null>(null)
  const [fault, setFault] = useState<unknown>(null)
  const [busy, setBusy] = useState(false)
  const { communities } = useCompany()
  const [community, setCommunity] = useState<string | undefined>()
  const ask = async (query: string) => {
    if (query === '') return
    setBusy(true)
    setFault(null)
    setAsked(query)
    await post<SearchAnswer>(paths.search, { query, ...(community === undefined ? {} : { community }) }).then(
      setAnswer,
      setFault,
    )
    setBusy(false)
  }
  return (
    <section className="pane" aria-label="试一试">
      <div className="padded">
        <h2>试一试机器人怎么答</h2>
        {communities.length > 1 && (
          <Select
            allowClear
            className="gap-below"
            placeholder="只看通用答案"
            value={community}
            onChange={setCommunity}
            options={communities.map(({ id, name }) => ({ value: id, label: name }))}
            aria-label="哪个小区的业主"
          />
        )}
        <Input.Search
          size="large"
          enterButton="问"
          loading={busy}
          placeholder="像业主那样问，例如：车位月租多少钱"
          onSearch={(words) => void ask(words.trim())}
        />
      </div>
      <div className="scroll padded">
        {fault !== null && <Alert type="error" showIcon title={faultWords(fault)} />}
        {answer === null && fault === null && (
          <Hint title="输入一个问题">这里和业主对话用的是同一个搜索：能看到机器人会不会答、答哪一条。</Hint>
        )}
        {answer !== null && (
          <>
            <Alert
              type={answer.answered ? 'success' : 'warning'}
              showIcon
              title={
                answer.answered
                  ? `「${asked}」：机器人会用第一条回答`
                  : `「${asked}」：把握不够，机器人会请业主选一选、说清楚，或转给同事`
              }
            />
            {answer.hits.map((hit, index) => (
              <article key={hit.id} className="card">
                <header>
                  <strong>{hit.question}</strong>
                  {index === 0 && answer.answered && <Tag color="green">会这样答</Tag>}
                  <span className="quiet score">把握 {Math.round(hit.score * 100)}%</span>
                </header>
                <p className="answer">{hit.answer}</p>
              </article>
            ))}
          </>
        )}
      </div>
    </section>
  )
}

const REASON: Record<string, string> = { no_article: '没有答案', placeholder: '有数值没填', unsure: '把握不够' }

function Unanswered() {
  const { data, fault, reload } = useRead<UnansweredPage>(paths.unanswered, { limit: 500 })
  const items = [...(data?.items ?? [])].sort((a, b) => b.count - a.count)
  return (
    <section className="pane" aria-label="没答上来的问题">
      <div className="padded">
        <h2>没答上来的问题</h2>
      </div>
      <div className="scroll padded">
        {fault !== null && data === null && <FaultHint fault={fault} again={reload} />}
        {data === null && fault === null && <Spin className="centre" />}
        {data !== null && items.length === 0 && (
          <Hint title="目前没有">业主问了机器人答不上来的问题，会按问法归在一起显示在这里。</Hint>
        )}
        {items.map((group) => (
          <article key={group.question} className="card">
            <header>
              <strong>{group.question}</strong>
              <Tag>{group.count}次</Tag>
              {group.reasons.map((reason) => (
                <Tag key={reason} color="orange">
                  {REASON[reason] ?? reason}
                </Tag>
              ))}
            </header>
            {group.examples
              .filter((example) => example !== group.question)
              .map((example) => (
                <p key={example} className="quiet">
                  也有人问：{example}
                </p>
              ))}
            <p className="quiet">最近一次 {timeWords(group.lastAt)}</p>
          </article>
        ))}
      </div>
    </section>
  )
}
