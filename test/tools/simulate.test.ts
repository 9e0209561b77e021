import { simulateOwners, summarise } from '../../src/tools/simulate/simulate-owners'
import { PERSONAS } from '../../src/tools/simulate/persona'
import { createTestDatabase } from '../support/database'

jest.setTimeout(300_000)

/** On a store of their own: the simulation clears what a talk fills. */
async function simulate(count: number, seed: number) {
  const { db, close } = await createTestDatabase()
  try {
    return await simulateOwners(db, count, seed)
  } finally {
    await close()
  }
}

it('leads owners of every temper to a repair, an answer and a complaint; the long test tries five hundred', async () => {
  const { missed, faulty } = summarise(await simulate(PERSONAS.length * 3, 7))

  expect(missed.map(({ transcript }) => transcript)).toEqual([])
  expect(faulty.map(({ transcript, faults }) => `${transcript}\n! ${faults.join('\n! ')}`)).toEqual([])
})

it('says the same again with the same seed', async () => {
  const transcripts = async () => (await simulate(4, 3)).map(({ transcript }) => transcript)

  expect(await transcripts()).toEqual(await transcripts())
})
