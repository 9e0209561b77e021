import { createContext, useContext, useEffect, useRef, useState } from 'react'
import { paths } from '../../../contract/paths'
import { useMe } from '../me'

type Hear = (conversationId: string | null) => void

const Hearers = createContext<Set<Hear>>(new Set())
const Connected = createContext(true)

const PATIENCE_MS = 2_000
const AGAIN_MS = 4_000
/** Changes without a message (somebody accepts in another browser) are seen by this time at the latest. */
const LOOK_MS = 30_000

/** The one line to the server over which all parts of the page hear what changed. */
export function LiveChanges({ children }: { children: React.ReactNode }) {
  const hearers = useRef(new Set<Hear>())
  const [connected, setConnected] = useState(true)
  // Who serves no owners has nothing to hear of talks.
  const follows = useMe().rights.includes('talks.read')
  useEffect(() => {
    let source: EventSource | undefined
    let lost: number | undefined
    let again: number | undefined
    const tell = (conversationId: string | null) => {
      for (const hear of hearers.current) hear(conversationId)
    }
    const open = () => {
      source = new EventSource(paths.stream)
      source.addEventListener('hello', () => {
        window.clearTimeout(lost)
        lost = undefined
        setConnected(true)
        tell(null)
      })
      source.addEventListener('everything', () => tell(null))
      source.addEventListener('changed', (event: MessageEvent<string>) =>
        tell((JSON.parse(event.data) as { conversationId: string }).conversationId),
      )
      source.addEventListener('error', () => {
        lost ??= window.setTimeout(() => setConnected(false), PATIENCE_MS)
        if (source?.readyState === EventSource.CLOSED) again = window.setTimeout(open, AGAIN_MS)
      })
    }
    if (follows) open()
    const look = window.setInterval(() => tell(null), LOOK_MS)
    return () => {
      source?.close()
      window.clearTimeout(lost)
      window.clearTimeout(again)
      window.clearInterval(look)
    }
  }, [follows])
  return (
    <Hearers.Provider value={hearers.current}>
      <Connected.Provider value={connected}>{children}</Connected.Provider>
    </Hearers.Provider>
  )
}

export const useConnected = () => useContext(Connected)

/** Several changes at once are one reading. */
const GATHER_MS = 120

/** Calls `hear` soon after a talk changed (null: any may have). */
export function useChanges(hear: Hear): void {
  const hearers = useContext(Hearers)
  const latest = useRef(hear)
  useEffect(() => {
    latest.current = hear
  })
  useEffect(() => {
    let waiting: number | undefined
    let heard = new Set<string | null>()
    const note: Hear = (conversationId) => {
      heard.add(conversationId)
      waiting ??= window.setTimeout(() => {
        const all = heard
        heard = new Set()
        waiting = undefined
        for (const id of all) latest.current(id)
      }, GATHER_MS)
    }
    hearers.add(note)
    return () => {
      hearers.delete(note)
      window.clearTimeout(waiting)
    }
  }, [hearers])
}
