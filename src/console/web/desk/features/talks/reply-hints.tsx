import { useEffect, useState } from 'react'
import type { HintItem, HintsView } from '../../../../contract/hints'
import { paths } from '../../../../contract/paths'
import { post } from '../../http/request'

/** Long enough that nobody is interrupted while typing. */
const PAUSE_MS = 500

/** Under the words being written: what the bot would not say, and what is said instead. Sending is never held up. */
export function ReplyHints({ text }: { text: string }) {
  const [hints, setHints] = useState<HintItem[]>([])
  useEffect(() => {
    let isNewest = true
    const words = text.trim()
    if (words === '') setHints([])
    const timer = setTimeout(() => {
      if (words === '') return
      // Without an answer there is no hint; that is no fault to tell anybody of.
      post<HintsView>(paths.hints, { text: words }).then(
        (found) => isNewest && setHints(found.hints),
        () => isNewest && setHints([]),
      )
    }, PAUSE_MS)
    return () => {
      isNewest = false
      clearTimeout(timer)
    }
  }, [text])
  if (hints.length === 0) return null
  return (
    <ul className="reply-hints" aria-label="发送前看一眼">
      {hints.map(({ quote, instead }) => (
        <li key={quote}>
          「{quote}」：{instead}
        </li>
      ))}
    </ul>
  )
}
