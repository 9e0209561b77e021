import { useMemo, useState } from 'react'
import { Alert, App, Button, Input, Select, Spin, Tag } from 'antd'
import type { CorrectionAnswer, Recall, ToldOld } from '../../../../contract/knowledge-care'
import { paths } from '../../../../contract/paths'
import { timeWords } from '../../../time-words'
import { FaultHint, Hint } from '../../components/hint'
import { CHANNEL } from '../../components/words'
import { faultWords } from '../../http/fault-words'
import { newRequestId, post } from '../../http/request'
import { useRead } from '../../http/use-read'
import { shortUser } from '../talks/call-of'

/** Everybody who was told an older answer of this article, and the correction to them. */
export function RecallOf({ id }: { id: string }) {
  const [days, setDays] = useState(30)
  const { data, fault, reload } = useRead<Recall>(paths.recall, { article: id, days })
  if (fault !== null && data === null) return <FaultHint fault={fault} again={reload} />
  if (data === null) return <Spin className="centre" />
  const waiting = data.told.filter(({ knows, corrected }) => !knows && corrected === null)
  return (
    <>
      <section className="card" aria-label="现在的答案">
        <header>
          <strong>{data.article.question}</strong>
          <Tag color="green">现在的答案</Tag>
        </header>
        <p className="answer">{data.article.answer}</p>
      </section>
      <header className="care-head">
        <h2>听到旧答案的业主</h2>
        <span className="quiet">{data.told.length} 位</span>
        <Select
          aria-label="看最近多少天"
          value={days}
          onChange={setDays}
          options={[7, 30, 90, 365].map((value) => ({ value, label: `最近${value}天` }))}
        />
      </header>
      {data.told.length === 0 && <Hint title="没有人">最近{days}天没有业主听到和现在不一样的答案。</Hint>}
      {waiting.length > 0 && <Correction recall={data} days={days} sent={reload} />}
      {data.told.map((owner) => (
        <Told key={owner.conversationId} owner={owner} />
      ))}
    </>
  )
}

const UNREACHED = {
  window: '超过48小时没来消息，发不出去，请电话联系',
  spent: '微信这次的条数用完了，发不出去，请电话联系',
  served: '同事正在接待，请在对话里告知',
}
const CORRECTED = { waiting: '更正正在发，夜里等到早上', sent: '已发更正', call: '已请同事电话联系' }

function Told({ owner }: { owner: ToldOld }) {
  return (
    <article className="card">
      <header>
        <strong className="breaks">{shortUser(owner.user)}</strong>
        <span className="quiet">
          {[CHANNEL[owner.channel] ?? owner.channel, owner.community].filter(Boolean).join('，')}
        </span>
        {owner.corrected && <Tag color="green">{CORRECTED[owner.corrected.outcome]}</Tag>}
        {!owner.corrected && owner.knows && <Tag color="green">后来已听到新答案</Tag>}
        {!owner.corrected && !owner.knows && owner.unreached && <Tag color="orange">{UNREACHED[owner.unreached]}</Tag>}
      </header>
      <p className="answer clipped">{owner.text || '（内容已删除）'}</p>
      <p className="quiet">
        {timeWords(owner.at)}，第 {owner.version} 版
      </p>
    </article>
  )
}

function Correction({ recall, days, sent }: { recall: Recall; days: number; sent: () => void }) {
  const { message } = App.useApp()
  const { id, question, answer, version } = recall.article
  const [words, setWords] = useState(
    () =>
      `您好，之前关于「${question}」的答复有更正，给您添麻烦了，很抱歉。现在以这个为准：\n${answer}\n有疑问直接回复我们就好。`,
  )
  const [checked, setChecked] = useState<(CorrectionAnswer & { words: string }) | null>(null)
  const [fault, setFault] = useState<unknown>(null)
  const [busy, setBusy] = useState(false)
  // One id for one wording: however often it is pressed, it is one order.
  const requestId = useMemo(newRequestId, [words, days])
  const ask = async (check: boolean) => {
    setBusy(true)
    setFault(null)
    const order = { article: id, version, days, words, ...(check ? { check } : { id: requestId }) }
    await post<CorrectionAnswer>(paths.corrections, order).then((result) => {
      if (check) return setChecked({ ...result, words })
      void message.success(`更正已交给 ${result.ordered} 位业主的对话。`)
      setChecked(null)
      sent()
    }, setFault)
    setBusy(false)
  }
  const isChecked = checked?.words === words
  const isSound = isChecked && checked.findings.length === 0 && checked.lacking.length === 0
  return (
    <section className="card" aria-label="写更正">
      <header>
        <strong>给他们发更正</strong>
        <span className="quiet">每位业主只发一次</span>
      </header>
      <Input.TextArea
        aria-label="更正的内容"
        autoSize={{ minRows: 4, maxRows: 12 }}
        maxLength={600}
        value={words}
        onChange={({ target }) => setWords(target.value)}
      />
      {fault !== null && <Alert className="gap-above" type="error" showIcon title={faultWords(fault)} />}
      {isChecked && checked.findings.length > 0 && (
        <Alert
          className="gap-above"
          type="warning"
          showIcon
          title="这些说法不对业主说，请改一改"
          description={checked.findings.map(({ quote, instead }) => (
            <p key={quote}>
              「{quote}」：{instead}
            </p>
          ))}
        />
      )}
      {isChecked && checked.lacking.length > 0 && (
        <Alert className="gap-above" type="warning" showIcon title={`还有数值没填：${checked.lacking.join('、')}`} />
      )}
      {isSound && (
        <Alert
          className="gap-above"
          type="info"
          showIcon
          title={`会发给 ${checked.ordered - checked.calls} 位业主${checked.calls > 0 ? `，另有 ${checked.calls} 位发不出去，请同事电话联系` : ''}`}
          description={<p className="answer">{checked.preview}</p>}
        />
      )}
      <div className="buttons gap-above">
        {isSound ? (
          <Button type="primary" loading={busy} onClick={() => void ask(false)}>
            发送更正
          </Button>
        ) : (
          <Button type="primary" ghost loading={busy} disabled={words.trim() === ''} onClick={() => void ask(true)}>
            先看看发给谁
          </Button>
        )}
      </div>
    </section>
  )
}
