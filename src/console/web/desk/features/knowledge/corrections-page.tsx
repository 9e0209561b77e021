import { useMemo } from 'react'
import { Select } from 'antd'
import type { EntryPage } from '../../../../contract/knowledge'
import { Hint } from '../../components/hint'
import { useRead } from '../../http/use-read'
import { go } from '../../route'
import type { KnowledgeTabProps } from './tabs'
import { RecallOf } from './recall-of'
import './care.css'

/** A changed answer: who was told the old one, and a correction that each of them gets once (C10). */
export function CorrectionsPage({ id }: KnowledgeTabProps) {
  const { data } = useRead<EntryPage>('/api/v1/knowledge/entries', { limit: 500 })
  const options = useMemo(
    () =>
      (data?.items ?? [])
        .filter(({ publishedVersion }) => publishedVersion > 0)
        .map((entry) => ({
          value: entry.id,
          label: entry.community ? `${entry.question}（${entry.community}）` : entry.question,
        })),
    [data],
  )
  return (
    <div className="knowledge-body">
      <div className="knowledge-column care">
        <h2>更正已经说出去的答案</h2>
        <Select
          showSearch={{ optionFilterProp: 'label' }}
          className="wide"
          aria-label="哪一条知识改过了"
          placeholder="选择改过的知识"
          value={id ?? undefined}
          options={options}
          onChange={(chosen: string) => go('knowledge', 'corrections', chosen)}
        />
        {id === null && (
          <Hint title="选一条改过的知识">
            答案改了以后，这里列出之前听到旧答案的业主，可以给他们每人发一次更正；发不出去的会列到「出错」里，请同事打电话。
          </Hint>
        )}
        {id !== null && <RecallOf key={id} id={id} />}
      </div>
    </div>
  )
}
