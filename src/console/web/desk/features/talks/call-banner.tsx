import { Button } from 'antd'
import type { DeskHandoff } from '../../../../contract/console'
import { paths } from '../../../../contract/paths'
import { post } from '../../http/request'
import { useMe } from '../../me'
import { useAct } from './use-act'

/** Somebody asked for help here: whoever it is meant for, or anybody else who leads, says that they have come. */
export function CallBanner({ handoff, changed }: { handoff: DeskHandoff; changed: () => void }) {
  const me = useMe()
  const { busy, act } = useAct(changed)
  const { call } = handoff
  if (call === null) return null
  const mayCome = call.meantFor === me.name || (call.by !== me.name && me.rights.includes('talks.assign'))
  return (
    <div className="call-banner" role="status">
      <p>
        {call.by} 请 {call.meantFor} 协助{call.text === '' ? '' : `：${call.text}`}
      </p>
      {mayCome && (
        <Button size="small" loading={busy} onClick={() => void act(() => post(paths.noteSeen(call.id)))}>
          我来看看
        </Button>
      )}
    </div>
  )
}
