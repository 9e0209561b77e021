import { cpSync } from 'node:fs'
import { join } from 'node:path'
import { openDatabase } from '../../../src/platform/database/open-database'
import { temporaryFolder } from '../../support/temporary'

let first: Promise<string> | undefined

/** A DATA_DIR with a store in it, as after a first start and a clean stop; copied, since making one takes a second. */
export async function freshStore(): Promise<string> {
  first ??= make()
  const dataDir = join(temporaryFolder(), 'data')
  cpSync(await first, dataDir, { recursive: true, preserveTimestamps: true })
  return dataDir
}

async function make(): Promise<string> {
  const dataDir = temporaryFolder()
  await (await openDatabase({ dataDir })).close()
  return dataDir
}
