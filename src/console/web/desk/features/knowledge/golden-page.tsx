import { useState } from 'react'
import { Alert, Button, Input, Spin, Tag } from 'antd'
import type { GoldenLine, GoldenList } from '../../../../contract/knowledge-desk'
import { paths } from '../../../../contract/paths'
import { FaultHint, Hint } from '../../components/hint'
import { faultWords } from '../../http/fault-words'
import { post, remove } from '../../http/request'
import { useRead } from '../../http/use-read'
import { useMe } from '../../me'
import { resultWords } from './article-words'
import { GoldenForm } from './golden-form'
import './workflow.css'

const SHOWN = 100
const PASSED: readonly string[] = ['right', 'offered']

/** The questions every change is tried with: all at once, with a line for each that does not pass. */
export function GoldenPage() {
  const me = useMe()
  const { data, fault, reload } = useRead<GoldenList>(paths.golden)
  const [run, setRun] = useState<GoldenList | null>(null)
  const [failed, setFailed] = useState<unknown>(null)
  const [busy, setBusy] = useState(false)
  const [find, setFind] = useState('')
  const lines = (run ?? data)?.items
  const passed = run?.items.filter((line) => hasPassed(line)).length ?? 0
  const testAll = async () => {
    setBusy(true)
    setFailed(null)
    await post<GoldenList>(paths.goldenRun).then(setRun, setFailed)
    setBusy(false)
  }
  const drop = (id: string) =>
    remove(paths.goldenQuestion(id)).then(() => {
      setRun(run && { items: run.items.filter((line) => line.id !== id) })
      reload()
    }, setFailed)
  if (fault !== null && data === null) return <FaultHint fault={fault} again={reload} />
  if (lines === undefined) return <Spin className="centre" />
  // The newest first: it is the one somebody has just added.
  const shown = [...lines]
    .reverse()
    .filter((line) => run === null || !hasPassed(line))
    .filter(({ query, expected }) => `${query}${expected ?? ''}`.includes(find.trim()))
  return (
    <div className="knowledge-body">
      <div className="knowledge-column">
        <p className="buttons gap-below">
          {me.rights.includes('knowledge.publish') && (
            <Button type="primary" loading={busy} onClick={() => void testAll()}>
              一键全测
            </Button>
          )}
          <span className="quiet">共 {lines.length} 题，每次发布前都会测一遍，变差就发布不了。</span>
        </p>
        {failed !== null && <Alert type="error" showIcon title={faultWords(failed)} />}
        {run && <Alert type="info" showIcon title={`通过 ${passed} 题，没过 ${run.items.length - passed} 题`} />}
        {me.rights.includes('knowledge.edit') && (
          <GoldenForm
            added={() => {
              setRun(null)
              reload()
            }}
          />
        )}
        {lines.length === 0 && <Hint title="还没有测试问题">加上业主常问的问题，改错答案时会被拦住。</Hint>}
        <Input
          allowClear
          aria-label="找测试题"
          placeholder="找题目、文章里的字"
          className="gap-below"
          value={find}
          onChange={({ target }) => setFind(target.value)}
        />
        {shown.length > SHOWN && <p className="quiet">列出最近的 {SHOWN} 题，其余的可以找。</p>}
        {shown.slice(0, SHOWN).map((line) => (
          <article key={line.id} className="card">
            <header>
              <strong>{line.query}</strong>
              {line.result && <Tag color="red">{resultWords(line.result)}</Tag>}
            </header>
            <p className="quiet">
              {line.expectedKey === null ? '不该有答案' : `应由「${line.expected ?? line.expectedKey}」回答`}
              {line.answerHas !== '' && `，答案里要有「${line.answerHas}」`}{' '}
              {me.rights.includes('knowledge.edit') && (
                <button
                  type="button"
                  className="link"
                  aria-label={`删掉这一题：${line.query}`}
                  onClick={() => void drop(line.id)}
                >
                  删掉这一题
                </button>
              )}
            </p>
          </article>
        ))}
      </div>
    </div>
  )
}

function hasPassed({ result }: GoldenLine): boolean {
  return result !== null && PASSED.includes(result.verdict)
}
