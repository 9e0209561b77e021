import type { Change, WordFileView } from '../../../../contract/wordings'

/** What somebody has written and not brought live yet, in one file for one place. */
export interface Draft {
  path: string
  title: string
  community: string | null
  /** The version it is written over. */
  over: number
  /** A whole text; null: only edits. */
  text: string | null
  edits: Record<string, Json>
  /** The edits that were live when it began. */
  base: Record<string, Json>
}

/** What every way of changing a file is given; only who may sees where to change it. */
export interface Editing {
  view: WordFileView
  draft: Draft
  change: (next: Partial<Draft>) => void
  may: boolean
}

export type Json = NonNullable<Change['edits']>[string]

export const keyOf = (path: string, community: string | null) => `${path} ${community ?? ''}`

export function emptyDraft(view: WordFileView): Draft {
  const { path, title, community, version } = view
  return {
    path,
    title,
    community,
    over: version,
    text: view.ownText ? view.text : null,
    edits: view.ownText ? {} : view.edits,
    base: view.edits,
  }
}

/** The same changes over what a colleague brought live meanwhile: only what was touched here differs from it. */
export function broughtOver(draft: Draft, view: WordFileView): Draft {
  const edits = view.ownText ? {} : { ...view.edits }
  const addresses = new Set([...Object.keys(draft.base), ...Object.keys(draft.edits)])
  for (const address of addresses) {
    const mine = draft.edits[address]
    if (JSON.stringify(mine) === JSON.stringify(draft.base[address])) continue
    if (mine === undefined) delete edits[address]
    else edits[address] = mine
  }
  return {
    ...draft,
    edits,
    over: view.version,
    base: view.edits,
    text: draft.text ?? (view.ownText ? view.text : null),
  }
}

/** Whether it differs from what is live. */
export function isChanged(draft: Draft, view: WordFileView): boolean {
  if (view.ownText) return draft.text !== view.text || Object.keys(draft.edits).length > 0
  return draft.text !== null || JSON.stringify(draft.edits) !== JSON.stringify(view.edits)
}

export const changeOf = ({ path, community, text, edits }: Draft): Change => ({ path, community, text, edits })

/** The data of the file with the draft's edits of whole entries in it; enough for the tables. */
export function edited(draft: Draft, address: string, shown: Json | undefined): Json | undefined {
  return Object.hasOwn(draft.edits, address) ? draft.edits[address] : shown
}

export const toAddress = (...steps: string[]) => steps.map(encodeURIComponent).join('/')
