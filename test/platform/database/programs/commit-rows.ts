/**
 * Opens the store of the folder given, says `open`, and commits rows as fast as it can, eight at a time, saying each id
 * after its commit was acknowledged. Tries again what could not be committed, unless it is to be `strict`: then nothing
 * may fail. Ends itself cleanly on SIGTERM and Ctrl-C.
 */
import { openDatabase } from '../../../../src/platform/database/open-database'
import { AppError } from '../../../../src/platform/errors'

async function main([dataDir = '', prefix = '', manner = 'patient'] = process.argv.slice(2)): Promise<void> {
  const log = (line: string) => console.error(line)
  const db = await openDatabase({ dataDir, log })
  await db.query('make', 'create table if not exists acknowledged (id text primary key)').catch((error: unknown) => {
    // Two processes that make it at once: one of them finds it made.
    if ((error as { code?: string }).code !== '23505') throw error
  })
  console.log(`open ${prefix}`)
  let stopping = false
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => (stopping = true))
  let next = 0
  const write = async () => {
    while (!stopping) {
      const id = `${prefix}-${next++}`
      try {
        await db.tx((tx) => tx.query('write', 'insert into acknowledged (id) values ($1)', [id]))
        console.log(`+${id}`)
      } catch (error) {
        if (manner === 'strict' || !(error instanceof AppError && error.retryable)) throw error
      }
    }
  }
  await Promise.all(Array.from({ length: 8 }, write))
  await db.close()
}

main().catch((error: unknown) => {
  console.error(error)
  process.exitCode = 1
})
