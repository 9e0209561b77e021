/** Opens the store of the folder given, says `open`, and holds it until its input ends or a line `close` comes. */
import { openDatabase } from '../../../../src/platform/database/open-database'

async function main([dataDir = '', userNamespace = 'yes'] = process.argv.slice(2)): Promise<void> {
  try {
    const db = await openDatabase({
      dataDir,
      databaseUrl: process.env.DATABASE_URL,
      log: (line) => console.error(line),
      embedded: { userNamespace: userNamespace === 'yes' },
    })
    const [row] = await db.query<{ answer: number }>('answer', 'select 42 as answer')
    console.log(`open ${row?.answer}`)
    process.stdin.on('data', () => process.stdin.destroy())
    await new Promise((done) => process.stdin.once('close', done))
    await db.close()
    console.log('closed')
  } catch (error) {
    console.error(error instanceof Error ? `${error.name}: ${error.message}` : error)
    process.exitCode = 1
  }
}

void main()
