import { useState } from 'react'
import { Select, Spin, Tag } from 'antd'
import type { KnowledgeHealth } from '../../../../contract/knowledge-care'
import { paths } from '../../../../contract/paths'
import { timeWords } from '../../../time-words'
import { FaultHint } from '../../components/hint'
import { useRead } from '../../http/use-read'
import { OpenArticle } from './open-article'
import './care.css'

/** How well the answers are: what to mend first, then which are used. */
export function HealthPage() {
  const [days, setDays] = useState(30)
  const { data, fault, reload } = useRead<KnowledgeHealth>(paths.knowledgeHealth, { days })
  return (
    <div className="knowledge-body">
      <div className="knowledge-column care">
        <header className="care-head">
          <h2>知识体检</h2>
          {data && <span className="quiet">已发布 {data.articles} 条</span>}
          <Select
            aria-label="看最近多少天"
            value={days}
            onChange={setDays}
            options={[7, 30, 90, 365].map((value) => ({ value, label: `最近${value}天` }))}
          />
        </header>
        {fault !== null && data === null && <FaultHint fault={fault} again={reload} />}
        {data === null && fault === null && <Spin className="centre" />}
        {data && <Findings health={data} />}
      </div>
    </div>
  )
}

function Findings({ health }: { health: KnowledgeHealth }) {
  return (
    <>
      <List title="缺数值，机器人现在不会答" count={health.lacking.length}>
        {health.lacking.map(({ id, question, values, communities }) => (
          <li key={id}>
            <OpenArticle id={id}>{question}</OpenArticle>
            <span className="quiet">
              缺{values.join('、')}
              {communities.length > 0 && `（${communities.join('、')}）`}
            </span>
          </li>
        ))}
      </List>
      <List title="问法差不多，答案不一样" count={health.contradicting.length}>
        {health.contradicting.map(({ one, other, likeness }) => (
          <li key={`${one.id} ${other.id}`} className="pair">
            <Tag color="red">像 {Math.round(likeness * 100)}%</Tag>
            {[one, other].map((article) => (
              <p key={article.id}>
                <OpenArticle id={article.id}>{article.question}</OpenArticle>
                <span className="quiet clipped">{article.answer}</span>
              </p>
            ))}
          </li>
        ))}
      </List>
      <List title="30天内到期" count={health.expiring.length}>
        {health.expiring.map(({ id, question, community, validTo, expired }) => (
          <li key={id}>
            <OpenArticle id={id}>{question}</OpenArticle>
            <Tag color={expired ? 'red' : 'orange'}>{expired ? '已经到期' : `到期 ${timeWords(validTo)}`}</Tag>
            {community && <span className="quiet">{community}</span>}
          </li>
        ))}
      </List>
      <List title={`${health.days}天没有用过`} count={health.unused.length}>
        {health.unused.map(({ id, question, publishedAt }) => (
          <li key={id}>
            <OpenArticle id={id}>{question}</OpenArticle>
            <span className="quiet">发布于 {timeWords(publishedAt)}</span>
          </li>
        ))}
      </List>
      <List title="用得最多" count={health.used.length}>
        {health.used.map(({ id, question, community, hits, lastAt, unhelpful }) => (
          <li key={id}>
            <OpenArticle id={id}>{question}</OpenArticle>
            <Tag>{hits} 次</Tag>
            {unhelpful > 0 && <Tag color="orange">{unhelpful} 次之后业主要找人工</Tag>}
            <span className="quiet">
              {community && `${community}，`}最近 {timeWords(lastAt)}
            </span>
          </li>
        ))}
      </List>
    </>
  )
}

const AT_FIRST = 20

function List({ title, count, children }: { title: string; count: number; children: React.ReactNode[] }) {
  const [whole, setWhole] = useState(false)
  return (
    <section className="card" aria-label={title}>
      <header>
        <strong>{title}</strong>
        <Tag color={count === 0 ? 'green' : 'default'}>{count === 0 ? '没有' : `${count} 条`}</Tag>
      </header>
      {count > 0 && <ul className="row-list">{whole ? children : children.slice(0, AT_FIRST)}</ul>}
      {count > AT_FIRST && !whole && (
        <button type="button" className="link" onClick={() => setWhole(true)}>
          全部列出
        </button>
      )}
    </section>
  )
}
