import { useEffect, useState } from 'react'
import { App, Checkbox, Form, Input, Modal, Radio, Select } from 'antd'
import type { TalkItem } from '../../../../../contract/console'
import { paths } from '../../../../../contract/paths'
import type { NewCaseAnswer, NewCaseForm } from '../../../../../contract/take-over'
import { KIND } from '../../../components/words'
import { useCompany } from '../../../company'
import { get, newRequestId, post } from '../../../http/request'
import { useAct } from '../use-act'

const KINDS = Object.entries(KIND).map(([value, label]) => ({ value, label }))

/** What the owner told becomes a case; the form is filled with what is known, and the number goes into the reply. */
export function CaseDialog(props: {
  talk: TalkItem
  changed: () => void
  close: () => void
  insert?: (words: string) => void
}) {
  const { talk, changed, close, insert } = props
  const { message } = App.useApp()
  const { staff } = useCompany()
  const { busy, act } = useAct(changed)
  const [form] = Form.useForm<NewCaseForm>()
  const kind = Form.useWatch('kind', form)
  const [id] = useState(newRequestId)
  useEffect(() => {
    // Without what is known the form is empty, and can be filled by hand.
    get<NewCaseForm>(paths.talkNewCase(talk.id)).then(
      (known) => form.setFieldsValue(known),
      () => {},
    )
  }, [talk.id, form])
  const file = async (given: NewCaseForm) => {
    const told = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined && value !== ''))
    const done = await act(async () => {
      const { item, joined, words } = await post<NewCaseAnswer>(paths.talkCases(talk.id), { ...told, id })
      message.success(joined ? `已并入 ${item.number}` : `已登记 ${item.number}`)
      insert?.(words)
    })
    if (done) close()
  }
  return (
    <Modal
      open
      title="登记工单"
      okText="登记"
      cancelText="取消"
      confirmLoading={busy}
      onOk={() => form.submit()}
      onCancel={close}
    >
      <Form form={form} layout="vertical" onFinish={(given) => void file(given)} className="case-form">
        <Form.Item name="kind" label="类型" rules={[{ required: true, message: '请选类型' }]}>
          <Radio.Group options={KINDS} />
        </Form.Item>
        <Form.Item
          name="summary"
          label="事情"
          rules={[{ required: true, whitespace: true, message: '请写清是什么事' }]}
        >
          <Input.TextArea rows={3} maxLength={500} />
        </Form.Item>
        {kind === 'complaint' && (
          <Form.Item name="aboutStaff" label="投诉的是哪位同事" extra="被投诉的同事看不到这张工单，也不会负责它。">
            <Select
              mode="multiple"
              showSearch={{ optionFilterProp: 'label' }}
              placeholder="不针对某位同事，可不填"
              options={staff.map(({ id: value, name, title }) => ({
                value,
                label: title ? `${name} · ${title}` : name,
              }))}
            />
          </Form.Item>
        )}
        <div className="fields">
          <Form.Item name="building" label="楼栋">
            <Input maxLength={50} />
          </Form.Item>
          <Form.Item name="unit" label="单元">
            <Input maxLength={50} />
          </Form.Item>
          <Form.Item name="room" label="房号">
            <Input maxLength={50} />
          </Form.Item>
        </div>
        <Form.Item name="place" label="公共区域的位置">
          <Input maxLength={200} placeholder="不在家里的事，如：地下车库入口" />
        </Form.Item>
        <div className="fields">
          <Form.Item name="name" label="联系人">
            <Input maxLength={50} />
          </Form.Item>
          <Form.Item name="phone" label="电话">
            <Input maxLength={30} inputMode="tel" />
          </Form.Item>
        </div>
        <Form.Item name="urgent" valuePropName="checked">
          <Checkbox>急件</Checkbox>
        </Form.Item>
      </Form>
      {insert && <p className="quiet">登记后，编号和时间会放进回复框，由您发给业主。</p>}
    </Modal>
  )
}
