import type { Clock } from '../../platform/clock'
import type { Db } from '../../platform/database/db'
import type { Files } from '../../platform/files/files'
import type { Log } from '../../platform/log'
import { createCircuitBreaker } from '../../platform/model/circuit-breaker'
import { createDailyBudget } from '../../platform/model/daily-budget'
import type { Settings } from '../../platform/settings'
import type { ClaimedTurn } from '../../queue/turn'
import { createVoiceHearing } from './hear-voices'

/** Without OPENAI_TRANSCRIBE_MODEL voices stay voices: kept, and the owner asked to type. */
export async function openHearing(deps: {
  settings: Pick<Settings, 'model' | 'timeZone'>
  db: Db
  files: Files
  clock: Clock
  log: Log
}): Promise<(claimed: ClaimedTurn) => Promise<ClaimedTurn>> {
  const { settings, db, files, clock, log } = deps
  const { model } = settings
  if (!model?.transcribe) return async (claimed) => claimed
  // Loaded for those who have one: the client is large.
  const { createTranscriber } = await import('../../integrations/speech/create-transcriber')
  const transcriber = createTranscriber({
    baseUrl: model.baseUrl,
    apiKey: model.apiKey,
    model: model.transcribe,
    breaker: createCircuitBreaker(clock, (isResting) =>
      log.warn(
        isResting ? 'the speech endpoint fails and rests: owners are asked to type' : 'the speech endpoint is back',
      ),
    ),
    budget: createDailyBudget({ db, clock, zone: settings.timeZone, limit: model.budgetPerDay }),
  })
  return createVoiceHearing({ db, files, clock, transcriber })
}
