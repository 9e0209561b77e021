import type { Queryable } from '../../platform/database/db'
import { keepFresh } from '../../platform/signals/keep-fresh'
import type { Signals } from '../../platform/signals/signals'
import { applyEdits } from '../../records/overlay/edits'
import { currentOverlay, OVERLAY_TOPIC, overlayRevision } from '../../records/overlay/overlay'
import type { OverlayVersion } from '../../records/overlay/overlay'
import type { WordTexts } from '../../understanding/words/word-texts'
import { shippedText, stateOfFile } from './shipped-files'

/** What the company laid over the shipped files, as this process has it. */
export interface LiveOverlay {
  /** The text that holds instead of the shipped one; null: the shipped one holds. */
  text(path: string, scope?: string): string | null
  /** Another word than before: ask again. Also when a shipped file below changed. */
  state(): string
  /** Laid over `dialogs/understanding`, by file name; a new map whenever something changed. */
  understanding(): WordTexts
  /** Communities with words of their own. */
  scopes(): readonly string[]
  /** Reads anew now; whoever has just written sees it at once. */
  refresh(): Promise<void>
  onChange(hear: () => void): void
  stop(): Promise<void>
}

export async function startLiveOverlay(deps: {
  db: Queryable
  signals: Signals
  onError: (error: unknown) => void
}): Promise<LiveOverlay> {
  let revision = ''
  let current: OverlayVersion[] = []
  const hearers = new Set<() => void>()

  const load = async () => {
    const found = await overlayRevision(deps.db)
    if (found === revision) return
    current = await currentOverlay(deps.db)
    revision = found
    for (const hear of hearers) hear()
  }
  const fresh = await keepFresh({ signals: deps.signals, topic: OVERLAY_TOPIC, load, onError: deps.onError })

  const text = (path: string, scope = ''): string | null => laidText(current, path, scope)
  const state = () => [revision, ...current.filter(isLaid).map(({ path }) => `${path}:${stateOfFile(path)}`)].join('\n')
  let words: { state: string; texts: WordTexts } = { state: '', texts: new Map() }
  return {
    ...fresh,
    text,
    state,
    understanding() {
      const now = state()
      if (now !== words.state) words = { state: now, texts: understandingTexts(current) }
      return words.texts
    },
    scopes: () => [...new Set(current.filter(isLaid).map(({ scope }) => scope))].filter((scope) => scope !== ''),
    onChange: (hear) => void hearers.add(hear),
  }
}

/** A community's edits lie over what the company has, the company's over what ships. */
export function laidText(
  versions: readonly Pick<OverlayVersion, 'path' | 'scope' | 'text' | 'edits'>[],
  path: string,
  scope: string,
): string | null {
  const of = (wanted: string) => versions.find((one) => one.path === path && one.scope === wanted && isLaid(one))
  const company = of('')
  const own = scope === '' ? undefined : of(scope)
  if (!company && !own) return null
  const base = company?.text ?? shippedText(path)
  if (base === null) return null
  const laid = company ? applyEdits(base, company.edits).text : base
  return own ? applyEdits(own.text ?? laid, own.edits).text : laid
}

const isLaid = ({ text, edits }: Pick<OverlayVersion, 'text' | 'edits'>) =>
  text !== null || Object.keys(edits).length > 0

const UNDERSTANDING = 'dialogs/understanding/'

function understandingTexts(current: readonly OverlayVersion[]): WordTexts {
  const texts = new Map<string, string>()
  for (const { path } of current.filter((one) => one.scope === '' && one.path.startsWith(UNDERSTANDING))) {
    const text = laidText(current, path, '')
    if (text !== null) texts.set(path.slice(UNDERSTANDING.length), text)
  }
  return texts
}
