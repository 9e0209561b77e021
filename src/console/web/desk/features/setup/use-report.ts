import { useCallback, useEffect, useState } from 'react'
import type { SetupReport } from '../../../../contract/setup'
import { paths } from '../../../../contract/paths'
import { get } from '../../http/request'

/** The check-up takes seconds, so unlike other readings it says that it is under way, and keeps the last one meanwhile. */
export function useReport() {
  const [data, setData] = useState<SetupReport | null>(null)
  const [fault, setFault] = useState<unknown>(null)
  const [reading, setReading] = useState(false)
  const reload = useCallback(() => {
    setReading(true)
    setFault(null)
    get<SetupReport>(paths.setup)
      .then(setData, setFault)
      .finally(() => setReading(false))
  }, [])
  useEffect(reload, [reload])
  return { data, fault, reading, reload }
}
