import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { migrate } from '../../../platform/database/migrate'
import { openDatabase } from '../../../platform/database/open-database'
import type { Database } from '../../../platform/database/open-database'

export interface BenchStore {
  db: Database
  dataDir: string
}

/** An embedded store as a deployment has it, fsync and all, in a folder of its own that goes away afterwards. */
export async function withStore<T>(work: (store: BenchStore) => Promise<T>): Promise<T> {
  const dataDir = mkdtempSync(join(tmpdir(), 'shouwen-bench-'))
  try {
    const db = await openDatabase({ dataDir })
    try {
      await migrate(db)
      return await work({ db, dataDir })
    } finally {
      await db.close()
    }
  } finally {
    rmSync(dataDir, { recursive: true, force: true })
  }
}
