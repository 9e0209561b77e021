import { useState } from 'react'
import { Button, Input, Pagination, Select, Spin, Tag } from 'antd'
import type { ArticleList } from '../../../../contract/knowledge-desk'
import { paths } from '../../../../contract/paths'
import { timeWords } from '../../../time-words'
import { useCompany } from '../../company'
import { FaultHint, Hint } from '../../components/hint'
import { useRead } from '../../http/use-read'
import { useMe } from '../../me'
import { go } from '../../route'
import { ArticleEditor } from './article-editor'
import { STATE, STATE_COLOR, authorWords, liveWords } from './article-words'
import { HandInDrafts } from './hand-in-drafts'
import type { KnowledgeTabProps } from './tabs'
import './workflow.css'

/** All articles, found by words, topic, community and state; one opens beside its versions. */
export function ArticlesPage({ id }: KnowledgeTabProps) {
  return id === null ? <List /> : <ArticleEditor key={id} id={id} />
}

function List() {
  const me = useMe()
  const { communities } = useCompany()
  const [filter, setFilter] = useState<Record<string, string | number | undefined>>({ status: 'all' })
  const { data, fault, reload } = useRead<ArticleList>(paths.articles, filter)
  const isHandingIn = me.rights.includes('knowledge.edit') && ['draft', 'returned'].includes(String(filter.status))
  const set = (change: typeof filter) => setFilter((old) => ({ ...old, page: 1, ...change }))
  return (
    <div className="knowledge-body">
      <div className="knowledge-column">
        <div className="article-filters">
          <Input.Search
            allowClear
            placeholder="找问题、答案里的字"
            aria-label="找文章"
            onSearch={(find) => set({ find: find.trim() })}
          />
          <Select
            allowClear
            placeholder="全部分类"
            aria-label="分类"
            onChange={(topic?: string) => set({ topic })}
            options={(data?.topics ?? []).map((topic) => ({ value: topic, label: topic }))}
          />
          <Select
            allowClear
            placeholder="全部小区"
            aria-label="小区"
            onChange={(community?: string) => set({ community })}
            options={[
              { value: '-', label: '通用' },
              ...communities.map(({ id: value, name }) => ({ value, label: name })),
            ]}
          />
          <Select
            value={filter.status}
            aria-label="状态"
            onChange={(status) => set({ status })}
            options={[
              { value: 'all', label: '全部状态' },
              { value: 'live', label: '正在回答' },
              { value: 'draft', label: STATE.draft },
              { value: 'review', label: STATE.review },
              { value: 'returned', label: STATE.returned },
              { value: 'scheduled', label: STATE.scheduled },
              { value: 'ended', label: '已停用、不在有效期' },
            ]}
          />
          {me.rights.includes('knowledge.edit') && (
            <Button type="primary" onClick={() => go('knowledge', 'articles', 'new')}>
              写一篇
            </Button>
          )}
        </div>
        {fault !== null && data === null && <FaultHint fault={fault} again={reload} />}
        {data === null && fault === null && <Spin className="centre" />}
        {data?.items.length === 0 && <Hint title="没有找到文章">换几个字找，或者写一篇。</Hint>}
        {data && isHandingIn ? (
          <HandInDrafts items={data.items} changed={reload} line={(item) => <Line line={item} />} />
        ) : (
          data?.items.map((item) => <Line key={item.id} line={item} />)
        )}
        {data && data.total > data.pageSize && (
          <Pagination
            className="gap-below"
            current={Number(filter.page ?? 1)}
            pageSize={data.pageSize}
            total={data.total}
            showSizeChanger={false}
            onChange={(page) => setFilter((old) => ({ ...old, page }))}
          />
        )}
      </div>
    </div>
  )
}

function Line({ line }: { line: ArticleList['items'][number] }) {
  return (
    <button type="button" className="line" onClick={() => go('knowledge', 'articles', line.id)}>
      <span className="top">
        <strong>{line.question}</strong>
        {line.state !== 'published' && <Tag color={STATE_COLOR[line.state]}>{STATE[line.state]}</Tag>}
        <time>{timeWords(line.updatedAt)}</time>
      </span>
      <span className="facts">
        {[line.topic, line.community ?? '所有小区', liveWords(line), `第 ${line.version} 版 ${authorWords(line.by)}`]
          .filter(Boolean)
          .join(' · ')}
      </span>
    </button>
  )
}
