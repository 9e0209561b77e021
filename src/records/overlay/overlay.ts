import { z } from 'zod'
import type { Queryable } from '../../platform/database/db'
import { conflict } from '../../platform/errors'
import { Edits } from './edits'

/** One version of what a company lays over a shipped file (design D15). */
export interface OverlayVersion {
  path: string
  /** '' the company, else a community. */
  scope: string
  version: number
  /** A whole text of the company's own; null: only edits over what ships. */
  text: string | null
  edits: Edits
  /** Hash of the shipped text it was made over, and what stood at the edited places. */
  shipped: string
  was: Record<string, unknown>
  note: string
  by: string
  at: Date
}

export const OVERLAY_TOPIC = 'overlay'

/** Another number than before: something was changed, in whichever process. */
export async function overlayRevision(tx: Queryable): Promise<string> {
  const rows = await tx.query<{ value: string }>('overlay-revision', 'select value from overlay_revision')
  return rows[0]?.value ?? '0'
}

/** What holds now: the newest version of every file and place. */
export async function currentOverlay(tx: Queryable): Promise<OverlayVersion[]> {
  const rows = await tx.query<Row>(
    'current-overlay',
    `select distinct on (path, scope) ${COLUMNS} from overlay_version order by path, scope, version desc`,
  )
  return rows.map(toVersion)
}

/** Newest first. */
export async function overlayVersions(tx: Queryable, path: string, scope: string): Promise<OverlayVersion[]> {
  const rows = await tx.query<Row>(
    'overlay-versions',
    `select ${COLUMNS} from overlay_version where path = $1 and scope = $2 order by version desc limit 200`,
    [path, scope],
  )
  return rows.map(toVersion)
}

/**
 * Adds a version. `over` is the version its author looked at: when somebody else was quicker nothing is written, for a text laid
 * over one that its author never saw would take a colleague's change away.
 */
export async function addOverlayVersion(
  tx: Queryable,
  given: Omit<OverlayVersion, 'version'> & { over: number; account: string },
): Promise<number> {
  // The row of the revision lets one change after the other.
  await tx.query('count-overlay', 'update overlay_revision set value = value + 1')
  const [newest] = await overlayVersions(tx, given.path, given.scope)
  if ((newest?.version ?? 0) !== given.over)
    throw conflict('overlay_changed', `${given.path} was changed meanwhile, by ${newest?.by ?? 'nobody'}.`, {
      by: newest?.by,
    })
  const version = given.over + 1
  await tx.query(
    'add-overlay-version',
    `insert into overlay_version (path, scope, version, text, edits, shipped, was, note, account, by, at)
     values ($1, $2, $3, $4, $5::jsonb, $6, $7::jsonb, $8, $9, $10, $11)`,
    [
      given.path,
      given.scope,
      version,
      given.text,
      JSON.stringify(given.edits),
      given.shipped,
      JSON.stringify(given.was),
      given.note,
      given.account,
      given.by,
      given.at,
    ],
  )
  return version
}

const COLUMNS = 'path, scope, version, text, edits, shipped, was, note, by, at'
type Row = { edits: unknown; was: unknown } & Omit<OverlayVersion, 'edits' | 'was'>

function toVersion(row: Row): OverlayVersion {
  return { ...row, edits: Edits.parse(row.edits), was: z.record(z.string(), z.unknown()).parse(row.was) }
}
