import type { Queryable } from '../../platform/database/db'
import { conflict, invalid } from '../../platform/errors'
import { scheduleJob } from '../../queue/schedule'
import type { ArticleLoader } from '../articles/article-loader'
import { lockArticles } from '../articles/write-articles'
import type { GateReport, IndexChange, PublishGate } from '../golden-set/publish-gate'
import type { VersionAct } from './version-state'
import { checkAct, noteEvent, readWorking, setState, type Actor, type WorkingVersion } from './working-version'
import { writeOldVersion } from './write-draft'

export const SWITCH_JOB = 'publish-article'

export interface ReviewDeps {
  gate: PublishGate
  loader: Pick<ArticleLoader, 'loadVersion'>
}

interface Act {
  actor: Actor
  at: Date
  note?: string
}

/** Hand in, take back, send back with a reason, take off the schedule: nothing that owners notice. */
export async function moveVersion(
  tx: Queryable,
  id: string,
  version: number,
  act: Exclude<VersionAct, 'publish' | 'schedule'>,
  { actor, at, note = '' }: Act,
): Promise<WorkingVersion> {
  await lockArticles(tx)
  const working = await readWorking(tx, id)
  const state = checkAct(working, version, act)
  if (act === 'return' && note === '') throw invalid('reason', 'note: expected why the version goes back')
  await setState(tx, working, state, { at })
  await noteEvent(tx, working, { act, actor, note, at })
  return working
}

export interface Release extends Act {
  /** Later, instead of now. */
  publishAt?: Date
  /** An administrator's reason to publish although the golden set got worse. */
  override?: string
  /** Nobody else could review: the only one there is may publish their own words. */
  alone: boolean
}

export interface Released {
  report: GateReport
  working: WorkingVersion
  selfReviewed: boolean
}

/** One version by itself; see `releaseVersions`. */
export async function releaseVersion(
  deps: ReviewDeps,
  tx: Queryable,
  id: string,
  version: number,
  release: Release,
): Promise<Released> {
  const { report, released } = await releaseVersions(deps, tx, [{ id, version }], release)
  return { report, ...released[0]! }
}

/**
 * Publishes reviewed versions, now or at a time, all or none: by another person than wrote them, and only when the golden
 * questions are answered no worse with all of them than before (C11). Whoever comes second finds the state changed.
 */
export async function releaseVersions(
  deps: ReviewDeps,
  tx: Queryable,
  wanted: readonly { id: string; version: number }[],
  release: Release,
): Promise<{ report: GateReport; released: Omit<Released, 'report'>[] }> {
  await lockArticles(tx)
  const { actor, at, publishAt, note = '' } = release
  const act = publishAt === undefined ? 'publish' : 'schedule'
  const released: Omit<Released, 'report'>[] = []
  for (const { id, version } of wanted) {
    const working = await readWorking(tx, id)
    checkAct(working, version, act)
    const selfReviewed = working.authors.includes(actor.account)
    if (selfReviewed && !release.alone) throw conflict('own_version', 'another person publishes what one has written')
    released.push({ working, selfReviewed })
  }
  if (publishAt && publishAt <= at) throw invalid('publish_at', 'publishAt: expected a time to come')
  const all = released.map(({ working }) => working)
  const report = await tryVersions(deps, tx, all, publishAt ?? at)
  if (report.refused && release.override === undefined)
    throw conflict('golden_worse', 'owners would be answered worse', report)
  const why = report.refused ? `测试变差仍然发布：${release.override}` : note
  for (const working of all) {
    if (publishAt) {
      await setState(tx, working, 'scheduled', { at, publishAt })
      await scheduleJob(tx, {
        kind: SWITCH_JOB,
        key: keyOf({ ...working, publishAt }),
        dueAt: publishAt,
        body: { articleId: working.id, version: working.version, override: report.refused },
      })
    } else await goLive(tx, working, at)
    await noteEvent(tx, working, { act, actor, note: why, at })
  }
  return { report, released }
}

/** Back to an old version: at once where it has answered before, else as a draft that is reviewed like any other. */
export async function rollBack(
  deps: ReviewDeps,
  tx: Queryable,
  id: string,
  wanted: { version: number; base: number },
  act: { actor: Actor; at: Date; note: string; override?: string; mayPublish: boolean },
): Promise<{ working: WorkingVersion; published: boolean; report: GateReport | null }> {
  await lockArticles(tx)
  const known = await readWorking(tx, id)
  if (known.version !== wanted.base)
    throw conflict('entry_changed', `the article has version ${known.version} by now, not ${wanted.base}`)
  const { working, wasPublished } = await writeOldVersion(tx, id, wanted.version, act)
  if (!wasPublished || !act.mayPublish) return { working, published: false, report: null }
  const report = await tryVersion(deps, tx, working, act.at)
  if (report.refused && act.override === undefined)
    throw conflict('golden_worse', 'owners would be answered worse', report)
  await goLive(tx, working, act.at)
  return { working, published: true, report }
}

/** What the golden questions would make of the version that is worked on. */
export function tryVersion(deps: ReviewDeps, tx: Queryable, working: WorkingVersion, at: Date): Promise<GateReport> {
  return tryVersions(deps, tx, [working], at)
}

async function tryVersions(
  { gate, loader }: ReviewDeps,
  tx: Queryable,
  all: readonly WorkingVersion[],
  at: Date,
): Promise<GateReport> {
  const changes: Required<IndexChange>[] = []
  for (const working of all) changes.push(await changeOf(loader, tx, working))
  const change = {
    put: changes.flatMap(({ put }) => put),
    remove: changes.flatMap(({ remove }) => remove),
    touched: changes.flatMap(({ touched }) => touched),
    successors: changes.flatMap(({ successors }) => successors),
  }
  return gate.tryChange(tx, change, at)
}

/** When its time has come; a version that has turned bad meanwhile goes back to its writer and owners keep the old answer. */
export async function switchScheduled(
  deps: ReviewDeps,
  tx: Queryable,
  due: { articleId: string; version: number; override: boolean },
  at: Date,
): Promise<'published' | 'returned' | 'overtaken'> {
  await lockArticles(tx)
  const working = await readWorking(tx, due.articleId).catch(() => null)
  const isDue = working?.version === due.version && working.state === 'scheduled' && working.publishAt !== null
  if (!working || !isDue || working.publishAt! > at) return 'overtaken'
  const report = await tryVersion(deps, tx, working, at)
  if (report.refused && !due.override) {
    const note = `到了定时上线的时间，但测试问题会答得更差：${report.worse.map(({ question }) => question.query).join('、')}`
    await setState(tx, working, 'returned', { at })
    await noteEvent(tx, working, { act: 'return', actor: null, note: note.slice(0, 1000), at })
    return 'returned'
  }
  await goLive(tx, working, at)
  await noteEvent(tx, working, { act: 'publish', actor: null, note: '定时上线', at })
  return 'published'
}

async function changeOf(
  loader: ReviewDeps['loader'],
  tx: Queryable,
  { id, key, version, supersededBy }: WorkingVersion,
): Promise<Required<IndexChange>> {
  const article = await loader.loadVersion(tx, id, version)
  if (article) return { put: [article], remove: [], touched: [key], successors: [] }
  const rows = await tx.query<{ key: string }>('key-of-article', 'select key from article where id = $1', [
    supersededBy,
  ])
  const successors = rows.map((row) => ({ key, successor: row.key }))
  return { put: [], remove: [id], touched: [key, ...rows.map((row) => row.key)], successors }
}

/** From here on this version answers; every process reads it within a second by its revision. */
async function goLive(tx: Queryable, working: WorkingVersion, at: Date): Promise<void> {
  await setState(tx, working, 'published', { at })
  await tx.query(
    'publish-article',
    `with revised as (update article_revision set value = value + 1 returning value)
     update article set version = $2, updated_at = $3, revision = (select value from revised) where id = $1`,
    [working.id, working.version, at],
  )
}

/** A job whose version was taken off or given another time finds that out itself: two locks in another order could meet. */
function keyOf({ id, version, publishAt }: Pick<WorkingVersion, 'id' | 'version' | 'publishAt'>): string {
  return `${SWITCH_JOB}:${id}:${version}:${publishAt?.toISOString() ?? ''}`
}
