import type { Clock } from '../../src/platform/clock'
import { createLog } from '../../src/platform/log'
import { readSettings } from '../../src/platform/settings'
import { startApp } from '../../src/app'
import type { App } from '../../src/app'
import { createTestDatabase } from './database'
import type { TestDatabase } from './database'

export const API_TOKEN = 'test-token-0123456789abcdef'
export const ADMIN_PASSWORD = 'Test-password-1'

export interface RunningApp {
  app: App
  url: string
  database: TestDatabase
  api(method: 'GET' | 'POST' | 'PUT' | 'DELETE', path: string, body?: unknown): Promise<{ status: number; body: any }> // eslint-disable-line @typescript-eslint/no-explicit-any -- tests read JSON as it comes
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
    async api(method, path, body) {
      const answer = await fetch(`${app.url}${path}`, {
        method,
        headers: {
          authorization: `Bearer ${API_TOKEN}`,
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      })
      const text = await answer.text()
      return { status: answer.status, body: text === '' ? null : JSON.parse(text) }
    },
    async stop() {
      await app.stop()
      if (!database) await store.close()
    },
  }
}
