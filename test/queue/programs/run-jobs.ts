/** Runs the jobs of kind `mark` on the database given: each writes a row with its key. Says `working`, ends when its input does. */
import { systemClock } from '../../../src/platform/clock'
import { openDatabase } from '../../../src/platform/database/open-database'
import { startSchedule } from '../../../src/queue/schedule'

const [url = ''] = process.argv.slice(2)

async function main(): Promise<void> {
  const db = await openDatabase({ databaseUrl: url, dataDir: '' })
  const schedule = startSchedule({
    db,
    clock: systemClock,
    waker: { onWake: () => () => {} },
    handlers: {
      mark: async (tx, job) => void (await tx.query('mark', 'insert into marked (key) values ($1)', [job.key])),
    },
    onError: (error) => console.log(`error ${String(error)}`),
  })
  console.log('working')
  process.stdin.resume()
  await new Promise((done) => process.stdin.once('close', done))
  await schedule.stop()
  await db.close()
}

void main()
