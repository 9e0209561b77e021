import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { invalid } from '../platform/errors'
import { migrate } from '../platform/database/migrate'
import { openDatabase } from '../platform/database/open-database'
import { simulateOwners, summarise } from './simulate/simulate-owners'

/**
 * `npm run simulate -- [owners] [seed]`: made-up owners talk to the real engine on a store that is thrown away (domain.md C21).
 * Prints every talk that missed its goal or broke a rule, then a table and one line of JSON.
 */
export async function main(argv: readonly string[]): Promise<void> {
  const [count = 169, seed = 1] = argv.map(Number)
  if (!Number.isInteger(count) || !Number.isInteger(seed) || count < 1)
    throw invalid('usage', 'expected: npm run simulate -- [owners] [seed], both whole numbers')
  const dataDir = await mkdtemp(path.join(tmpdir(), 'shouwen-owners-'))
  const db = await openDatabase({ dataDir })
  try {
    await migrate(db)
    const outcomes = await simulateOwners(db, count, seed)
    const { table, missed, faulty, medianTurns } = summarise(outcomes)
    for (const { transcript, faults, end } of new Set([...missed, ...faulty]))
      process.stdout.write(`${transcript}\n! ${[end, ...faults].join('\n! ')}\n\n`)
    const counts = { owners: count, missed: missed.length, faulty: faulty.length, medianTurns }
    process.stdout.write(`${table}\n${JSON.stringify({ seed, ...counts })}\n`)
  } finally {
    await db.close()
    await rm(dataDir, { recursive: true, force: true })
  }
}

if (require.main === module) {
  main(process.argv.slice(2)).catch((error: unknown) => {
    console.error(error instanceof Error ? error.message : String(error))
    process.exitCode = 1
  })
}
