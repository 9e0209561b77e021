import { useEffect, useState } from 'react'
import { App } from 'antd'
import type { PresenceView } from '../../../../contract/take-over'
import { paths } from '../../../../contract/paths'
import { faultWords } from '../../http/fault-words'
import { get, newRequestId, put } from '../../http/request'
import { useMe } from '../../me'
import './presence.css'

/** Whoever has the desk open serves; who rests is asked for nobody until they say otherwise, or the working day is over. */
export function PresenceSwitch() {
  const me = useMe()
  const { message } = App.useApp()
  const [resting, setResting] = useState<boolean | null>(null)
  const serves = me.rights.includes('talks.serve')
  useEffect(() => {
    if (serves)
      get<PresenceView>(paths.presence).then(
        (found) => setResting(found.resting),
        () => setResting(null),
      )
  }, [serves])
  if (!serves || resting === null) return null
  const change = () =>
    put<PresenceView>(paths.presence, { resting: !resting, id: newRequestId() }).then(
      (found) => {
        setResting(found.resting)
        message.success(found.resting ? '已设为休息：不会再派业主给您，手上的对话照常。' : '已开始接待。')
      },
      (fault: unknown) => void message.error(faultWords(fault)),
    )
  return (
    <button
      type="button"
      className={`presence${resting ? ' resting' : ''}`}
      role="switch"
      aria-checked={!resting}
      aria-label="接待业主"
      title={resting ? '休息中，点一下开始接待' : '接待中，点一下休息'}
      onClick={() => void change()}
    >
      <i aria-hidden />
      {resting ? '休息中' : '接待中'}
    </button>
  )
}
