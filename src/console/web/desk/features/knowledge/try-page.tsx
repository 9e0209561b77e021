import { useState } from 'react'
import { Alert, Input, Select, Tag } from 'antd'
import type { ExplainAnswer } from '../../../../contract/knowledge-desk'
import { paths } from '../../../../contract/paths'
import { useCompany } from '../../company'
import { Hint } from '../../components/hint'
import { faultWords } from '../../http/fault-words'
import { post } from '../../http/request'
import { decisionWords, whyWords } from './explain-words'
import { OpenArticle } from './open-article'
import './workflow.css'

/** The search of the chat: would the bot answer, with what, and why. */
export function TryPage() {
  const [asked, setAsked] = useState('')
  const [answer, setAnswer] = useState<ExplainAnswer | null>(null)
  const [fault, setFault] = useState<unknown>(null)
  const [busy, setBusy] = useState(false)
  const { communities } = useCompany()
  const [community, setCommunity] = useState<string | undefined>()
  const ask = async (query: string) => {
    if (query === '') return
    setBusy(true)
    setFault(null)
    setAnswer(null)
    setAsked(query)
    await post<ExplainAnswer>(paths.explain, { query, communityId: community ?? null }).then(setAnswer, setFault)
    setBusy(false)
  }
  const isAnswered = answer?.decision === 'answer' && !answer.lacksValue
  return (
    <section className="pane whole" aria-label="试一试">
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
          aria-label="业主的问题"
          placeholder="像业主那样问，例如：车位月租多少钱"
          onSearch={(words) => void ask(words.trim())}
        />
      </div>
      <div className="scroll padded">
        {fault !== null && <Alert type="error" showIcon title={faultWords(fault)} />}
        {answer === null && fault === null && (
          <Hint title="输入一个问题">这里和业主对话用的是同一个搜索：能看到机器人会不会答、答哪一条、凭什么。</Hint>
        )}
        {answer !== null && (
          <>
            <Alert
              type={isAnswered ? 'success' : 'warning'}
              showIcon
              title={`「${asked}」：${decisionWords(answer)}`}
              description={`第一条的把握到了 ${percent(answer.bar)} 才直接回答。`}
            />
            {answer.hits.map((hit, index) => (
              <article key={hit.id} className="card">
                <header>
                  <strong>
                    <OpenArticle id={hit.id}>{hit.question}</OpenArticle>
                  </strong>
                  {index === 0 && isAnswered && <Tag color="green">会这样答</Tag>}
                  <span className="quiet score">把握 {percent(hit.score)}</span>
                </header>
                <p className="answer">{hit.answer}</p>
                <p className="why-hit">{whyWords(hit.why)}</p>
              </article>
            ))}
          </>
        )}
      </div>
    </section>
  )
}

const percent = (share: number) => `${Math.round(share * 100)}%`
