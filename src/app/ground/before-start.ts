import { existsSync } from 'node:fs'
import path from 'node:path'
import type { Settings } from '../../platform/settings'
import { readShippedKnowledge } from './seed-store'
import type { ShippedKnowledge } from './seed-store'
import { tryAddress } from './try-address'

export interface Beginning {
  shipped: ShippedKnowledge
  /** There is no embedded store yet: one will be made. */
  isNewStore: boolean
}

/**
 * Whatever can be known to be wrong before anything is made: the address is taken, the articles of a new store are faulty.
 * A start that fails here leaves no store behind.
 */
export async function beforeStart(
  settings: Pick<Settings, 'host' | 'port' | 'knowledgeDir' | 'databaseUrl' | 'dataDir'>,
): Promise<Beginning> {
  await tryAddress(settings)
  const shipped = readShippedKnowledge(settings.knowledgeDir)
  const made = existsSync(path.join(settings.dataDir, 'pgdata', 'PG_VERSION'))
  const isNewStore = settings.databaseUrl === undefined && !made
  if (isNewStore) shipped.articles()
  return { shipped, isNewStore }
}
