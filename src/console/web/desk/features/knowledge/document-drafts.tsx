import { useMemo, useState } from 'react'
import { Alert, Button, Checkbox, Input, Select, Tag } from 'antd'
import type { ImportAnswer } from '../../../../contract/knowledge'
import type { KeepDrafts, TakenApart } from '../../../../contract/knowledge-files'
import { paths } from '../../../../contract/paths'
import { useCompany } from '../../company'
import { Hint } from '../../components/hint'
import { faultWords } from '../../http/fault-words'
import { newRequestId, post } from '../../http/request'

/** What a document seems to hold, to be looked at and mended; what is ticked becomes drafts. */
export function DocumentDrafts({ apart, finish }: { apart: TakenApart; finish: (words: string | null) => void }) {
  const { communities } = useCompany()
  const [items, setItems] = useState(() => apart.found.map((found) => ({ ...found, kept: true })))
  const [community, setCommunity] = useState<string | null>(null)
  const [fault, setFault] = useState<unknown>(null)
  const [busy, setBusy] = useState(false)
  const [isHandedIn, setIsHandedIn] = useState(true)
  const id = useMemo(newRequestId, [])
  const change = (at: number, patch: Partial<(typeof items)[number]>) =>
    setItems(items.map((item, index) => (index === at ? { ...item, ...patch } : item)))
  const kept = items.filter((item) => item.kept && item.question.trim() !== '' && item.answer.trim() !== '')
  const keep = () => {
    setBusy(true)
    const drafts = kept.map(({ question, answer, source }) => ({ question, answer, source }))
    const order: KeepDrafts = { name: apart.name, community, drafts, submit: isHandedIn, id }
    post<ImportAnswer>(paths.documentDrafts, order).then(
      ({ created, updated, unchanged, errors }) =>
        finish(
          `存好了：新的草稿 ${created} 条，改动 ${updated} 条，没有变的 ${unchanged} 条${errors.length > 0 ? `，重复的或正在审核的 ${errors.length} 条没有存` : ''}。${isHandedIn ? '已提交审核，由另一位同事发布后机器人才会用。' : '提交审核、发布后机器人才会用。'}`,
        ),
      (failed: unknown) => {
        setFault(failed)
        setBusy(false)
      },
    )
  }
  return (
    <section className="card gap-above" aria-label="拆出来的问答">
      <header>
        <strong className="breaks">{apart.name}</strong>
        <Tag color="green">拆出 {items.length} 条</Tag>
        {apart.pages !== null && <Tag>{apart.pages} 页</Tag>}
      </header>
      {apart.pictures > 0 && <p className="quiet">文件里有 {apart.pictures} 张图片，图片里的字没有带进来。</p>}
      {apart.unanswered.length > 0 && (
        <p className="quiet">这些问题下面没有找到答案：{apart.unanswered.slice(0, 10).join('；')}</p>
      )}
      {items.length === 0 && (
        <Hint title="没有拆出问答">请在文件里写清问题和答案，例如「问：…」「答：…」，或用标题分段。</Hint>
      )}
      {items.map((item, at) => (
        <div key={at} className="draft-line">
          <Checkbox
            checked={item.kept}
            aria-label={`保留第 ${at + 1} 条`}
            onChange={({ target }) => change(at, { kept: target.checked })}
          />
          <div className="draft-words">
            <Input
              aria-label={`第 ${at + 1} 条的问题`}
              value={item.question}
              onChange={({ target }) => change(at, { question: target.value })}
            />
            <Input.TextArea
              aria-label={`第 ${at + 1} 条的答案`}
              autoSize={{ minRows: 2, maxRows: 10 }}
              value={item.answer}
              onChange={({ target }) => change(at, { answer: target.value })}
            />
            <p className="quiet">
              {item.source}
              {item.long && <Tag color="orange">太长，建议拆成几条</Tag>}
            </p>
          </div>
        </div>
      ))}
      {items.length > 0 && (
        <>
          {communities.length > 1 && (
            <Select
              allowClear
              className="gap-above wide"
              aria-label="给哪个小区"
              placeholder="给所有小区"
              value={community}
              onChange={(chosen) => setCommunity(chosen ?? null)}
              options={communities.map(({ name }) => ({ value: name, label: name }))}
            />
          )}
          <Checkbox className="gap-above" checked={isHandedIn} onChange={({ target }) => setIsHandedIn(target.checked)}>
            存好后直接提交审核
          </Checkbox>
          <p className="quiet">由另一位同事一起审核发布，机器人才会用；不勾就先存为草稿，以后在「文章」里一起提交。</p>
          {fault !== null && <Alert className="gap-above" type="error" showIcon title={faultWords(fault)} />}
          <div className="buttons gap-above">
            <Button type="primary" loading={busy} disabled={kept.length === 0} onClick={keep}>
              {isHandedIn ? '存好并提交审核' : '存为草稿'}（{kept.length} 条）
            </Button>
            <Button onClick={() => finish(null)}>取消</Button>
          </div>
        </>
      )}
    </section>
  )
}
