import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { startLiveIndex } from '../../src/knowledge/live-index'
import type { ArticleChanges, LiveIndex } from '../../src/knowledge/live-index'
import type { IndexedArticle } from '../../src/knowledge/retrieval/article'
import { readThesaurus } from '../../src/knowledge/thesaurus'
import { watchThesaurus } from '../../src/knowledge/watch-thesaurus'
import type { Signals } from '../../src/platform/signals/signals'

const at = new Date('2026-06-01T12:00:00+08:00')

function article(key: string, question: string): IndexedArticle {
  return { id: key, key, question, similar: [], answer: '办法写在公告栏。', version: 1 }
}

/** Signals of one process: what is published is heard at once. */
function localSignals(): Signals & { tell(topic: string): void } {
  const listeners = new Map<string, Set<(key: string) => void>>()
  return {
    publish: () => {},
    subscribe(topic: string, hear: (key: string) => void) {
      const all = listeners.get(topic) ?? new Set()
      listeners.set(topic, all.add(hear))
      return () => all.delete(hear)
    },
    tell: (topic: string) => listeners.get(topic)?.forEach((hear) => hear('')),
    close: async () => {},
  } as unknown as Signals & { tell(topic: string): void }
}

describe('the search index of a process', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'thesaurus-'))
  const file = path.join(folder, 'thesaurus.yml')
  const faults: string[] = []
  let store: IndexedArticle[] = []
  let removed: string[] = []
  let mark = 0
  let isAway = false
  let live: LiveIndex
  const signals = localSignals()

  const load = async (since: string | null): Promise<ArticleChanges> => {
    if (isAway) throw new Error('the store is away')
    const fresh = since === null ? store : store.slice(Number(since))
    const gone = since === null ? [] : removed
    mark = store.length
    return { put: fresh, remove: gone, mark: String(mark) }
  }

  beforeAll(async () => {
    writeFileSync(file, 'groups:\n  - [物业费, 管理费]\n')
    store = [article('fee', '物业费怎么交'), article('pool', '泳池几点开')]
    live = await startLiveIndex({
      thesaurus: readThesaurus(file),
      signals,
      load,
      onError: (error) => faults.push(String(error)),
      newThesaurus: watchThesaurus(file, (fault) => faults.push(fault.message)),
    })
  })

  afterAll(async () => {
    await live.stop()
    rmSync(folder, { recursive: true })
  })

  const first = (question: string): string | undefined => live.index.search(question, { at }).hits[0]?.key

  it('answers with an article that another process published', async () => {
    store = [...store, article('gym', '健身房怎么预约')]
    await live.refresh()

    expect(first('健身房怎么预约')).toBe('gym')
  })

  it('looks by itself when another process signals', async () => {
    store = [...store, article('roof', '天台能晒被子吗')]
    signals.tell('knowledge')
    await live.refresh()

    expect(first('天台能晒被子吗')).toBe('roof')
  })

  it('forgets an article that was taken back', async () => {
    removed = ['roof']
    await live.refresh()

    expect(first('天台能晒被子吗')).not.toBe('roof')
    removed = []
    store = store.filter(({ key }) => key !== 'roof')
  })

  it('reads every article anew in the words of an edited thesaurus, without a restart', async () => {
    expect(live.index.search('游水的地方几点开', { at }).hits[0]?.score ?? 0).toBeLessThan(0.6)
    const before = live.index.search('游水的地方几点开', { at }).hits[0]?.score ?? 0
    // As an editor saves: a new file put in the place of the old one.
    writeFileSync(`${file}.new`, 'groups:\n  - [物业费, 管理费]\n  - [泳池, 游水的地方]\n')
    renameSync(`${file}.new`, file)
    await live.refresh()

    expect(first('游水的地方几点开')).toBe('pool')
    expect(live.index.search('游水的地方几点开', { at }).hits[0]?.score).toBeGreaterThan(before)
    expect(live.index.size).toBe(store.length)
  })

  it('keeps the words that run when the edited file is faulty, and says once what is wrong', async () => {
    writeFileSync(`${file}.new`, 'groups:\n  - [泳池]\n')
    renameSync(`${file}.new`, file)
    await live.refresh()
    await live.refresh()

    expect(first('游水的地方几点开')).toBe('pool')
    expect(faults).toEqual([expect.stringMatching(/at least two words/)])
  })

  it('reads anew in edited words once the store is back, when it was away as they changed', async () => {
    const score = () => live.index.search('凉水塘几点开', { at }).hits[0]?.score ?? 0
    const before = score()
    isAway = true
    writeFileSync(`${file}.new`, 'groups:\n  - [物业费, 管理费]\n  - [泳池, 凉水塘]\n')
    renameSync(`${file}.new`, file)
    await expect(live.refresh()).rejects.toThrow('away')
    isAway = false
    await live.refresh()

    expect(score()).toBeGreaterThan(before)
  })
})
