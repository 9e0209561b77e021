import { z } from 'zod'
import type { Queryable } from '../../../platform/database/db'
import { notFound } from '../../../platform/errors'
import { paths } from '../../contract/paths'
import {
  Change,
  CheckedChange,
  GoBack,
  Publish,
  Published,
  Trial,
  Tried,
  WordFiles,
  WordFileView,
  WordVersions,
} from '../../contract/wordings'
import { audit } from '../access/audit'
import type { Principal } from '../access/principal'
import { requireCommunity } from '../access/principal'
import type { ConsoleDeps } from '../console-deps'
import { faults, principalOf, requestOf, type App } from '../http/app'
import { once } from '../http/once'
import type { Author, OverlayDesk } from './overlay-desk'

const Where = z.object({ path: z.string().min(1).max(200), community: z.string().max(100).optional() })
const reading = { right: 'words.read' } as const
const editing = { right: 'words.edit' } as const

/** What the bot says, and the tables it goes by: read by managers, changed by administrators. */
export function wordsRoutes(app: App, deps: ConsoleDeps): void {
  const { db, clock } = deps
  const desk = (): OverlayDesk => {
    if (deps.overlay) return deps.overlay
    throw notFound('words_file', 'This server has no words to change.')
  }

  app.get(
    paths.words,
    { config: reading, schema: { hide: true, response: { 200: WordFiles, ...faults } } },
    async (request) => ({ items: deps.overlay ? await deps.overlay.list(principalOf(request).communityIds) : [] }),
  )

  app.get(
    paths.wordFile,
    { config: reading, schema: { hide: true, querystring: Where, response: { 200: WordFileView, ...faults } } },
    async (request) => {
      const { path, community } = placeOf(request)
      const view = await desk().view(path, community)
      if (view === null) throw notFound('words_file', `There is no file ${path}.`)
      return view
    },
  )

  app.get(
    paths.wordVersions,
    { config: reading, schema: { hide: true, querystring: Where, response: { 200: WordVersions, ...faults } } },
    async (request) => {
      const { path, community } = placeOf(request)
      return { items: await desk().versions(path, community) }
    },
  )

  app.post(
    paths.wordCheck,
    { config: editing, schema: { hide: true, body: Change, response: { 200: CheckedChange, ...faults } } },
    async (request) => desk().check(own(request, request.body)),
  )

  app.post(
    paths.wordTry,
    { config: editing, schema: { hide: true, body: Trial, response: { 200: Tried, ...faults } } },
    async (request) => desk().try(own(request, request.body)),
  )

  app.post(
    paths.wordPublish,
    { config: editing, schema: { hide: true, body: Publish, response: { 200: Published, ...faults } } },
    (request) => {
      const { id, over, note, ...change } = own(request, request.body)
      return live(request, { id, over, note, change }, 'words.publish', (tx, by) => desk().publish(tx, change, by))
    },
  )

  app.post(
    paths.wordGoBack,
    { config: editing, schema: { hide: true, body: GoBack, response: { 200: Published, ...faults } } },
    (request) => {
      const { id, over, ...to } = own(request, request.body)
      const note = to.version === 0 ? '恢复出厂文字' : `恢复到第 ${to.version} 版`
      return live(request, { id, over, note, change: to }, 'words.go-back', (tx, by) => desk().goBack(tx, to, by))
    },
  )

  function placeOf(request: { principal: Principal | null; query: z.output<typeof Where> }) {
    const { path, community } = request.query
    return own(request, { path, community: community || null })
  }

  /** Words of a community one may not see are none. */
  function own<T extends { community: string | null }>(request: { principal: Principal | null }, given: T): T {
    if (given.community !== null) requireCommunity(principalOf(request), given.community, 'such community')
    return given
  }

  async function live(
    request: { principal: Principal | null; method: string; url: string },
    given: { id: string | undefined; over: number; note: string; change: { path: string; community: string | null } },
    act: string,
    work: (tx: Queryable, by: Author) => Promise<number>,
  ): Promise<{ version: number }> {
    const principal = principalOf(request)
    const at = clock.now()
    const { path, community } = given.change
    const { reference } = await once(db, requestOf(request, given.id, at), async (tx) => {
      const by = { account: principal.account, name: principal.name, note: given.note, over: given.over, at }
      const version = await work(tx, by)
      await audit(tx, { principal, act, target: path, facts: { community, version, note: given.note }, at })
      return String(version)
    })
    await desk().published()
    return { version: Number(reference) }
  }
}
