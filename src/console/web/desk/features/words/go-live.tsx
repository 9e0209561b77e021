import { useState } from 'react'
import { Input, Modal } from 'antd'
import type { CheckedChange } from '../../../../contract/wordings'
import { Diff } from './diff'

/** The last look: what changes, and why. */
export function GoLive(props: {
  title: string
  checked: CheckedChange
  close: () => void
  goLive: (note: string) => Promise<void>
}) {
  const [note, setNote] = useState('')
  const [busy, setBusy] = useState(false)
  return (
    <Modal
      open
      title={`把「${props.title}」的修改上线`}
      okText="上线"
      cancelText="再看看"
      confirmLoading={busy}
      onCancel={props.close}
      onOk={() => {
        setBusy(true)
        void props.goLive(note).finally(() => setBusy(false))
      }}
    >
      <p className="quiet">检查过了，没有写错的地方。上线后一秒内生效，随时能恢复到以前的任何一版。</p>
      <Diff lines={props.checked.diff} />
      <label htmlFor="words-note">为什么改（以后好查）</label>
      <Input id="words-note" maxLength={500} value={note} onChange={(event) => setNote(event.target.value)} />
    </Modal>
  )
}
