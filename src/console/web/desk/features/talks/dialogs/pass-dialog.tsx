import { useState } from 'react'
import { Input, Modal, Radio, Spin } from 'antd'
import type { DeskHandoff, TalkItem } from '../../../../../contract/console'
import { paths } from '../../../../../contract/paths'
import type { Colleagues } from '../../../../../contract/take-over'
import { FaultHint, Hint } from '../../../components/hint'
import { newRequestId, post } from '../../../http/request'
import { useRead } from '../../../http/use-read'
import { useAct } from '../use-act'

const PRESENCE = { serving: '在线', away: '不在线', resting: '休息中' } as const

/** The talk goes to a colleague; owner and colleague are told, and whoever had it keeps nothing to do. */
export function PassDialog(props: { talk: TalkItem; handoff: DeskHandoff; changed: () => void; close: () => void }) {
  const { talk, handoff, changed, close } = props
  const { data, fault, reload } = useRead<Colleagues>(paths.colleagues(talk.id))
  const { busy, act } = useAct(changed)
  const [to, setTo] = useState('')
  const [note, setNote] = useState('')
  const [id] = useState(newRequestId)
  // As it was when one looked: what somebody else did meanwhile is refused, not overwritten.
  const [from] = useState(handoff.assignee ?? '')
  const others = data?.items.filter(({ name }) => name !== from) ?? []
  const pass = async () => {
    const body = { from, to, id, ...(note.trim() === '' ? {} : { note: note.trim() }) }
    await act(() => post(paths.pass(handoff.id), body))
    close()
  }
  return (
    <Modal
      open
      title="转给同事"
      okText="转过去"
      cancelText="取消"
      confirmLoading={busy}
      okButtonProps={{ disabled: to === '' }}
      onOk={() => void pass()}
      onCancel={close}
    >
      {fault !== null && data === null && <FaultHint fault={fault} again={reload} />}
      {data === null && fault === null && <Spin className="centre" />}
      {data !== null && others.length === 0 && (
        <Hint title="没有别的同事可以转">请管理员给同事开账号，或在员工名单里加上这个小区。</Hint>
      )}
      <Radio.Group className="colleagues" value={to} onChange={(event) => setTo(String(event.target.value))}>
        {others.map(({ name, title, presence, holds }) => (
          <Radio key={name} value={name} disabled={presence === 'resting'}>
            {title}
            {name} <span className={`at-desk ${presence}`}>{PRESENCE[presence]}</span>
            <span className="quiet">{holds > 0 ? `手上 ${holds} 位业主` : ''}</span>
          </Radio>
        ))}
      </Radio.Group>
      <Input.TextArea
        rows={2}
        maxLength={2000}
        value={note}
        placeholder="给同事交代一句（业主看不到）"
        aria-label="给同事的话"
        onChange={(event) => setNote(event.target.value)}
      />
    </Modal>
  )
}
