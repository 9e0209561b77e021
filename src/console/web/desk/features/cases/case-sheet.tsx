import { Alert, Button, Spin, Tag } from 'antd'
import type { CaseSheet } from '../../../../contract/desk-cases'
import { SOURCE_WORDS } from '../../../../contract/case-words'
import { paths } from '../../../../contract/paths'
import { FaultHint } from '../../components/hint'
import { KIND, STATUS, STATUS_COLOR, placeWords } from '../../components/words'
import { useRead } from '../../http/use-read'
import { useChanges } from '../../live/changes'
import { useCompany, useStaffName } from '../../company'
import { useMe } from '../../me'
import { go } from '../../route'
import { shortUser } from '../talks/call-of'
import { ActButton, CaseActions } from './case-actions'
import { CaseClockLine } from './case-clock'
import { CaseLinks } from './case-links'
import { CaseParts } from './case-parts'
import { CasePhotos } from './case-photos'
import { CaseTimeline } from './case-timeline'
import { When } from './when'

/** One case whole: what, where, whose, by when, all that happened, parts and photos; printed as it stands. */
export function CaseSheetPane({ id, changed }: { id: string; changed: () => void }) {
  const { data, fault, reload } = useRead<CaseSheet>(paths.deskCase(id))
  useChanges(reload)
  if (data === null)
    return (
      <section className="pane detail">
        {fault === null ? <Spin className="centre" /> : <FaultHint fault={fault} again={reload} />}
      </section>
    )
  const again = () => {
    reload()
    changed()
  }
  return (
    <section className="pane detail sheet" aria-label="工单">
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
        <Button className="no-print" onClick={() => window.print()}>
          打印
        </Button>
      </div>
      <div className="scroll padded" tabIndex={0} role="region" aria-label="工单内容">
        <h1 className="only-print">
          工单 {data.number}（{STATUS[data.status]}）
        </h1>
        <p className="summary">{data.summary}</p>
        <CaseClockLine of={data} />
        <Reminders of={data} changed={again} />
        <CaseActions found={data} changed={again} />
        <Facts of={data} />
        <div className="buttons no-print">
          {data.conversationId !== null && (
            <Button onClick={() => go('talks', data.conversationId)}>查看和业主的对话</Button>
          )}
          {phoneOf(data) && <Button href={`tel:${phoneOf(data)}`}>打电话给业主</Button>}
        </div>
        <CasePhotos of={data} changed={again} />
        <CaseParts of={data} changed={again} />
        <CaseLinks of={data} changed={again} />
        <CaseTimeline of={data} />
        <p className="only-print signatures">
          <span>维修人员签字：</span>
          <span>业主签字：</span>
          <span>日期：</span>
        </p>
      </div>
    </section>
  )
}

const phoneOf = ({ contact }: CaseSheet) => contact?.phone?.replace(/[^\d+]/g, '') || null

/** What whoever opens it must know first. */
function Reminders({ of, changed }: { of: CaseSheet; changed: () => void }) {
  const me = useMe()
  const nameOf = useStaffName()
  const isForMe = of.transferTo !== null && (of.transferTo === me.name || nameOf(of.transferTo) === me.name)
  return (
    <>
      {of.anonymous && (
        <Alert
          type="info"
          showIcon
          className="gap-below"
          title="业主要求匿名：姓名、电话、房号和对话都不显示，请不要打听。"
        />
      )}
      {of.confidential && (
        <Alert type="info" showIcon className="gap-below" title="保密工单：只有负责的同事和主管看得到业主是谁。" />
      )}
      {of.status === 'paused' && of.pausedReason && (
        <Alert type="warning" showIcon className="gap-below" title={`已暂停：${of.pausedReason}`} />
      )}
      {of.transferTo !== null && (
        <Alert
          type="warning"
          showIcon
          className="gap-below"
          title={`已请${nameOf(of.transferTo)}接手，对方接受以前还由${nameOf(of.ownerOfRecord)}负责。`}
          action={
            isForMe ? <ActButton found={of} action="accept" by={of.transferTo} changed={changed} label="接受" /> : null
          }
        />
      )}
    </>
  )
}

function Facts({ of }: { of: CaseSheet }) {
  const nameOf = useStaffName()
  const { staff } = useCompany()
  const { contact, appointment, rating, anonymous } = of
  const about = of.aboutStaff.map((id) => staff.find((one) => one.id === id)?.name ?? id)
  const reporters = of.reporterNames.map(shortUser)
  const who = contact?.name || reporters[0]
  const facts: [string, React.ReactNode][] = [
    ['分类', of.category],
    ['地点', [of.community, placeWords(of.location)].filter(Boolean).join(' ')],
    ['业主', anonymous ? '匿名' : [who, contact?.phone].filter(Boolean).join(' ')],
    ['还有谁反映', reporters.length > 1 && reporters.slice(1).join('、')],
    ['其他来电', callers(of.details).join('；')],
    ['投诉对象', about.join('、')],
    ['来源', SOURCE_WORDS[of.source] ?? of.source],
    ['预约', appointment?.text],
    ['登记时间', <When at={of.openedAt} />],
    ['应完成', of.dueAt !== null && <When at={of.dueAt} />],
    ['首问责任人', nameOf(of.ownerOfRecord)],
    ['处理人', of.assignee === null ? '还没有人处理' : nameOf(of.assignee)],
    ['催办', of.urges > 0 && `${of.urges}次`],
    ['门牌', of.details['unlistedHome'] === true && '房屋登记里没有这一栋（单元），联系时请先核实'],
    ['业主补充', words(of.details['added']).join('；')],
    ['业主更正', words(of.details['corrected']).join('；')],
    ['业主评价', rating ? `${rating.score}分 ${rating.comment}` : ratingHint(of)],
  ]
  return (
    <dl className="wide">
      {facts
        .filter(([, value]) => Boolean(value))
        .map(([label, value]) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd>{value}</dd>
          </div>
        ))}
    </dl>
  )
}

/** Ratings are the owner's alone: the system asks, staff neither ask nor see a way to (domain.md B40). */
function ratingHint({ status }: CaseSheet): string | false {
  if (status === 'resolved') return '等业主自己评价，由系统去问'
  return status === 'closed' && '业主没有评价'
}

function words(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((item): item is string => typeof item === 'string') : []
}

/** Who else told us of it without a chat (`details.callers`). */
function callers(details: CaseSheet['details']): string[] {
  const list: unknown[] = Array.isArray(details['callers']) ? details['callers'] : []
  return list.flatMap((item) => {
    if (typeof item !== 'object' || item === null) return []
    const { name, phone, source } = item as Record<string, unknown>
    const shown = [name, phone, SOURCE_WORDS[String(source)]].filter((part) => typeof part === 'string' && part !== '')
    return shown.length === 0 ? [] : [shown.join(' ')]
  })
}
