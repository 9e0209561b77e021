import { useState } from 'react'
import { Alert, Button, Checkbox, Input, Select } from 'antd'
import type { GoldenList, NewGolden } from '../../../../contract/knowledge-desk'
import { paths } from '../../../../contract/paths'
import { useCompany } from '../../company'
import { faultWords } from '../../http/fault-words'
import { newRequestId, post } from '../../http/request'
import { ArticlePicker } from './article-picker'

/** One more question that every change is tried with. */
export function GoldenForm({ articleId, added }: { articleId?: string; added: (list: GoldenList) => void }) {
  const { communities } = useCompany()
  const [query, setQuery] = useState('')
  const [answerHas, setAnswerHas] = useState('')
  const [communityId, setCommunityId] = useState<string | null>(null)
  const [article, setArticle] = useState<{ id: string; question: string } | null>(null)
  const [isSilent, setIsSilent] = useState(false)
  const [fault, setFault] = useState<unknown>(null)
  const [busy, setBusy] = useState(false)
  const expected = articleId ?? (isSilent ? null : article?.id)
  const add = async () => {
    if (expected === undefined) return
    setBusy(true)
    setFault(null)
    const asked: NewGolden = { query, communityId, articleId: expected, answerHas: isSilent ? '' : answerHas }
    await post<GoldenList>(paths.golden, { ...asked, id: newRequestId() }).then((list) => {
      setQuery('')
      setAnswerHas('')
      added(list)
    }, setFault)
    setBusy(false)
  }
  return (
    <div className="card golden-form">
      <div className="pair">
        <Input
          aria-label="业主会怎么问"
          placeholder="业主会怎么问"
          maxLength={500}
          value={query}
          onChange={({ target }) => setQuery(target.value)}
        />
        <Input
          aria-label="答案里要有的字"
          placeholder="答案里要有的字，例如 2.5元（可不填）"
          maxLength={100}
          disabled={isSilent}
          value={answerHas}
          onChange={({ target }) => setAnswerHas(target.value)}
        />
        {communities.length > 1 && (
          <Select
            aria-label="哪个小区的业主问"
            value={communityId ?? ''}
            onChange={(id: string) => setCommunityId(id || null)}
            options={[
              { value: '', label: '哪个小区都一样' },
              ...communities.map(({ id, name }) => ({ value: id, label: name })),
            ]}
          />
        )}
        {articleId === undefined && (
          <>
            <ArticlePicker
              id="golden-article"
              label="该由哪一篇回答"
              placeholder="该由哪一篇回答"
              disabled={isSilent}
              chosen={isSilent ? null : article}
              choose={setArticle}
            />
            <Checkbox checked={isSilent} onChange={({ target }) => setIsSilent(target.checked)}>
              这个问题不该有答案
            </Checkbox>
          </>
        )}
      </div>
      {fault !== null && <Alert type="error" showIcon title={faultWords(fault)} />}
      <p className="buttons">
        <Button loading={busy} disabled={query.trim() === '' || expected === undefined} onClick={() => void add()}>
          加这一题
        </Button>
      </p>
    </div>
  )
}
