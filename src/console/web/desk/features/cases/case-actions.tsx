import { useState } from 'react'
import { App, AutoComplete, Button, Form, Input, Modal } from 'antd'
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
          done={() => {
            setChosen(null)
            changed()
          }}
        />
      )}
    </div>
  )
}

function ActDialog({ found, action, done }: { found: CaseItem; action: CaseAction; done: () => void }) {
  const me = useMe()
  const { staff } = useCompany()
  const { message } = App.useApp()
  const [form] = Form.useForm<{ to?: string; note?: string }>()
  const [id] = useState(newRequestId)
  const [busy, setBusy] = useState(false)
  const act = async (given: { to?: string; note?: string }) => {
    setBusy(true)
    try {
      const { to, note } = given
      await post(paths.caseActions(found.id), {
        action,
        by: me.name,
        id,
        ...(note?.trim() ? { note: note.trim() } : {}),
        ...(to?.trim() ? { to: to.trim() } : {}),
      })
      message.success(`${found.number} 已${ACTION[action]}`)
    } catch (fault) {
      message.error(faultWords(fault))
    } finally {
      setBusy(false)
      done()
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
      <Form form={form} layout="vertical" onFinish={(given: { to?: string; note?: string }) => void act(given)}>
        {NEEDS_TO.includes(action) && (
          <Form.Item name="to" label="交给谁" rules={[{ required: true, message: '请填写同事的姓名' }]}>
            <AutoComplete
              placeholder="同事的姓名"
              options={staff.map(({ name, title }) => ({
                value: name,
                label: [name, title].filter(Boolean).join(' · '),
              }))}
              showSearch={{ filterOption: (words, option) => String(option?.label).includes(words) }}
            />
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
    </Modal>
  )
}

const PLACEHOLDER: Partial<Record<CaseAction, string>> = {
  progress: '做了什么，下一步是什么、什么时候',
  pause: '例如：等配件，预计周三到货',
  resume: '例如：配件已到，今天下午上门',
  resolve: '怎么处理的；业主会被请来确认和评分',
}
