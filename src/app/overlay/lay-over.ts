import path from 'node:path'
import type { Clock } from '../../platform/clock'
import type { Db } from '../../platform/database/db'
import type { Log } from '../../platform/log'
import { projectRoot } from '../../platform/project-root'
import type { Signals } from '../../platform/signals/signals'
import { layOverGuardRules } from '../../messages/guard/guard-rules'
import type { Dialogs } from '../../dialogs/read-dialogs'
import type { WatchedDialogs } from '../../dialogs/watch-dialogs'
import { watchThesaurus } from '../../knowledge/watch-thesaurus'
import type { Thesaurus } from '../../knowledge/thesaurus'
import type { LiveUnderstanding } from '../../understanding/live/watch-understanding'
import { dialogsWith, watchShippedDialogs } from '../talk-engine'
import { watchWords } from './live-words'
import { startLiveOverlay } from './live-overlay'
import type { LiveOverlay } from './live-overlay'
import { settleServicePolicy } from './settle-service-policy'
import { GUARD_PATH, THESAURUS_PATH } from './shipped-files'

export interface LaidOver {
  overlay: LiveOverlay
  /** The company's dialogs, or those of a community that has words of its own. */
  dialogs(communityId?: string | null): Dialogs
  words: LiveUnderstanding
  newThesaurus: () => Thesaurus | null
  stop(): Promise<void>
}

/** Everything that is read from shipped files with the company's own words over it, fresh within a second in every process (design D15). */
export async function layOver(deps: {
  db: Db
  clock: Clock
  signals: Signals
  log: Log
  dataDir: string
}): Promise<LaidOver> {
  const { log } = deps
  const stays = (what: string) => (fault: unknown) =>
    log.error({ err: fault }, `${what} has a fault; the one that runs stays`)
  await deps.db.tx((tx) => settleServicePolicy(tx, deps.clock.now()))
  const overlay = await startLiveOverlay({
    ...deps,
    onError: (error) => log.error({ err: error }, 'the words of the company could not be read anew'),
  })
  const takeOffGuard = layOverGuardRules(() => overlay.text(GUARD_PATH))
  const watched = watchShippedDialogs(stays('a dialog file'), {
    text: (name) => overlay.text(`dialogs/${name}`),
    state: overlay.state,
  })
  const words = watchWords({ log, dataDir: deps.dataDir, words: overlay.understanding })
  overlay.onChange(() => {
    watched.look()
    words.look()
  })
  return {
    overlay,
    dialogs: dialogsByCommunity(watched, overlay, stays('the dialogs of a community')),
    words,
    newThesaurus: watchThesaurus(path.join(projectRoot(), THESAURUS_PATH), stays('the thesaurus'), () =>
      overlay.text(THESAURUS_PATH),
    ),
    async stop() {
      takeOffGuard()
      watched.stop()
      await words.stop()
      await overlay.stop()
    },
  }
}

/** Read when first asked for after a change; a fault leaves a community with the company's words. */
function dialogsByCommunity(
  watched: WatchedDialogs,
  overlay: LiveOverlay,
  onFault: (fault: unknown) => void,
): (communityId?: string | null) => Dialogs {
  const kept = new Map<string, { company: Dialogs; state: string; own: Dialogs }>()
  return (communityId) => {
    const company = watched.current()
    if (!communityId || !overlay.scopes().includes(communityId)) return company
    const state = overlay.state()
    const known = kept.get(communityId)
    if (known && known.company === company && known.state === state) return known.own
    let own = company
    try {
      own = dialogsWith((name) => overlay.text(`dialogs/${name}`, communityId))
    } catch (fault) {
      onFault(fault)
    }
    kept.set(communityId, { company, state, own })
    return own
  }
}
