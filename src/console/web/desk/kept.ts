import { useCallback, useState } from 'react'
import { useMe } from './me'

export interface Keeper<T> {
  read: () => T | null
  write: (value: T | null) => void
}

/** A place for what is half written: in this window, for this account, until it is handed in; also over a reload. */
export function keeper<T>(account: string, place: string): Keeper<T> {
  const key = `shouwen.draft.${account}.${place}`
  return {
    read: () => {
      const stored = sessionStorage.getItem(key)
      try {
        return stored === null ? null : (JSON.parse(stored) as T)
      } catch {
        // Written by an older version of these pages: better begun anew than a page that cannot open.
        return null
      }
    },
    write: (value) => {
      if (value === null) sessionStorage.removeItem(key)
      else sessionStorage.setItem(key, JSON.stringify(value))
    },
  }
}

export function useKeeper<T>(place: string): Keeper<T> {
  const { account } = useMe()
  return keeper<T>(account, place)
}

/** A state that is kept. A change is made of what is kept now, so one that comes late takes nothing away that was written meanwhile. */
export function useKept<T>(place: string, empty: T): [T, (change: (now: T) => T | null) => void] {
  const { account } = useMe()
  const [value, setValue] = useState(() => keeper<T>(account, place).read() ?? empty)
  const change = useCallback(
    (next: (now: T) => T | null) => {
      const kept = keeper<T>(account, place)
      const changed = next(kept.read() ?? empty)
      kept.write(changed)
      setValue(changed ?? empty)
    },
    // What is empty stays what it was at first.
    [account, place],
  )
  return [value, change]
}
