import { diffLines } from 'diff'
import type { Clock } from '../../platform/clock'
import type { Db, Queryable } from '../../platform/database/db'
import { invalid, notFound } from '../../platform/errors'
import type { Settings } from '../../platform/settings'
import type { Signals } from '../../platform/signals/signals'
import { toIsoWithOffset } from '../../platform/zoned-time'
import { parseGuardRules, shippedGuardRules } from '../../messages/guard/guard-rules'
import type { ArticleChanges } from '../../knowledge/live-index'
import { createSearchIndex } from '../../knowledge/retrieval/search-index'
import type { SearchIndex } from '../../knowledge/retrieval/search-index'
import { parseThesaurus } from '../../knowledge/thesaurus'
import { applyEdits } from '../../records/overlay/edits'
import { addOverlayVersion, currentOverlay, OVERLAY_TOPIC, overlayVersions } from '../../records/overlay/overlay'
import type { OverlayVersion } from '../../records/overlay/overlay'
import { snapshotOf } from '../../understanding/live/snapshot'
import { readWordTexts } from '../../understanding/words/word-texts'
import type { DiffLine, Tried, WordFileView } from '../../console/contract/wordings'
import type { Author, ChangeToWords, OverlayDesk } from '../../console/api/words/overlay-desk'
import { dialogsWith } from '../talk-engine'
import { checkText } from './check-text'
import type { LaidOver } from './lay-over'
import { laidText } from './live-overlay'
import { hashOf, isShippedChanged, outlineOf, sentencesOf, standingAt, titleOf, toData } from './read-file'
import { settleServicePolicy } from './settle-service-policy'
import { GUARD_PATH, kindOf, shippedPaths, shippedText, THESAURUS_PATH } from './shipped-files'
import { tryTalk } from './try-talk'

/** The words and tables of the company, for the console: seen, changed, tried and taken back. */
export function createOverlayDesk(deps: {
  db: Db
  clock: Clock
  signals: Signals
  settings: Pick<Settings, 'timeZone' | 'staffHours' | 'turnQuietMs' | 'handoffMode'>
  laid: LaidOver
  index: SearchIndex
  /** All articles, for a trial with other synonyms. */
  articles: () => Promise<ArticleChanges>
  fillAnswer: (answer: string, communityId: string | null) => string | null
}): OverlayDesk {
  const { db, laid } = deps
  const iso = (at: Date) => toIsoWithOffset(at, deps.settings.timeZone)

  return {
    async list(communityIds) {
      const current = (await currentOverlay(db)).filter(
        ({ scope }) => scope === '' || communityIds === null || communityIds.includes(scope),
      )
      return shippedPaths().map((path) => {
        const own = current.filter((one) => one.path === path && isLaid(one))
        const [newest] = [...own].sort((a, b) => b.at.getTime() - a.at.getTime())
        const shipped = shippedText(path)
        return {
          path,
          kind: kindOf(path),
          title: titleOf(path, shipped ?? ''),
          changed: own.length > 0,
          shippedChanged: own.some((one) => isShippedChanged(one, shipped)),
          by: newest?.by ?? null,
          at: newest ? iso(newest.at) : null,
        }
      })
    },

    async view(path, community) {
      if (!shippedPaths().includes(path)) return null
      return viewOf(await currentOverlay(db), path, community ?? '')
    },

    async versions(path, community) {
      const versions = await overlayVersions(db, path, community ?? '')
      const base = laidText(
        (await currentOverlay(db)).filter(({ scope }) => scope === ''),
        path,
        '',
      )
      const below = community === null ? shippedText(path)! : (base ?? shippedText(path)!)
      const textOf = (version: OverlayVersion | undefined) =>
        version === undefined ? below : applyEdits(version.text ?? below, version.edits).text
      return versions.map((version, place) => ({
        version: version.version,
        by: version.by,
        at: iso(version.at),
        note: version.note,
        shipped: !isLaid(version),
        diff: diffOf(textOf(versions[place + 1]), textOf(version)),
      }))
    },

    async check(change) {
      const current = await currentOverlay(db)
      const { text, faults } = checked(current, change)
      return { faults, text, diff: diffOf(holding(current, change.path, change.community ?? ''), text) }
    },

    publish: (tx, change, by) => add(tx, change, by),

    async goBack(tx, { path, community, version }, by) {
      const wanted =
        version === 0
          ? { text: null, edits: {} }
          : (await overlayVersions(tx, path, community ?? '')).find((one) => one.version === version)
      if (!wanted) throw notFound('words_version', `There is no version ${version} of ${path}.`)
      return add(tx, { path, community, text: wanted.text, edits: wanted.edits }, by)
    },

    async published() {
      deps.signals.publish(OVERLAY_TOPIC)
      await laid.overlay.refresh()
    },

    async try({ changes, community, said }): Promise<Tried> {
      const current = await currentOverlay(db)
      const faults = changes.flatMap((change) => checked(current, change).faults)
      if (faults.length > 0) return { faults, turns: [] }
      const draft = withChanges(current, changes)
      const textOf = (path: string) => laidText(draft, path, community ?? '')
      const touches = (test: (path: string) => boolean) => changes.some(({ path }) => test(path))
      const guard = textOf(GUARD_PATH)
      const thesaurus = touches((path) => path === THESAURUS_PATH) ? textOf(THESAURUS_PATH) : null
      const turns = await tryTalk(
        deps,
        {
          dialogs: dialogsWith((name) => textOf(`dialogs/${name}`)),
          understanding: touches((path) => path.startsWith(UNDERSTANDING))
            ? snapshotOf(
                new Map(
                  [...readWordTexts()].map(([name, text]) => [name, laidText(draft, UNDERSTANDING + name, '') ?? text]),
                ),
                laid.words.current().classifiers,
              )
            : laid.words.current(),
          guard: guard === null ? shippedGuardRules() : parseGuardRules(guard),
          index: thesaurus === null ? deps.index : await indexWith(thesaurus),
        },
        { communityId: community, said },
      )
      return { faults: [], turns }
    },
  }

  function viewOf(current: readonly OverlayVersion[], path: string, scope: string): WordFileView {
    const version = current.find((one) => one.path === path && one.scope === scope)
    const shipped = shippedText(path)
    const below = scope === '' ? shipped : (laidText(current, path, '') ?? shipped)
    const text = holding(current, path, scope)
    const kind = kindOf(path)
    return {
      path,
      kind,
      title: titleOf(path, text),
      community: scope || null,
      version: version?.version ?? 0,
      text,
      ownText: version !== undefined && version.text !== null,
      edits: version?.edits ?? {},
      lost: version ? applyEdits(version.text ?? below ?? '', version.edits).lost : [],
      shippedChanged: isShippedChanged(version, below),
      sentences: kind === 'dialog' ? sentencesOf(text, below, version) : [],
      ...(kind === 'dialog' ? outlineOf(text) : { outline: [], notes: [] }),
      data: JSON.parse(JSON.stringify(toData(text))) as WordFileView['data'],
    }
  }

  async function add(tx: Queryable, change: ChangeToWords, by: Author): Promise<number> {
    const current = await currentOverlay(tx)
    const { faults } = checked(current, change)
    if (faults.length > 0) throw invalid('words_fault', faults.map(({ words }) => words).join(' '), { faults })
    const below =
      change.community === null
        ? shippedText(change.path)!
        : (laidText(current, change.path, '') ?? shippedText(change.path)!)
    const version = await addOverlayVersion(tx, {
      path: change.path,
      scope: change.community ?? '',
      text: change.text,
      edits: change.edits,
      shipped: hashOf(below),
      was: standingAt(below, change.edits),
      note: by.note,
      account: by.account,
      by: by.name,
      at: by.at,
      over: by.over,
    })
    await settleServicePolicy(tx, by.at)
    return version
  }

  /** The text as it would be, and what is wrong with it. */
  function checked(current: readonly OverlayVersion[], change: ChangeToWords) {
    const { path, community } = change
    if (!shippedPaths().includes(path)) throw notFound('words_file', `There is no file ${path}.`)
    const mayDiffer = kindOf(path) === 'dialog' || kindOf(path) === 'service'
    if (community !== null && (!mayDiffer || change.text !== null))
      throw invalid('words_community', 'A community may have sentences and a service table of its own, nothing else.')
    const draft = withChanges(current, [change])
    const scope = community ?? ''
    const text = holding(draft, path, scope)
    const faults = checkText(path, text, (other) => laidText(draft, other, scope))
    // What the company changes must also hold below the words of its communities.
    const scopes = community === null ? draft.filter((one) => one.path === path && one.scope !== '' && isLaid(one)) : []
    for (const { scope: place } of scopes)
      faults.push(...checkText(path, holding(draft, path, place), (other) => laidText(draft, other, place)))
    return { text, faults }
  }

  async function indexWith(thesaurus: string): Promise<SearchIndex> {
    const index = createSearchIndex(parseThesaurus(thesaurus))
    for (const article of (await deps.articles()).put) index.put(article)
    return index
  }
}

const UNDERSTANDING = 'dialogs/understanding/'

const isLaid = ({ text, edits }: Pick<OverlayVersion, 'text' | 'edits'>) =>
  text !== null || Object.keys(edits).length > 0

function holding(versions: Parameters<typeof laidText>[0], path: string, scope: string): string {
  return laidText(versions, path, scope) ?? shippedText(path) ?? ''
}

type Laid = Pick<OverlayVersion, 'path' | 'scope' | 'text' | 'edits'>

function withChanges(current: readonly Laid[], changes: readonly ChangeToWords[]): Laid[] {
  const drafts = changes.map(({ path, community, text, edits }) => ({ path, scope: community ?? '', text, edits }))
  const others = current.filter((one) => !drafts.some((draft) => draft.path === one.path && draft.scope === one.scope))
  return [...others, ...drafts]
}

/** Lines that changed, with two around them; what is far from a change says nothing. */
function diffOf(before: string, after: string): DiffLine[] {
  const lines = diffLines(before, after).flatMap(({ added, removed, value }) =>
    value
      .replace(/\n$/, '')
      .split('\n')
      .map((text): DiffLine => ({ kind: added ? 'added' : removed ? 'removed' : 'same', text })),
  )
  const isNear = (at: number) => lines.slice(Math.max(0, at - 2), at + 3).some(({ kind }) => kind !== 'same')
  return lines.filter((_, at) => isNear(at)).slice(0, 400)
}
