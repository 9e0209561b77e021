import { useState } from 'react'
import { App, Button, Checkbox, Form, Input, Modal, Popover } from 'antd'
import type { CaseFilters, SavedLists as Lists } from '../../../../contract/desk-cases'
import { paths } from '../../../../contract/paths'
import { faultWords } from '../../http/fault-words'
import { newRequestId, post, remove } from '../../http/request'
import { useRead } from '../../http/use-read'
import { useMe } from '../../me'
import { ALL_OPEN, toQuery } from './filters'

const MINE: CaseFilters = { state: 'open', mine: 'yes' }
const LATE: CaseFilters = { state: 'open', overdue: 'yes' }
const NOBODY: CaseFilters = { state: 'open', assignee: 'none' }

/** Lists that come with the console, those one keeps, and those supervisors share. */
export function SavedLists({ filters, choose }: { filters: CaseFilters; choose: (filters: CaseFilters) => void }) {
  const { message } = App.useApp()
  const { data, reload } = useRead<Lists>(paths.caseLists)
  const [isOpen, setOpen] = useState(false)
  const [keeping, setKeeping] = useState(false)
  const take = (query: CaseFilters) => {
    choose(query)
    setOpen(false)
  }
  const drop = (id: string) => remove(paths.caseList(id)).then(reload, (fault) => void message.error(faultWords(fault)))
  const now = JSON.stringify(toQuery(filters))
  const line = (name: string, query: CaseFilters, own?: string, note?: string) => (
    <li key={own ?? name}>
      <button
        type="button"
        className="link"
        aria-current={JSON.stringify(toQuery(query)) === now}
        onClick={() => take(query)}
      >
        {name}
      </button>
      {note && <span className="quiet"> {note}</span>}
      {own && (
        <Button size="small" type="text" aria-label={`删除列表 ${name}`} onClick={() => void drop(own)}>
          删除
        </Button>
      )}
    </li>
  )
  return (
    <>
      <Popover
        trigger="click"
        placement="bottomLeft"
        open={isOpen}
        onOpenChange={setOpen}
        content={
          <ul className="saved-lists">
            {line('所有未结', ALL_OPEN)}
            {line('我的工单', MINE)}
            {line('已超时', LATE)}
            {line('还没有人处理', NOBODY)}
            {data?.items.map(({ id, name, query, shared, own }) =>
              line(name, query, own ? id : undefined, shared ? (own ? '已共享' : '同事共享') : undefined),
            )}
            <li>
              <Button
                size="small"
                onClick={() => {
                  setOpen(false)
                  setKeeping(true)
                }}
              >
                保存现在的筛选
              </Button>
            </li>
          </ul>
        }
      >
        <Button>常用列表</Button>
      </Popover>
      {keeping && (
        <KeepDialog
          filters={filters}
          done={() => {
            setKeeping(false)
            reload()
          }}
        />
      )}
    </>
  )
}

function KeepDialog({ filters, done }: { filters: CaseFilters; done: () => void }) {
  const me = useMe()
  const { message } = App.useApp()
  const [form] = Form.useForm<{ name: string; shared?: boolean }>()
  const [id] = useState(newRequestId)
  const keep = ({ name, shared = false }: { name: string; shared?: boolean }) =>
    post(paths.caseLists, { name: name.trim(), query: toQuery(filters), shared, id })
      .then(
        () => message.success(`已保存「${name.trim()}」`),
        (fault: unknown) => message.error(faultWords(fault)),
      )
      .finally(done)
  return (
    <Modal open title="保存现在的筛选" okText="保存" cancelText="取消" onOk={() => form.submit()} onCancel={done}>
      <Form form={form} layout="vertical" requiredMark={false} onFinish={(given) => void keep(given)}>
        <Form.Item
          name="name"
          label="列表的名字"
          rules={[{ required: true, whitespace: true, message: '请起一个名字' }]}
        >
          <Input maxLength={30} placeholder="例如：3栋漏水" />
        </Form.Item>
        {me.rights.includes('cases.lead') && (
          <Form.Item name="shared" valuePropName="checked">
            <Checkbox>也给同小区的同事看</Checkbox>
          </Form.Item>
        )}
      </Form>
    </Modal>
  )
}
