import { App, Button, Input, Spin } from 'antd'
import { useState } from 'react'
import type { FollowUps } from '../../../../contract/follow-up'
import { paths } from '../../../../contract/paths'
import { FaultHint, Hint } from '../../components/hint'
import { timeWords } from '../../../time-words'
import { faultWords } from '../../http/fault-words'
import { post } from '../../http/request'
import { useRead } from '../../http/use-read'
import { useChanges } from '../../live/changes'
import { useMe } from '../../me'
import { go } from '../../route'

/** What we owe owners: times we named, and low scores nobody has taken on yet. */
export function FollowUpsPage() {
  const { data, fault, reload } = useRead<FollowUps>(paths.followUps)
  useChanges(reload)
  return (
    <div className="knowledge">
      <section className="pane" aria-label="答应业主的时间">
        <div className="padded">
          <h2>答应业主的时间</h2>
        </div>
        <div className="scroll padded">
          {fault !== null && data === null && <FaultHint fault={fault} again={reload} />}
          {data === null && fault === null && <Spin className="centre" />}
          {data?.promises.length === 0 && (
            <Hint title="没有欠着的承诺">对业主说过的每个时间都会列在这里，超时的排在前面。</Hint>
          )}
          {data?.promises.map((promise) => (
            <article key={promise.id} className="card">
              <header>
                <strong>{promise.what}</strong>
                <span className="quiet">{timeWords(promise.dueAt)}前</span>
              </header>
              <p className={promise.state === 'open' || promise.told ? 'quiet' : 'late'}>{stateWords(promise)}</p>
              <div className="buttons">
                {promise.conversationId !== null && (
                  <Button size="small" onClick={() => go('talks', promise.conversationId)}>
                    查看对话
                  </Button>
                )}
                {promise.caseId !== null && (
                  <Button size="small" onClick={() => go('cases', promise.caseId)}>
                    查看工单
                  </Button>
                )}
              </div>
            </article>
          ))}
        </div>
      </section>
      <section className="pane" aria-label="低分回访">
        <div className="padded">
          <h2>低分回访</h2>
        </div>
        <div className="scroll padded">
          {data?.lowScores.length === 0 && (
            <Hint title="没有待回访的低分">评分低于 4 分会逐级上报，直到有人联系业主。</Hint>
          )}
          {data?.lowScores.map((score) => (
            <LowScore key={score.id} score={score} reload={reload} />
          ))}
          {data?.steering.map((flag) => (
            <article key={flag.id} className="card">
              <header>
                <strong>引导打分：{flag.staff}</strong>
                <span className="quiet">{timeWords(flag.at)}</span>
              </header>
              <p>{flag.words}</p>
              <p className="quiet">{flag.sent ? '业主已看到，请核实' : '已拦下，没有发给业主'}</p>
            </article>
          ))}
        </div>
      </section>
    </div>
  )
}

function stateWords({ state, told, conversationId }: FollowUps['promises'][number]): string {
  if (state !== 'open' && conversationId === null) return '已超时，请马上打电话告诉业主'
  if (state === 'open') return '还在时间内'
  if (state === 'late') return '已超时，请马上联系业主'
  return told ? '没有做到，已向业主道歉' : '没有做到，业主还没被告知，请马上联系业主'
}

function LowScore({ score, reload }: { score: FollowUps['lowScores'][number]; reload: () => void }) {
  const me = useMe()
  const { message } = App.useApp()
  const [note, setNote] = useState('')
  const takeOn = () =>
    post(paths.takeOn(score.id), { by: me.name, note })
      .then(
        () => message.success('已记下，谢谢'),
        (problem: unknown) => message.error(faultWords(problem)),
      )
      .finally(reload)
  return (
    <article className="card">
      <header>
        <strong>
          {score.number} · {score.score}分
        </strong>
        <span className="quiet">{timeWords(score.startedAt)}</span>
      </header>
      <p>{score.summary}</p>
      {score.levels.map((level) => (
        <p key={level.level} className="quiet">
          {timeWords(level.at)} {POST[level.post] ?? level.post}
          {level.note === '' ? '：已通知' : `：${level.note}`}
        </p>
      ))}
      <Input
        aria-label={`${score.number} 怎么联系的业主`}
        placeholder="怎么联系的、业主怎么说"
        value={note}
        onChange={(event) => setNote(event.target.value)}
      />
      <Button size="small" type="primary" disabled={note.trim() === ''} onClick={() => void takeOn()}>
        已接手
      </Button>
    </article>
  )
}

const POST: Record<string, string> = {
  responsible: '责任人',
  supervisor: '主管',
  service_centre: '客服中心',
  manager: '项目经理',
}
