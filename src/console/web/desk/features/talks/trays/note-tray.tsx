import { useState } from 'react'
import { Button, Input } from 'antd'
import type { TalkItem } from '../../../../../contract/console'
import { paths } from '../../../../../contract/paths'
import { newRequestId, post } from '../../../http/request'
import { useAct } from '../use-act'
import { useDraft } from '../use-draft'

/** For colleagues only. */
export function NoteTray({ talk, done }: { talk: TalkItem; done: () => void }) {
  const { busy, act } = useAct(() => {})
  const { text, setText, sent } = useDraft(talk.id, 'note')
  const [id] = useState(newRequestId)
  const save = async () => {
    if (!(await act(() => post(paths.talkNotes(talk.id), { text: text.trim(), id })))) return
    sent(text)
    done()
  }
  return (
    <div className="note-form">
      <Input.TextArea
        autoFocus
        rows={2}
        maxLength={2000}
        value={text}
        placeholder="写给同事看的，业主看不到"
        aria-label="内部备注"
        onChange={(event) => setText(event.target.value)}
      />
      <Button size="small" type="primary" loading={busy} disabled={text.trim() === ''} onClick={() => void save()}>
        保存备注
      </Button>
    </div>
  )
}
