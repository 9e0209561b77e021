import { useState } from 'react'
import { Alert, App, Button, Form, Input } from 'antd'
import type { OwnCommunity } from '../../../../contract/own-company'
import { paths } from '../../../../contract/paths'
import { Hint } from '../../components/hint'
import { faultWords } from '../../http/fault-words'
import { put } from '../../http/request'
import { useKeeper } from '../../kept'
import { go } from '../../route'
import { placeOf } from './community-settings'

/** The company's own answers, and the values that the starter answers lack. */
export function AnswersStep({ communities, changed }: { communities: OwnCommunity[]; changed: () => void }) {
  return (
    <>
      <p>起步的答案是通行做法，上线前请逐篇看一遍；自己的答案可以用表格或文档导进来。</p>
      <Button onClick={() => go('knowledge')}>去「知识」看答案、导入答案</Button>
      {communities.length === 0 && <Hint title="先建小区">电话、价格和时间按小区填。</Hint>}
      {communities.map((community) => (
        <Values key={community.id} community={community} changed={changed} />
      ))}
    </>
  )
}

interface Given {
  values: (string | undefined)[]
}

/** The longest list of the first hour: it may be saved half filled, and what is not saved yet is kept. */
function Values({ community, changed }: { community: OwnCommunity; changed: () => void }) {
  const { message } = App.useApp()
  const [fault, setFault] = useState<unknown>(null)
  const empty = community.values.filter(({ value }) => value === '').length
  const [isOpen, setOpen] = useState(empty > 0)
  const kept = useKeeper<Record<string, string>>(`values.${community.id}`)
  const changedOf = (given: Given): Record<string, string> =>
    Object.fromEntries(
      community.values.flatMap(({ key, value }, at) => {
        const now = given.values[at]?.trim() ?? ''
        return now === value ? [] : [[key, now]]
      }),
    )
  const save = (given: Given) => {
    setFault(null)
    put(paths.ownCommunity(community.id), { ...placeOf(community), values: changedOf(given) }).then(
      () => (kept.write(null), changed(), void message.success('已保存，缺的补齐了就能回答。')),
      setFault,
    )
  }
  const begun = isOpen ? kept.read() : null
  return (
    <section aria-label={`${community.name}的电话、价格和时间`}>
      <p className="words-rule">
        <strong>{community.name}</strong>
        <span className="quiet">{empty === 0 ? '都填好了' : `还有 ${empty} 项没填，可以填一部分先保存`}</span>
        <Button size="small" aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
          {isOpen ? '收起' : '打开'}
        </Button>
      </p>
      {isOpen && (
        <Form
          layout="vertical"
          initialValues={{ values: community.values.map(({ key, value }) => begun?.[key] ?? value) }}
          onValuesChange={(_, given: Given) => kept.write(changedOf(given))}
          onFinish={save}
        >
          <div className="start-values">
            {community.values.map(({ key, label, explanation, example, unit }, at) => (
              <Form.Item
                key={key}
                name={['values', at]}
                label={unit ? `${label}（${unit}）` : label}
                extra={explanation}
              >
                <Input maxLength={500} placeholder={`比如 ${example}`} />
              </Form.Item>
            ))}
          </div>
          {fault !== null && <Alert type="error" showIcon title={faultWords(fault)} />}
          <Button type="primary" htmlType="submit">
            保存
          </Button>
        </Form>
      )}
    </section>
  )
}
