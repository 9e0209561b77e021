import { useState } from 'react'
import { Button, Input, Select, Spin, Tag } from 'antd'
import type { ComplaintDaily, ComplaintDailyItem } from '../../../../contract/reports'
import { paths } from '../../../../contract/paths'
import { timeWords } from '../../../time-words'
import { useCompany } from '../../company'
import { FaultHint, Hint } from '../../components/hint'
import { useRead } from '../../http/use-read'
import { go } from '../../route'
import { dayBefore } from './period'
import { SpotCheckList } from './spot-check-list'

/** 投诉日报: the day's complaints with the five columns, what is to be spot-checked, and the whole as a workbook. */
export function ComplaintDailyView() {
  const { communities } = useCompany()
  const [date, setDate] = useState(() => dayBefore(new Date(), 1))
  const [community, setCommunity] = useState('')
  const query = { date, ...(community === '' ? {} : { community }) }
  const { data, fault, reload } = useRead<ComplaintDaily>(paths.complaintDaily, query)
  const file = `${paths.complaintDaily}?${new URLSearchParams({ ...query, format: 'xlsx' }).toString()}`
  return (
    <>
      <header className="reports-head">
        <h1>投诉日报</h1>
        <div className="reports-period">
          <Input
            type="date"
            aria-label="哪一天"
            value={date}
            onChange={({ target }) => target.value !== '' && setDate(target.value)}
          />
          {communities.length > 1 && (
            <Select
              aria-label="哪个小区"
              value={community}
              options={[
                { value: '', label: '所有小区' },
                ...communities.map(({ id, name }) => ({ value: id, label: name })),
              ]}
              onChange={setCommunity}
              popupMatchSelectWidth={false}
            />
          )}
        </div>
        <Button type="primary" href={file} disabled={!data}>
          下载 Excel
        </Button>
      </header>
      {fault !== null && <FaultHint fault={fault} again={reload} />}
      {data === null && fault === null && <Spin className="centre" />}
      {data?.items.length === 0 && <Hint title="这一天没有投诉">换一天看看，或到“工单”里查其他诉求。</Hint>}
      {data && data.items.length > 0 && <Daily of={data} changed={reload} />}
    </>
  )
}

function Daily({ of, changed }: { of: ComplaintDaily; changed: () => void }) {
  const drawn = new Set(of.spotCheck.items.map(({ caseId }) => caseId))
  return (
    <>
      <p className="quiet report-rule">共 {of.items.length} 件，按当天结束时的情况写。</p>
      <table className="daily">
        <thead>
          <tr>
            {of.columns.map(({ key, name }) => (
              <th scope="col" key={key}>
                {name}
              </th>
            ))}
            <th scope="col">工单</th>
          </tr>
        </thead>
        <tbody>
          {of.items.map((item) => (
            <Complaint key={item.caseId} item={item} isDrawn={drawn.has(item.caseId)} />
          ))}
        </tbody>
      </table>
      <SpotCheckList of={of} changed={changed} />
    </>
  )
}

function Complaint({ item, isDrawn }: { item: ComplaintDailyItem; isDrawn: boolean }) {
  return (
    <tr>
      <td data-name="客户声音" className="daily-words">
        {item.voice}
      </td>
      <td data-name="收到时间">{timeWords(item.receivedAt)}</td>
      <td data-name="答复内容" className="daily-words">
        {item.answer ?? <span className="late">当天没有答复</span>}
        {item.answeredBy === 'bot' && <Tag>机器人</Tag>}
      </td>
      <td data-name="答复时间">{item.answeredAt === null ? '—' : timeWords(item.answeredAt)}</td>
      <td data-name="跟进处理人">{item.handler}</td>
      <td data-name="工单">
        <button type="button" className="link" onClick={() => go('cases', item.caseId)}>
          {item.number}
        </button>{' '}
        {isDrawn && <Tag color="orange">抽查</Tag>}
        {item.anonymous && <Tag>匿名</Tag>}
        {item.conversationId !== null && (
          <button
            type="button"
            className="link"
            aria-label={`看对话 ${item.number}`}
            onClick={() => go('talks', item.conversationId)}
          >
            看对话
          </button>
        )}
      </td>
    </tr>
  )
}
