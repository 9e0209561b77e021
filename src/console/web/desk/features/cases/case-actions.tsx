import { useRef, useState } from 'react'
import { Alert, App, Button, Form, Input, Modal, Select } from 'antd'
import type { CaseAction, CaseItem } from '../../../../contract/case'
import { paths } from '../../../../contract/paths'
import { ACTION, ACTIONS } from '../../components/words'
import { faultWords } from '../../http/fault-words'
import { newRequestId, post } from '../../http/request'
import { useCompany } from '../../company'
import { useMe } from '../../me'

const NEEDS_TO: readonly CaseAction[] = ['assign', 'transfer']
const NEEDS_NOTE: readonly CaseAction[] = ['pause', 'resume']

/** The steps a case can take now; `short` shows the first three. */
export function CaseActions(props: { found: CaseItem; changed: () => void; short?: boolean }) {
  const { found, changed, short } = props
  const me = useMe()
  const [chosen, setChosen] = useState<CaseAction | null>(null)
  if (!me.rights.includes('cases.act')) return null
  const possible = ACTIONS[found.status]
  return (
    <div className="buttons">
      {(short ? possible.slice(0, 3) : possible).map((action, index) => (
        <Button
          key={action}
          size="small"
          type={index === 0 ? 'primary' : 'default'}
          danger={action === 'cancel'}
          onClick={() => setChosen(action)}
        >
          {ACTION[action]}
        </Button>
      ))}
      {chosen && (
        <ActDialog
          found={found}
          action={chosen}
          failed={changed}
          done={() => {
            setChosen(null)
            changed()
          }}
        />
      )}
    </div>
  )
}

/** Asks for what an act needs (to whom, why) and does it; what was not done stays open with its words. Used by the buttons and the board. */
export function ActDialog(props: { found: CaseItem; action: CaseAction; done: () => void; failed: () => void }) {
  const { found, action, done, failed } = props
  const me = useMe()
  const { staff } = useCompany()
  const { message } = App.useApp()
  const [form] = Form.useForm<Given>()
  // The same words tried twice are one act; other words are another.
  const request = useRef({ body: '', id: '' })
  const [busy, setBusy] = useState(false)
  const [fault, setFault] = useState<unknown>(null)
  const act = async ({ to, way, note: given }: Given) => {
    setBusy(true)
    setFault(null)
    const words = given?.trim()
    const note = [way && `【${way}】`, to && words && `【给${to}】`, words].filter(Boolean).join('')
    const asked = { action, by: me.name, ...(note ? { note } : {}), ...(to ? { to } : {}) }
    const body = JSON.stringify(asked)
    if (request.current.body !== body) request.current = { body, id: newRequestId() }
    try {
      await post(paths.caseActions(found.id), { ...asked, id: request.current.id })
      message.success(`${found.number} 已${ACTION[action]}`)
      done()
    } catch (refused) {
      setFault(refused)
      failed()
    } finally {
      setBusy(false)
    }
  }
  return (
    <Modal
      open
      title={`${ACTION[action]} · ${found.number}`}
      okText={ACTION[action]}
      cancelText="取消"
      confirmLoading={busy}
      onOk={() => form.submit()}
      onCancel={done}
      destroyOnHidden
    >
      <p className="quiet">{found.summary}</p>
      <Form form={form} layout="vertical" onFinish={(given: Given) => void act(given)}>
        {NEEDS_TO.includes(action) && (
          <Form.Item name="to" label="交给谁" rules={[{ required: true, message: '请选择一位同事' }]}>
            <Select
              placeholder="选择同事，可以输姓名找"
              options={staff.map(({ name, title }) => ({
                value: name,
                label: [name, title].filter(Boolean).join(' · '),
              }))}
              showSearch={{ optionFilterProp: 'label' }}
              notFoundContent="没有这位同事，请核对姓名"
            />
          </Form.Item>
        )}
        {action === 'progress' && (
          <Form.Item name="way" label="怎么联系的业主">
            <Select allowClear placeholder="这次没有联系业主，可以不选" options={WAYS.map((value) => ({ value }))} />
          </Form.Item>
        )}
        <Form.Item
          name="note"
          label={NEEDS_NOTE.includes(action) ? '原因（会告诉业主）' : '备注'}
          rules={NEEDS_NOTE.includes(action) ? [{ required: true, message: '请写明原因，业主会收到说明' }] : []}
        >
          <Input.TextArea rows={3} maxLength={1000} placeholder={PLACEHOLDER[action] ?? '可以不填'} />
        </Form.Item>
      </Form>
      {fault !== null && <Alert type="error" showIcon title={faultWords(fault)} />}
    </Modal>
  )
}

interface Given {
  to?: string
  way?: string
  note?: string
}

/** Stands before the note, so that the time line tells a call from a visit (domain.md B5); as does to whom it went. */
const WAYS = ['电话', '上门', '微信', '来访']

const PLACEHOLDER: Partial<Record<CaseAction, string>> = {
  progress: '做了什么，下一步是什么、什么时候',
  pause: '例如：等配件，预计周三到货',
  resume: '例如：配件已到，今天下午上门',
  resolve: '怎么处理的；业主会被请来确认和评分',
}

/** One act that needs no words, like accepting what one was asked to take over. */
export function ActButton(props: {
  found: CaseItem
  action: CaseAction
  by: string
  label: string
  changed: () => void
}) {
  const { message } = App.useApp()
  const [id] = useState(newRequestId)
  const [busy, setBusy] = useState(false)
  const act = () => {
    setBusy(true)
    return post(paths.caseActions(props.found.id), { action: props.action, by: props.by, id })
      .catch((fault: unknown) => void message.error(faultWords(fault)))
      .finally(() => {
        setBusy(false)
        props.changed()
      })
  }
  return (
    <Button size="small" type="primary" loading={busy} onClick={() => void act()}>
      {props.label}
    </Button>
  )
}
