import { useState } from 'react'
import { App, Input, Modal } from 'antd'
import type { DeskHandoff } from '../../../../../contract/console'
import { paths } from '../../../../../contract/paths'
import type { CalledIn } from '../../../../../contract/take-over'
import { newRequestId, post } from '../../../http/request'
import { useAct } from '../use-act'

/** Help for a difficult talk: the supervisor is told and comes to look, the talk stays where it is. */
export function CallDialog({
  handoff,
  changed,
  close,
}: {
  handoff: DeskHandoff
  changed: () => void
  close: () => void
}) {
  const { message } = App.useApp()
  const { busy, act } = useAct(changed)
  const [note, setNote] = useState('')
  const [id] = useState(newRequestId)
  const call = async () => {
    const body = { id, ...(note.trim() === '' ? {} : { note: note.trim() }) }
    await act(async () => {
      const { who } = await post<CalledIn>(paths.callIn(handoff.id), body)
      message.success(`已通知${who}，您先接着安抚业主。`)
    })
    close()
  }
  return (
    <Modal
      open
      title="请主管协助"
      okText="通知主管"
      cancelText="取消"
      confirmLoading={busy}
      onOk={() => void call()}
      onCancel={close}
    >
      <p className="quiet">对话还是由您接待，主管会收到提醒，来看这段对话。</p>
      <Input.TextArea
        rows={2}
        maxLength={2000}
        value={note}
        placeholder="要主管帮什么，如：业主要求当场答复赔偿"
        aria-label="要主管帮什么"
        onChange={(event) => setNote(event.target.value)}
      />
    </Modal>
  )
}
