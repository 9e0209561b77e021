import { useSyncExternalStore } from 'react'

export const SECTIONS = ['talks', 'cases', 'knowledge', 'follow-ups', 'troubles', 'setup', 'accounts'] as const
export type Section = (typeof SECTIONS)[number]

/** Where the page is: `#/talks/cv_1/card`. Back and forward work, and a link can be sent to a colleague. */
export interface Route {
  section: Section
  id: string | null
  part: string | null
}

export function useRoute(): Route {
  const hash = useSyncExternalStore(
    (changed) => {
      window.addEventListener('hashchange', changed)
      return () => window.removeEventListener('hashchange', changed)
    },
    () => window.location.hash,
  )
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
