import { useCallback } from 'react'
import { useKept } from '../../kept'

/** Half-written words stay with their talk until they are sent; `sent` takes away only those that went out. */
export function useDraft(talkId: string, what: 'reply' | 'note') {
  const [text, change] = useKept(`${what}.${talkId}`, '')
  const setText = useCallback((next: string) => change(() => next || null), [change])
  const sent = useCallback(
    (words: string) => change((now) => (now.startsWith(words) ? now.slice(words.length).trimStart() : now) || null),
    [change],
  )
  return { text, setText, sent }
}
