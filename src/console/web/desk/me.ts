import { createContext, useContext } from 'react'
import type { Me } from '../../contract/console'

/** Who works here, and under which name. */
export interface Colleague extends Me {
  setName: (name: string) => void
}

export const MeContext = createContext<Colleague | null>(null)

export function useMe(): Colleague {
  const me = useContext(MeContext)
  if (me === null) throw new Error('used outside of a session')
  return me
}

const NAME_KEY = 'shouwen.name'
export const savedName = () => localStorage.getItem(NAME_KEY)
export const saveName = (name: string) => localStorage.setItem(NAME_KEY, name)
