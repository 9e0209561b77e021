import { useEffect, useState } from 'react'
import { paths } from '../../contract/paths'

/** A short break is not worth a word. */
const PATIENCE_MS = 2_000
const AGAIN_MS = 4_000

/** Calls `changed` whenever the talk has something new, and after every break; says whether the line stands. */
export function useChatStream(changed: () => void): boolean {
  const [connected, setConnected] = useState(true)
  useEffect(() => {
    let source: EventSource | undefined
    let lost: number | undefined
    let again: number | undefined
    const open = () => {
      source = new EventSource(paths.chatStream)
      source.addEventListener('hello', () => {
        window.clearTimeout(lost)
        lost = undefined
        setConnected(true)
        changed()
      })
      source.addEventListener('changed', changed)
      source.addEventListener('error', () => {
        lost ??= window.setTimeout(() => setConnected(false), PATIENCE_MS)
        // The browser gives up after a refusal; we don't.
        if (source?.readyState === EventSource.CLOSED) again = window.setTimeout(open, AGAIN_MS)
      })
    }
    open()
    return () => {
      source?.close()
      window.clearTimeout(lost)
      window.clearTimeout(again)
    }
  }, [changed])
  return connected
}
