import { readFileSync } from 'node:fs'
import type { Db } from '../../src/platform/database/db'
import { parseCommunityFile } from '../../src/records/community/community-file'
import { seedCommunity } from '../../src/records/community/seed-community'

/** The shipped sample community, as a fresh installation has it. Returns its id. */
export function seedSample(db: Db, at: Date): Promise<string> {
  const file = parseCommunityFile(readFileSync('knowledge/sample-community.yml', 'utf8'))
  return db.tx((tx) => seedCommunity(tx, file, { sample: true, at }))
}
