import { setImmediate as nextTurn } from 'node:timers/promises'
import { beforeStart } from './app/ground/before-start'
import { openDatabase } from './platform/database/open-database'
import { readEnvironment } from './platform/environment'
import { createLog } from './platform/log'
import { projectRoot } from './platform/project-root'
import { secretsOf } from './platform/secrets-of'
import { readSettings } from './platform/settings'

/** Long enough for turns under way and a slow channel; a second signal does not wait. */
const STOP_LIMIT_MS = 25_000

/** Starts the product in this process and prints the addresses to open (contract §1). */
export async function main(): Promise<void> {
  const settings = readSettings(readEnvironment(projectRoot()))
  const log = createLog(settings.logLevel, { secrets: secretsOf(settings) })
  const beginning = await beforeStart(settings)
  const database = openDatabase({
    databaseUrl: settings.databaseUrl,
    dataDir: settings.dataDir,
    log: (line) => log.info(line),
  })
  // A new store is made in a process of its own, and while that lasts the two thousand files of the rest are loaded here. One
  // that is there is opened first: loading stops everything else, and a connection must not time out because of that.
  await (beginning.isNewStore ? Promise.race([database, nextTurn()]) : database)
  database.catch(() => {})
  const { startApp, versionOf } = await import('./app')
  const app = await startApp({ settings, log, beginning, database, version: versionOf() })
  print([
    '',
    'Shouwen 首问 is ready.',
    ...(settings.webChat === 'off' ? [] : [`  业主对话        ${app.url}/chat`]),
    `  工作台          ${app.url}/`,
    `  REST API        ${app.url}/api/v1/openapi.json`,
    ...(app.made.adminPassword === undefined
      ? []
      : [`  工作台账号 admin，初始密码（只显示这一次）：${app.made.adminPassword}`]),
    ...(app.made.apiToken === undefined ? [] : [`  API_TOKEN（只显示这一次）：${app.made.apiToken}`]),
    '',
  ])

  let stopping = false
  const stop = (signal: NodeJS.Signals) => {
    if (stopping) process.exit(1)
    stopping = true
    log.info({ signal }, 'stopping: turns under way are finished first')
    const limit = setTimeout(() => process.exit(1), STOP_LIMIT_MS)
    limit.unref()
    app.stop().then(
      () => process.exit(0),
      (error: unknown) => {
        log.error({ err: error }, 'the stop did not go cleanly')
        process.exit(1)
      },
    )
  }
  process.on('SIGINT', stop)
  process.on('SIGTERM', stop)
}

function print(lines: string[]): void {
  process.stdout.write(`${lines.join('\n')}\n`)
}

// `npm start` calls main itself; tests and supervisors may run this file as it is.
if (require.main === module)
  main().catch((error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`)
    process.exitCode = 1
  })
