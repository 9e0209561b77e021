import { useEffect, useMemo, useState } from 'react'
import { Alert, Button, Checkbox, Spin, Tag } from 'antd'
import type { ImportAnswer } from '../../../../contract/knowledge'
import { paths } from '../../../../contract/paths'
import { faultWords } from '../../http/fault-words'
import { newRequestId, postFile } from '../../http/request'
import { rowFaultWords } from './import-words'

const OUTCOME = { created: ['新增', 'green'], updated: ['有改动', 'gold'], unchanged: ['没有变', 'default'] } as const
const SHOWN = 100

/** What an import would do, row by row; only then it is done. */
export function ImportPreview({ file, finish }: { file: File; finish: (words: string | null) => void }) {
  const [report, setReport] = useState<ImportAnswer | null>(null)
  const [fault, setFault] = useState<unknown>(null)
  const [busy, setBusy] = useState(false)
  const [isHandedIn, setIsHandedIn] = useState(true)
  // One id for one look: a second click is the same import.
  const id = useMemo(newRequestId, [])
  const query = { filename: file.name }
  useEffect(() => {
    let isOld = false
    setFault(null)
    postFile<ImportAnswer>(paths.knowledgeImport, { ...query, preview: 'true' }, file).then(
      (given) => !isOld && setReport(given),
      (given: unknown) => !isOld && setFault(given),
    )
    return () => {
      isOld = true
    }
  }, [])
  const bring = () => {
    setBusy(true)
    postFile<ImportAnswer>(paths.knowledgeImport, { ...query, submit: String(isHandedIn), id }, file).then(
      ({ created, updated, unchanged, errors }) =>
        finish(
          `导入好了：新增 ${created} 条，更新 ${updated} 条，没有变的 ${unchanged} 条${errors.length > 0 ? `，有问题的 ${errors.length} 行没有导入` : ''}。`,
        ),
      (failed: unknown) => {
        setFault(failed)
        setBusy(false)
      },
    )
  }
  const good = report ? report.created + report.updated : 0
  const rows = [...(report?.rows ?? [])].sort(
    (a, b) => Number(a.outcome === 'unchanged') - Number(b.outcome === 'unchanged'),
  )
  return (
    <section className="card gap-above" aria-label="导入前看一看">
      <header>
        <strong className="breaks">{file.name}</strong>
        {report && (
          <>
            <Tag color="green">新增 {report.created}</Tag>
            <Tag color="gold">有改动 {report.updated}</Tag>
            <Tag>没有变 {report.unchanged}</Tag>
            {report.errors.length > 0 && <Tag color="red">有问题 {report.errors.length}</Tag>}
          </>
        )}
      </header>
      {fault !== null && <Alert type="error" showIcon title={faultWords(fault)} />}
      {report === null && fault === null && <Spin className="centre" />}
      {report && report.errors.length > 0 && (
        <ul className="row-list" aria-label="有问题的行">
          {report.errors.slice(0, SHOWN).map((row, at) => (
            <li key={at}>
              <Tag color="red">第 {row.row} 行</Tag>
              {rowFaultWords(row)}
            </li>
          ))}
          {report.errors.length > SHOWN && <li className="quiet">还有 {report.errors.length - SHOWN} 行</li>}
        </ul>
      )}
      {report && rows.length > 0 && (
        <ul className="row-list" aria-label="会导入的行">
          {rows.slice(0, SHOWN).map((row) => (
            <li key={row.row}>
              <Tag color={OUTCOME[row.outcome][1]}>{OUTCOME[row.outcome][0]}</Tag>
              <span className="breaks">{row.question}</span>
              {row.community && <span className="quiet"> {row.community}</span>}
            </li>
          ))}
          {rows.length > SHOWN && <li className="quiet">只列出前 {SHOWN} 行</li>}
        </ul>
      )}
      {(report || fault !== null) && (
        <>
          <Checkbox className="gap-above" checked={isHandedIn} onChange={({ target }) => setIsHandedIn(target.checked)}>
            导入后直接提交审核
          </Checkbox>
          <p className="quiet">由另一位同事审核发布，机器人才会用；不勾就先存为草稿。</p>
          <div className="buttons gap-above">
            <Button type="primary" disabled={good === 0} loading={busy} onClick={bring}>
              导入 {good} 条
            </Button>
            <Button onClick={() => finish(null)}>取消</Button>
          </div>
        </>
      )}
    </section>
  )
}
