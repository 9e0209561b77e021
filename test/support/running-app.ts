import type { Clock } from '../../src/platform/clock'
import { createLog } from '../../src/platform/log'
import { readSettings } from '../../src/platform/settings'
import { startApp } from '../../src/app'
import type { App } from '../../src/app'
import { callApi, type Method } from './call-api'
import { createTestDatabase } from './database'
import type { TestDatabase } from './database'

export const API_TOKEN = 'test-token-0123456789abcdef'
export const ADMIN_PASSWORD = 'Test-password-1'

export interface RunningApp {
  app: App
  url: string
  database: TestDatabase
  api(method: Method, path: string, body?: unknown): ReturnType<typeof callApi>
  stop(): Promise<void>
}

/** The whole product in this process, on a database of its own, listening on a free port. */
export async function startRunningApp(
  env: Record<string, string> = {},
  database?: TestDatabase,
  clock?: Clock,
): Promise<RunningApp> {
  const store = database ?? (await createTestDatabase())
  const settings = readSettings({
    PORT: '0',
    DATABASE_URL: store.url,
    API_TOKEN,
    ADMIN_PASSWORD,
    TURN_QUIET_MS: '30',
    LOG_LEVEL: 'silent',
    ...env,
  })
  const app = await startApp({ settings, log: createLog(settings.logLevel), clock, version: 'test' })
  return {
    app,
    url: app.url,
    database: store,
    api: (method, path, body) => callApi(app.url, API_TOKEN, method, path, body),
    async stop() {
      await app.stop()
      if (!database) await store.close()
    },
  }
}
