import { createContext, useContext } from 'react'
import type { TalkList } from '../../../../contract/console'
import { paths } from '../../../../contract/paths'
import { useRead, type Reading } from '../../http/use-read'
import { useChanges } from '../../live/changes'
import { useMe } from '../../me'
import { useNotices } from './notices/use-notices'

const NOTHING: Reading<TalkList> = { data: null, fault: null, reload: () => {} }
const Queue = createContext<Reading<TalkList>>(NOTHING)

/** The talks as everybody in the console needs them: read once, and watched for whoever waits in whatever section one is. */
export function QueueProvider({ children }: { children: React.ReactNode }) {
  const me = useMe()
  const reading = useRead<TalkList>(me.rights.includes('talks.read') ? paths.talks : null)
  useChanges(reading.reload)
  useNotices(reading.data)
  return <Queue.Provider value={reading}>{children}</Queue.Provider>
}

export const useQueue = () => useContext(Queue)

/** How many owners wait for a person. */
export function useWaiting(): number {
  return useQueue().data?.items.filter((talk) => talk.handoff?.status === 'waiting').length ?? 0
}
