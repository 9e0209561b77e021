import { useCallback, useEffect, useRef, useState } from 'react'
import { get } from './request'

export interface Reading<T> {
  data: T | null
  fault: unknown
  reload: () => void
}

/** Reads a path now, again when it changes, and whenever `reload` is called; an answer that comes after a newer one is dropped. */
export function useRead<T>(path: string | null, query: Record<string, string | number | undefined> = {}): Reading<T> {
  const [state, setState] = useState<{ key: string; data: T | null; fault: unknown }>({
    key: '',
    data: null,
    fault: null,
  })
  const key = path === null ? '' : `${path}?${JSON.stringify(query)}`
  // Questions are numbered: the answers of two that are under way at once may come in another order.
  const last = useRef({ key: '', asked: 0, answered: 0 })
  const reload = useCallback(() => {
    const { current } = last
    if (current.key !== key) Object.assign(current, { key, answered: current.asked })
    const turn = ++current.asked
    const isLate = () => {
      if (turn <= current.answered) return true
      current.answered = turn
      return false
    }
    if (path === null) return
    get<T>(path, query).then(
      (data) => isLate() || setState({ key, data, fault: null }),
      (fault: unknown) => isLate() || setState((old) => ({ key, data: old.key === key ? old.data : null, fault })),
    )
    // `key` stands for path and query.
  }, [key])
  useEffect(reload, [reload])
  return { data: state.key === key ? state.data : null, fault: state.key === key ? state.fault : null, reload }
}
