import { useState } from 'react'
import { setSound, useSoundOn } from './sound-setting'
import { playTone, readyTone } from './tone'

/** Sound on or off, and the browser's notices, which are asked for by a click and never by themselves. */
export function NoticeSwitches() {
  const sound = useSoundOn()
  const [permission, setPermission] = useState(() => ('Notification' in window ? Notification.permission : 'denied'))
  return (
    <div className="notice-switches">
      <button
        type="button"
        className="link"
        aria-pressed={sound}
        onClick={() => {
          setSound(!sound)
          readyTone()
          if (!sound) playTone()
        }}
      >
        {sound ? '提示音：开' : '提示音：关'}
      </button>
      {permission === 'default' && (
        <button
          type="button"
          className="link"
          onClick={() => void Notification.requestPermission().then((given) => setPermission(given))}
        >
          开启桌面提醒
        </button>
      )}
      {permission === 'granted' && <span className="quiet">桌面提醒：开</span>}
    </div>
  )
}
