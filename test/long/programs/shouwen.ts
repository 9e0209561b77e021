/** The whole product on the settings of its environment and the clock in the file given; says `ready <url>`, ends cleanly with its input. */
import { startApp } from '../../../src/app'
import { createLog } from '../../../src/platform/log'
import { readSettings } from '../../../src/platform/settings'
import { SharedClock } from '../../support/shared-clock'

const [clockFile = ''] = process.argv.slice(2)

async function main(): Promise<void> {
  const settings = readSettings(process.env)
  const clock = new SharedClock(clockFile)
  const app = await startApp({ settings, log: createLog(settings.logLevel), clock, version: 'simulated' })
  console.log(`ready ${app.url}`)
  process.stdin.resume()
  await new Promise((done) => process.stdin.once('close', done))
  await app.stop()
  process.exit(0)
}

void main()
