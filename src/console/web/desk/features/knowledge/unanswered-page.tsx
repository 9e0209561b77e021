import { useState } from 'react'
import { Button, Spin, Tag } from 'antd'
import type { UnansweredPage as UnansweredGroups } from '../../../../contract/knowledge'
import { paths } from '../../../../contract/paths'
import { timeWords } from '../../../time-words'
import { FaultHint, Hint } from '../../components/hint'
import { useRead } from '../../http/use-read'
import { useMe } from '../../me'
import { go } from '../../route'
import { DraftOfUnanswered } from './draft-of-unanswered'
import { OpenArticle } from './open-article'
import './care.css'

const REASON: Record<string, string> = { no_article: '没有答案', placeholder: '有数值没填', unsure: '把握不够' }

/** What owners asked and the bot had no answer to, most often asked first. */
export function UnansweredPage() {
  const { data, fault, reload } = useRead<UnansweredGroups>(paths.unanswered, { limit: 500 })
  const me = useMe()
  const [drafted, setDrafted] = useState<string | null>(null)
  const items = [...(data?.items ?? [])].sort((a, b) => b.count - a.count)
  return (
    <section className="pane whole" aria-label="没答上来的问题">
      <div className="padded">
        <div className="care-head">
          <h2>没答上来的问题</h2>
          <Button href={paths.unansweredExport('xlsx')}>导出 Excel</Button>
        </div>
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
            <div className="buttons">
              {group.draftId !== null ? (
                <OpenArticle id={group.draftId}>已有草稿，打开看看</OpenArticle>
              ) : lacksValue(group.reasons) ? (
                <FillValues />
              ) : (
                me.rights.includes('knowledge.edit') && (
                  <Button onClick={() => setDrafted(group.question)} aria-label={`把「${group.question}」做成草稿`}>
                    做成草稿
                  </Button>
                )
              )}
            </div>
          </article>
        ))}
      </div>
      {drafted !== null && (
        <DraftOfUnanswered
          group={drafted}
          close={(made) => {
            setDrafted(null)
            if (made) reload()
          }}
        />
      )}
    </section>
  )
}

const lacksValue = (reasons: readonly string[]) => reasons.includes('placeholder')

/** There is an article; a second one would not help. */
function FillValues() {
  if (useMe().rights.includes('company.manage'))
    return (
      <Button type="primary" onClick={() => go('start', 'answers')}>
        去填数值
      </Button>
    )
  return <span className="quiet">已有答案，请管理员在「开始使用」里把数值填上。</span>
}
