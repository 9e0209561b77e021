import { useCallback, useEffect, useRef, useState } from 'react'
import { get } from './request'

export interface Reading<T> {
  data: T | null
  fault: unknown
  reload: () => void
}

/** Reads a path now, again when it changes, and whenever `reload` is called; a late answer to an old question is dropped. */
export function useRead<T>(path: string | null, query: Record<string, string | number | undefined> = {}): Reading<T> {
  const [state, setState] = useState<{ key: string; data: T | null; fault: unknown }>({
    key: '',
    data: null,
    fault: null,
  })
  const key = path === null ? '' : `${path}?${JSON.stringify(query)}`
  const asked = useRef('')
  const reload = useCallback(() => {
    asked.current = key
    if (path === null) return
    get<T>(path, query).then(
      (data) => asked.current === key && setState({ key, data, fault: null }),
      (fault: unknown) =>
        asked.current === key && setState((old) => ({ key, data: old.key === key ? old.data : null, fault })),
    )
    // `key` stands for path and query.
  }, [key])
  useEffect(reload, [reload])
  return { data: state.key === key ? state.data : null, fault: state.key === key ? state.fault : null, reload }
}
