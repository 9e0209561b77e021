import { useState } from 'react'
import { Alert, App, Button, Form, Input, Modal, Radio, Tag } from 'antd'
import type { CaseSheet, LinkRequest } from '../../../../contract/desk-cases'
import { paths } from '../../../../contract/paths'
import { STATUS } from '../../components/words'
import { faultWords } from '../../http/fault-words'
import { newRequestId, post } from '../../http/request'
import { useMe } from '../../me'
import { go } from '../../route'

const SEEN_AS: Record<CaseSheet['linked'][number]['type'], string> = {
  parent: '属于',
  child: '包含',
  'duplicate-of': '已并入',
  duplicate: '并入的',
  related: '相关',
}

/** Which other cases belong to this one, and how to say so. */
export function CaseLinks({ of, changed }: { of: CaseSheet; changed: () => void }) {
  const me = useMe()
  const [isOpen, setOpen] = useState(false)
  const mayAct = me.rights.includes('cases.act')
  if (of.linked.length === 0 && !mayAct) return null
  return (
    <section aria-label="相关工单" className={of.linked.length === 0 ? 'no-print' : undefined}>
      <h2>相关工单</h2>
      <ul className="linked">
        {of.linked.map(({ id, type, number, status, summary }) => (
          <li key={`${type}-${id}`}>
            <Tag>{SEEN_AS[type]}</Tag>
            <button type="button" className="link" onClick={() => go('cases', id)}>
              {number}
            </button>{' '}
            <span className="quiet">
              {STATUS[status]} · {summary}
            </span>
          </li>
        ))}
      </ul>
      {mayAct && (
        <Button className="no-print" onClick={() => setOpen(true)}>
          合并或关联
        </Button>
      )}
      {isOpen && (
        <LinkDialog
          of={of}
          done={() => {
            setOpen(false)
            changed()
          }}
        />
      )}
    </section>
  )
}

function LinkDialog({ of, done }: { of: CaseSheet; done: () => void }) {
  const { message } = App.useApp()
  const [form] = Form.useForm<Pick<LinkRequest, 'type' | 'number'>>()
  const mayMerge = !['closed', 'cancelled'].includes(of.status)
  const usual = mayMerge ? 'duplicate-of' : 'related'
  // Nothing is watched before the form stands in its window.
  const type = Form.useWatch('type', form) ?? usual
  const [id] = useState(newRequestId)
  const [fault, setFault] = useState<unknown>(null)
  const [busy, setBusy] = useState(false)
  const link = async (given: Pick<LinkRequest, 'type' | 'number'>) => {
    setBusy(true)
    setFault(null)
    try {
      await post(paths.caseLinks(of.id), { ...given, id })
      void message.success(given.type === 'duplicate-of' ? `已并入 ${given.number}` : '已关联')
      done()
    } catch (failed) {
      setFault(failed)
    } finally {
      setBusy(false)
    }
  }
  return (
    <Modal
      open
      title={`${of.number} 和哪张工单有关`}
      okText={type === 'duplicate-of' ? '并入' : '关联'}
      cancelText="取消"
      okButtonProps={{ disabled: busy }}
      onOk={() => form.submit()}
      onCancel={done}
    >
      <Form
        form={form}
        layout="vertical"
        requiredMark={false}
        initialValues={{ type: usual }}
        onFinish={(given) => void link(given)}
      >
        <Form.Item name="type" label="是什么关系">
          <Radio.Group
            className="stacked"
            options={[
              { value: 'duplicate-of', label: '同一件事：这张并入那张，业主会收到说明', disabled: !mayMerge },
              { value: 'parent', label: '这张属于那张（例如：整栋楼的大修）' },
              { value: 'related', label: '只是相关' },
            ]}
          />
        </Form.Item>
        <Form.Item
          name="number"
          label="那张工单的单号"
          rules={[{ required: true, whitespace: true, message: '请填写单号' }]}
        >
          <Input placeholder="例如：BX-20261121-0001" maxLength={40} />
        </Form.Item>
      </Form>
      {fault !== null && <Alert type="error" showIcon title={faultWords(fault)} />}
    </Modal>
  )
}
