import { useMemo, useState } from 'react'
import { Alert, App, Button, Form, Input, Modal, Spin } from 'antd'
import type { DraftSuggestion } from '../../../../contract/knowledge-care'
import { paths } from '../../../../contract/paths'
import { faultWords } from '../../http/fault-words'
import { newRequestId, post } from '../../http/request'
import { useRead } from '../../http/use-read'

/** A draft that begins with the owners' wordings and, where a colleague answered, with that answer. */
export function DraftOfUnanswered({ group, close }: { group: string; close: (made: boolean) => void }) {
  const { data, fault } = useRead<DraftSuggestion>(paths.unansweredSuggestion, { question: group })
  return (
    <Modal title="做成草稿" open onCancel={() => close(false)} footer={null} destroyOnHidden>
      {fault !== null && <Alert type="error" showIcon title={faultWords(fault)} />}
      {data === null && fault === null && <Spin className="centre" />}
      {data && <DraftForm group={group} begin={data} made={() => close(true)} />}
    </Modal>
  )
}

interface Fields {
  question: string
  similar: string
  answer: string
}

function DraftForm({ group, begin, made }: { group: string; begin: DraftSuggestion; made: () => void }) {
  const { message } = App.useApp()
  const [busy, setBusy] = useState(false)
  const id = useMemo(newRequestId, [])
  const save = ({ question, similar, answer }: Fields) => {
    setBusy(true)
    const lines = (similar ?? '').split('\n').map((line) => line.trim())
    const draft = { group, question, similar: lines.filter(Boolean), answer, source: begin.source, id }
    post(paths.unansweredDrafts, draft).then(
      () => {
        void message.success('草稿已存好，审核发布后机器人就会答。')
        made()
      },
      (fault: unknown) => {
        void message.error(faultWords(fault))
        setBusy(false)
      },
    )
  }
  return (
    <Form<Fields>
      layout="vertical"
      onFinish={save}
      initialValues={{ question: begin.question, similar: begin.similar.join('\n'), answer: begin.answer }}
    >
      <Form.Item name="question" label="标准问" rules={[{ required: true, whitespace: true, message: '请写问题' }]}>
        <Input />
      </Form.Item>
      <Form.Item name="similar" label="相似问（一行一个）">
        <Input.TextArea autoSize={{ minRows: 2, maxRows: 8 }} />
      </Form.Item>
      <Form.Item
        name="answer"
        label="答案"
        extra={begin.answer === '' ? '还没有同事答过，请写上答案。' : `来自${begin.source}，请核对后再存。`}
        rules={[{ required: true, whitespace: true, message: '请写答案' }]}
      >
        <Input.TextArea autoSize={{ minRows: 4, maxRows: 12 }} />
      </Form.Item>
      <Button type="primary" htmlType="submit" loading={busy}>
        存为草稿
      </Button>
    </Form>
  )
}
