import { Button, Spin, Tag, Timeline } from 'antd'
import type { DeskCase } from '../../../../contract/console'
import { paths } from '../../../../contract/paths'
import { FaultHint } from '../../components/hint'
import { timeWords } from '../../../time-words'
import { dueWords, useNow } from '../../components/times'
import { KIND, STAGE, STATUS, STATUS_COLOR, placeWords } from '../../components/words'
import { useRead } from '../../http/use-read'
import { useChanges } from '../../live/changes'
import { useStaffName } from '../../company'
import { go } from '../../route'
import { CaseActions } from './case-actions'

export function CaseDetail({ id, changed }: { id: string; changed: () => void }) {
  const { data, fault, reload } = useRead<DeskCase>(paths.deskCase(id))
  useChanges(reload)
  const now = useNow()
  const nameOf = useStaffName()
  if (data === null)
    return (
      <section className="pane detail">
        {fault === null ? <Spin className="centre" /> : <FaultHint fault={fault} again={reload} />}
      </section>
    )
  const facts = factsOf(data, now, nameOf)
  return (
    <section className="pane detail" aria-label="工单">
      <div className="head">
        <Button className="only-phone" type="text" onClick={() => go('cases')} aria-label="返回列表">
          ‹
        </Button>
        <div className="title">
          <strong>
            {KIND[data.kind]} {data.number}
          </strong>
        </div>
        <Tag color={STATUS_COLOR[data.status]}>{STATUS[data.status]}</Tag>
      </div>
      <div className="scroll padded">
        <p className="summary">{data.summary}</p>
        <CaseActions
          found={data}
          changed={() => {
            reload()
            changed()
          }}
        />
        <dl className="wide">
          {facts.map(([label, value]) => (
            <div key={label}>
              <dt>{label}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
        {data.conversationId !== null && (
          <Button onClick={() => go('talks', data.conversationId)}>查看和业主的对话</Button>
        )}
        <h2>经过</h2>
        <Timeline
          items={data.stages.map(({ stage, at, actor, note }) => ({
            content: (
              <>
                <strong>{STAGE[stage] ?? stage}</strong> <span className="quiet">{timeWords(at)}</span>
                <div>
                  {actor === 'bot' ? '首问助手' : nameOf(actor)}
                  {note !== '' && `：${note}`}
                </div>
              </>
            ),
          }))}
        />
      </div>
    </section>
  )
}

function factsOf(found: DeskCase, now: number, nameOf: (who: string) => string): [string, string][] {
  const due = found.dueAt === null ? null : dueWords(found.dueAt, now)
  const running = ['open', 'accepted', 'in_progress'].includes(found.status)
  const { contact, appointment, rating } = found
  const facts: [string, string | null | undefined | false][] = [
    ['分类', found.category],
    ['地点', [found.community, placeWords(found.location)].filter(Boolean).join(' ')],
    ['业主', found.anonymous ? '匿名' : [contact?.name, contact?.phone].filter(Boolean).join(' ')],
    ['预约', appointment?.text],
    ['登记时间', timeWords(found.openedAt)],
    ['应完成', due && found.dueAt !== null && `${timeWords(found.dueAt)}${running ? `（${due.words}）` : ''}`],
    ['首问责任人', nameOf(found.ownerOfRecord)],
    ['处理人', found.assignee === null ? '还没有人处理' : nameOf(found.assignee)],
    ['催办', found.urges > 0 && `${found.urges}次`],
    ['评价', rating && `${rating.score}分 ${rating.comment}`],
  ]
  return facts.filter((fact): fact is [string, string] => typeof fact[1] === 'string' && fact[1] !== '')
}
