import { simulateOwners, summarise } from '../../src/tools/simulate/simulate-owners'
import { PERSONAS } from '../../src/tools/simulate/persona'
import { createTestDatabase } from '../support/database'
import type { TestDatabase } from '../support/database'

/** Every persona 39 times: every goal by every persona, three different lives each (domain.md C21). */
const OWNERS = Number(process.env['SIMULATED_OWNERS'] ?? PERSONAS.length * 39)
const SEED = Number(process.env['SEED'] ?? 20261122)

let database: TestDatabase
beforeAll(async () => {
  database = await createTestDatabase()
})
afterAll(() => database.close())

it(`leads ${OWNERS} owners of every temper to what they came for, politely and without asking twice`, async () => {
  const outcomes = await simulateOwners(database.db, OWNERS, SEED)

  const { table, missed, faulty, medianTurns } = summarise(outcomes)
  process.stdout.write(`${table}\n${JSON.stringify({ seed: SEED, medianTurns })}\n`)
  expect(missed.map(({ transcript }) => transcript)).toEqual([])
  expect(faulty.map(({ transcript, faults }) => `${transcript}\n! ${faults.join('\n! ')}`)).toEqual([])
  expect(medianTurns).toBeLessThanOrEqual(5)
})
