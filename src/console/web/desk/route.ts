import { useSyncExternalStore } from 'react'
import { SECTIONS, type Section } from './section-names'

export type { Section }

/** Where the page is: `#/talks/cv_1/card`. Back and forward work, and a link can be sent to a colleague. */
export interface Route {
  section: Section
  id: string | null
  part: string | null
}

export const routeNow = (): Route => routeOf(window.location.hash)

export function useRoute(): Route {
  const hash = useSyncExternalStore(
    (changed) => {
      window.addEventListener('hashchange', changed)
      return () => window.removeEventListener('hashchange', changed)
    },
    () => window.location.hash,
  )
  return routeOf(hash)
}

function routeOf(hash: string): Route {
  const [section, id, part] = hash.replace(/^#\/?/, '').split('/')
  return {
    section: SECTIONS.find((known) => known === section) ?? 'talks',
    id: id ? decodeURIComponent(id) : null,
    part: part ?? null,
  }
}

export function go(section: Section, id?: string | null, part?: string): void {
  window.location.hash = ['#', section, id ? encodeURIComponent(id) : undefined, part].filter(Boolean).join('/')
}
