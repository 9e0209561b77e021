import { useEffect } from 'react'
import { paths } from '../../../../contract/paths'
import type { StartState } from '../../../../contract/own-company'
import { get } from '../../http/request'
import { go } from '../../route'

/** Whoever may set up an installation without a community of its own begins there, unless
 * somebody has written already or they have gone somewhere else. */
export function useFirstHour(may: boolean): void {
  useEffect(() => {
    if (!may || window.location.hash !== '') return
    get<StartState>(paths.start).then(
      ({ communities, talks }) => {
        if (communities === 0 && talks === 0 && window.location.hash === '') go('start')
      },
      // The first page says itself that the server cannot be reached.
      () => {},
    )
  }, [may])
}
