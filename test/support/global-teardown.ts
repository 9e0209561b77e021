import { rmSync } from 'node:fs'
import pg from 'pg'
import type { EmbeddedServer } from '../../src/platform/database/embedded/embedded-server'
import { testServer } from './test-server'

/** Ends the run's PostgreSQL, or takes the template away from a server that was only lent. */
export default async function globalTeardown(): Promise<void> {
  const started = globalThis.shouwenTestServer
  if (started) {
    await started.embedded.stop()
    rmSync(started.dataDir, { recursive: true, force: true })
    return
  }
  const { url, template } = testServer()
  const admin = new pg.Client({ connectionString: url })
  await admin.connect()
  await admin.query(`drop database if exists ${template} with (force)`)
  await admin.end()
}

declare global {
  var shouwenTestServer: { embedded: EmbeddedServer; dataDir: string } | undefined
}
