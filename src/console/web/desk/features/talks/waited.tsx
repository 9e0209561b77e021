import { useSyncExternalStore } from 'react'
import { countWords } from './count-words'

const TICK_MS = 1_000
const hearers = new Set<() => void>()
let timer: number | undefined

/** One clock for all lines that count seconds. */
const subscribe = (tick: () => void) => {
  hearers.add(tick)
  timer ??= window.setInterval(() => {
    for (const hear of hearers) hear()
  }, TICK_MS)
  return () => {
    hearers.delete(tick)
    if (hearers.size > 0) return
    window.clearInterval(timer)
    timer = undefined
  }
}

/** How long somebody waits, counted live; red once the time they were told is past. */
export function Waited({ since, dueAt }: { since: string; dueAt: string | null }) {
  const now = useSyncExternalStore(subscribe, () => Math.floor(Date.now() / TICK_MS) * TICK_MS)
  const late = dueAt !== null && now > Date.parse(dueAt)
  return (
    <span className={late ? 'waited late' : 'waited'}>
      已等{countWords(now - Date.parse(since))}
      {late && '，超过答应的时间'}
    </span>
  )
}
