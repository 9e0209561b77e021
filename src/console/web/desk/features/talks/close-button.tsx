import { useRef } from 'react'
import { App, Button, Input } from 'antd'
import type { DeskHandoff } from '../../../../contract/console'
import { paths } from '../../../../contract/paths'
import { newRequestId, post } from '../../http/request'
import { useMe } from '../../me'
import { useAct } from './use-act'

/** Back to the bot, with what it and the next colleague must know (domain.md C9). */
export function CloseButton({ handoff, changed }: { handoff: DeskHandoff; changed: () => void }) {
  const me = useMe()
  const { modal } = App.useApp()
  const { busy, act } = useAct(changed)
  const summary = useRef('')
  const by = handoff.mode === 'native' ? (handoff.assignee ?? me.name) : me.name
  const ask = () => {
    summary.current = ''
    modal.confirm({
      title: '结束人工接待？',
      content: (
        <>
          <p>结束后由机器人继续接待这位业主。</p>
          <Input.TextArea
            rows={3}
            maxLength={1000}
            placeholder="写一句小结：答复了什么，还有什么没办完（下次不用再问业主）"
            aria-label="小结"
            onChange={(event) => {
              summary.current = event.target.value
            }}
          />
        </>
      ),
      okText: '结束',
      cancelText: '再等等',
      onOk: () => act(() => post(paths.close(handoff.id), { by, summary: summary.current, id: newRequestId() })),
    })
  }
  return (
    <Button loading={busy} onClick={ask}>
      {handoff.status === 'waiting' ? '不用人工了' : '结束接待'}
    </Button>
  )
}
