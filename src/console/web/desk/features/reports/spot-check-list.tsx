import { useState } from 'react'
import { Alert, App, Button, Input, Radio, Tag } from 'antd'
import type { ComplaintDaily, ComplaintDailyItem } from '../../../../contract/reports'
import type { SpotCheckResult, SpotCheckVerdict } from '../../../../contract/spot-check'
import { paths } from '../../../../contract/paths'
import { timeWords } from '../../../time-words'
import { faultWords } from '../../http/fault-words'
import { newRequestId, post } from '../../http/request'
import { useMe } from '../../me'
import { go } from '../../route'
import './spot-check.css'

/** What is looked into, drawn by a rule that nobody can bend, and what was found (domain.md B3, 抽查). */
export function SpotCheckList({ of, changed }: { of: ComplaintDaily; changed: () => void }) {
  const { items, rule } = of.spotCheck
  const looked = items.filter(({ result }) => result !== null)
  const wrong = looked.filter(({ result }) => result?.verdict === 'wrong').length
  return (
    <section className="card spot-checks" aria-label="抽查">
      <h2>抽查</h2>
      <p>
        抽中 {items.length} 件，已查 {looked.length} 件{wrong > 0 && <span className="late">，{wrong} 件有出入</span>}
      </p>
      <details>
        <summary>怎么抽的</summary>
        <p className="quiet">{rule}</p>
      </details>
      <ul>
        {items.map(({ caseId, number, result }) => (
          <SpotCheck
            key={caseId}
            date={of.date}
            number={number}
            item={of.items.find((one) => one.caseId === caseId)}
            result={result}
            changed={changed}
          />
        ))}
      </ul>
    </section>
  )
}

function SpotCheck(check: {
  date: string
  number: string
  item: ComplaintDailyItem | undefined
  result: SpotCheckResult | null
  changed: () => void
}) {
  const { date, number, item, result, changed } = check
  const me = useMe()
  const [isOpen, setOpen] = useState(false)
  if (!item) return null
  const isMine = item.handler === me.name
  return (
    <li>
      <p className="spot-check-line">
        <button type="button" className="link" onClick={() => go('cases', item.caseId)}>
          {number}
        </button>
        <span className="quiet">{item.handler}跟进</span>
        {result && <Tag color={result.verdict === 'right' ? 'green' : 'red'}>{VERDICT_WORDS[result.verdict]}</Tag>}
        {me.rights.includes('reports.check') && !isOpen && !isMine && (
          <Button size="small" aria-label={`${result ? '重新记' : '记结果'} ${number}`} onClick={() => setOpen(true)}>
            {result ? '重新记' : '记结果'}
          </Button>
        )}
        {isMine && !result && <span className="quiet">自己跟进的，请另一位同事来查</span>}
      </p>
      {result && (
        <p className="spot-check-found">
          {result.note !== '' && <span>{result.note} </span>}
          <span className="quiet">
            {result.by}，{timeWords(result.at)}
          </span>
        </p>
      )}
      {isOpen && (
        <CheckForm
          date={date}
          item={item}
          done={() => {
            setOpen(false)
            changed()
          }}
          drop={() => setOpen(false)}
        />
      )}
    </li>
  )
}

function CheckForm(form: { date: string; item: ComplaintDailyItem; done: () => void; drop: () => void }) {
  const { date, item, done, drop } = form
  const { message } = App.useApp()
  // The same request for every try of this form.
  const [id] = useState(newRequestId)
  const [verdict, setVerdict] = useState<SpotCheckVerdict | null>(null)
  const [note, setNote] = useState('')
  const [fault, setFault] = useState<unknown>(null)
  const [busy, setBusy] = useState(false)
  const isWhole = verdict === 'right' || (verdict === 'wrong' && note.trim() !== '')
  const save = () => {
    setBusy(true)
    setFault(null)
    post(paths.spotChecks, { date, caseId: item.caseId, verdict, note, id })
      .then(() => (void message.success('已记下'), done()), setFault)
      .finally(() => setBusy(false))
  }
  return (
    <div className="spot-check-form">
      <p className="quiet">打开工单和对话，核对客户原话、答复内容和时间、跟进处理人是不是和日报上写的一样。</p>
      <Radio.Group
        aria-label={`${item.number} 查下来`}
        value={verdict}
        onChange={({ target }) => setVerdict(target.value as SpotCheckVerdict)}
        options={[
          { value: 'right', label: VERDICT_WORDS.right },
          { value: 'wrong', label: VERDICT_WORDS.wrong },
        ]}
      />
      <Input.TextArea
        aria-label={`${item.number} 抽查说明`}
        placeholder={verdict === 'wrong' ? '哪里有出入，怎么补上' : '怎么核对的（可以不写）'}
        maxLength={500}
        autoSize={{ minRows: 2, maxRows: 6 }}
        value={note}
        onChange={({ target }) => setNote(target.value)}
      />
      {fault !== null && <Alert type="error" showIcon title={faultWords(fault)} />}
      <div className="buttons">
        <Button type="primary" loading={busy} disabled={!isWhole} onClick={save}>
          保存抽查结果
        </Button>
        <Button onClick={drop}>取消</Button>
      </div>
    </div>
  )
}

const VERDICT_WORDS = { right: '属实', wrong: '有出入' } as const
