import { AppError, conflict, unavailable } from '../../../platform/errors'
import type { Queryable } from '../../../platform/database/db'
import { acceptHandoff } from '../../../records/handoff/accept-handoff'
import { getHandoff, type Handoff } from '../../../records/handoff/handoff'
import type { ConsoleDeps } from '../console-deps'

/**
 * Somebody takes a talk. In native mode the WeCom session moves first, since a servicer who isn't receiving cannot hold it.
 * Who holds the talk is decided in the database alone: of two who moved the session at the same moment, the one who lost
 * there brings it back to the holder.
 */
export async function acceptForStaff(
  deps: Pick<ConsoleDeps, 'db' | 'clock' | 'settings' | 'moveSession'>,
  found: Handoff,
  by: string,
  commit: (act: (tx: Queryable) => Promise<unknown>) => Promise<void>,
): Promise<void> {
  const moves = found.mode === 'native' && found.status === 'waiting'
  if (moves) await moveTo(deps, found.id, by)
  try {
    const at = deps.clock.now()
    await commit((tx) => acceptHandoff(tx, found.id, { by, at, zone: deps.settings.timeZone }))
  } catch (error) {
    if (moves && error instanceof AppError && error.code === 'handoff_held') {
      const holder = (await getHandoff(deps.db, found.id)).assignee
      if (holder !== null) await deps.moveSession({ handoffId: found.id, to: holder })
    }
    throw error
  }
}

async function moveTo(deps: Pick<ConsoleDeps, 'moveSession'>, handoffId: string, by: string): Promise<void> {
  const moved = await deps.moveSession({ handoffId, to: by })
  if (moved === 'not_receiving')
    throw conflict('not_receiving', `${by} is no servicer who is receiving owners in WeCom now`, { by })
  if (moved === 'unavailable') throw unavailable('wecom_unavailable', 'WeCom did not move the session; try again')
}
