import path from 'node:path'
import type { Log } from '../../platform/log'
import { onServicePolicyFault } from '../../records/handoff/service-policy'
import type { LiveUnderstanding } from '../../understanding/live/watch-understanding'
import { watchUnderstanding } from '../../understanding/live/watch-understanding'
import { createVoiceCache } from '../../understanding/live/voice-cache'
import type { WordTexts } from '../../understanding/words/word-texts'

/** The words of the trade, the voices and the two policies, kept fresh while the process runs (design D15). */
export function watchWords(deps: {
  log: Log
  dataDir: string
  /** What a company changed in the console; a new map whenever something changed. */
  words?: () => WordTexts
}): LiveUnderstanding {
  const { log, dataDir, words } = deps
  onServicePolicyFault((fault) =>
    log.error({ err: fault }, 'dialogs/policy/service.yml has a fault; the one that runs stays'),
  )
  return watchUnderstanding({
    words,
    cache: createVoiceCache(path.join(dataDir, 'voices')),
    onFault: (fault) => log.error({ err: fault }, 'dialogs/understanding has a fault; what runs stays'),
    onChange: (what, version) => log.info({ version }, `new ${what} are used from the next turn on`),
  })
}
