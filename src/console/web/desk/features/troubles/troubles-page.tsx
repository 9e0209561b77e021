import { App, Button, Spin } from 'antd'
import type { Troubles } from '../../../../contract/console'
import { paths } from '../../../../contract/paths'
import { FaultHint, Hint } from '../../components/hint'
import { timeWords } from '../../../time-words'
import { faultWords } from '../../http/fault-words'
import { post } from '../../http/request'
import { useRead } from '../../http/use-read'
import { useChanges } from '../../live/changes'
import { useMe } from '../../me'
import { go } from '../../route'
import { shortUser } from '../talks/call-of'
import './troubles.css'

/** What failed for good: nothing of it is lost, and here somebody looks after it. */
export function TroublesPage() {
  const { data, fault, reload } = useRead<Troubles>(paths.troubles)
  useChanges(reload)
  const me = useMe()
  const { message } = App.useApp()
  const resend = (id: string) =>
    post(paths.resend(id))
      .then(
        () => message.success('已重新排队发送'),
        (problem: unknown) => message.error(faultWords(problem)),
      )
      .finally(reload)
  const done = (id: string) =>
    post(paths.callBackDone(id))
      .then(
        () => message.success('已记下：已联系业主'),
        (problem: unknown) => message.error(faultWords(problem)),
      )
      .finally(reload)
  return (
    <div className="knowledge troubles" tabIndex={0}>
      <section className="pane" aria-label="请回电">
        <div className="padded">
          <h2>请回电</h2>
        </div>
        <div className="scroll padded">
          {data?.callBacks.length === 0 && (
            <Hint title="没有要回的电话">微信送不到业主的话会列在这里，请打电话联系。</Hint>
          )}
          {data?.callBacks.map((call) => (
            <article key={call.id} className="card">
              <header>
                <strong>{shortUser(call.user)}</strong>
                <span className="quiet">请在{timeWords(call.dueAt)}前联系</span>
              </header>
              <p className="quiet">没有送到：{call.reason}</p>
              {call.words !== '' && <p>{call.words}</p>}
              <Button size="small" onClick={() => go('talks', call.conversationId)}>
                查看对话
              </Button>{' '}
              <Button size="small" type="primary" onClick={() => void done(call.id)}>
                已联系
              </Button>
            </article>
          ))}
          {data?.lostFiles.map((file) => (
            <article key={file.id} className="card">
              <header>
                <strong>{shortUser(file.user)}</strong>
                <span className="quiet">{timeWords(file.at)}</span>
              </header>
              <p className="quiet">业主发的文件（{file.name}）在微信那边已经取不到，需要的话请业主再发一次。</p>
              <Button size="small" onClick={() => go('talks', file.conversationId)}>
                查看对话
              </Button>
            </article>
          ))}
          {data?.strays.map((stray) => (
            <article key={stray.id} className="card">
              <header>
                <strong>对不上业主的消息</strong>
                <span className="quiet">{timeWords(stray.at)}</span>
              </header>
              <p className="quiet">
                账号 {stray.account}：{stray.reason}
              </p>
            </article>
          ))}
        </div>
      </section>
      <section className="pane" aria-label="没处理成的消息">
        <div className="padded">
          <h2>机器人没处理成的消息</h2>
        </div>
        <div className="scroll padded">
          {fault !== null && data === null && <FaultHint fault={fault} again={reload} />}
          {data === null && fault === null && <Spin className="centre" />}
          {data?.failedTurns.length === 0 && (
            <Hint title="一切正常">试了三次还处理不了的消息会列在这里，并自动转人工。</Hint>
          )}
          {data?.failedTurns.map((turn) => (
            <article key={turn.id} className="card">
              <header>
                <strong>{shortUser(turn.user)}</strong>
                <span className="quiet">{timeWords(turn.at)}</span>
              </header>
              <p className="quiet">{turn.error}</p>
              <Button size="small" onClick={() => go('talks', turn.conversationId)}>
                查看对话
              </Button>
            </article>
          ))}
        </div>
      </section>
      <section className="pane" aria-label="投诉系统没收下的通知">
        <div className="padded">
          <h2>投诉系统没收下的通知</h2>
        </div>
        <div className="scroll padded">
          {data?.resting.length === 0 && (
            <Hint title="没有积压">外部投诉系统三天都没收下的通知会停在这里，可以重新发送。</Hint>
          )}
          {data?.resting.map((event) => (
            <article key={event.id} className="card">
              <header>
                <strong>{TYPE[event.type] ?? event.type}</strong>
                <span className="quiet">
                  {timeWords(event.at)} · 试了{event.attempts}次
                </span>
              </header>
              {event.lastError !== null && <p className="quiet">{event.lastError}</p>}
              {me.rights.includes('troubles.mend') && (
                <Button size="small" onClick={() => void resend(event.id)}>
                  重新发送
                </Button>
              )}
            </article>
          ))}
        </div>
      </section>
    </div>
  )
}

const TYPE: Record<string, string> = { exchange: '一条消息', case: '工单变化', handoff: '转人工变化' }
