import { useState } from 'react'
import { App, Button, Form, Input, InputNumber } from 'antd'
import type { CaseSheet, NewPart } from '../../../../contract/desk-cases'
import { paths } from '../../../../contract/paths'
import { faultWords } from '../../http/fault-words'
import { newRequestId, post, remove } from '../../http/request'
import { useStaffName } from '../../company'
import { useMe } from '../../me'

interface Given {
  name: string
  count: number
  price?: number | null
}

/** What was put in, how much of it, and what it costs. */
export function CaseParts({ of, changed }: { of: CaseSheet; changed: () => void }) {
  const me = useMe()
  const nameOf = useStaffName()
  const { message } = App.useApp()
  const [isOpen, setOpen] = useState(false)
  const [id, setId] = useState(newRequestId)
  const [form] = Form.useForm<Given>()
  const mayAct = me.rights.includes('cases.act')
  const add = ({ name, count, price }: Given) => {
    const part: NewPart = { name: name.trim(), count, price: price ?? null, id }
    return post(paths.caseParts(of.id), part).then(
      () => {
        form.resetFields()
        setId(newRequestId())
        changed()
      },
      (fault: unknown) => void message.error(faultWords(fault)),
    )
  }
  const takeBack = (part: string) =>
    remove(paths.casePart(of.id, part)).then(changed, (fault) => void message.error(faultWords(fault)))
  if (of.parts.length === 0 && !mayAct) return null
  const total = of.parts.reduce((sum, { count, price }) => sum + count * (price ?? 0), 0)
  return (
    <section aria-label="配件" className={of.parts.length === 0 ? 'no-print' : undefined}>
      <h2>配件</h2>
      {of.parts.length > 0 && (
        <table className="parts">
          <thead>
            <tr>
              <th>名称</th>
              <th>数量</th>
              <th>单价</th>
              <th>小计</th>
              {mayAct && <th className="no-print">记录</th>}
            </tr>
          </thead>
          <tbody>
            {of.parts.map((part) => (
              <tr key={part.id}>
                <td>{part.name}</td>
                <td>{part.count}</td>
                <td>{part.price === null ? '—' : money(part.price)}</td>
                <td>{part.price === null ? '—' : money(part.price * part.count)}</td>
                {mayAct && (
                  <td className="no-print quiet">
                    {nameOf(part.addedBy)}
                    <Button
                      size="small"
                      type="text"
                      aria-label={`撤回配件 ${part.name}`}
                      onClick={() => void takeBack(part.id)}
                    >
                      撤回
                    </Button>
                  </td>
                )}
              </tr>
            ))}
          </tbody>
          <tfoot>
            <tr>
              <th colSpan={3}>合计</th>
              <td colSpan={mayAct ? 2 : 1}>{money(total)}</td>
            </tr>
          </tfoot>
        </table>
      )}
      {mayAct && !isOpen && (
        <Button className="no-print" onClick={() => setOpen(true)}>
          记配件
        </Button>
      )}
      {isOpen && (
        <Form
          form={form}
          className="part-form no-print"
          layout="vertical"
          requiredMark={false}
          initialValues={{ count: 1 }}
          onFinish={(given: Given) => void add(given)}
        >
          <Form.Item name="name" label="名称" rules={[{ required: true, whitespace: true, message: '请填写配件名称' }]}>
            <Input maxLength={100} placeholder="例如：三角阀" />
          </Form.Item>
          <Form.Item name="count" label="数量" rules={[{ required: true, message: '请填写数量' }]}>
            <InputNumber min={0.01} max={100_000} precision={2} controls={false} />
          </Form.Item>
          <Form.Item name="price" label="单价（元）">
            <InputNumber min={0} max={1_000_000} precision={2} controls={false} placeholder="可不填" />
          </Form.Item>
          <div className="buttons">
            <Button type="primary" htmlType="submit">
              记下
            </Button>
            <Button onClick={() => setOpen(false)}>收起</Button>
          </div>
        </Form>
      )}
    </section>
  )
}

const money = (yuan: number) => `${yuan.toFixed(2)}元`
