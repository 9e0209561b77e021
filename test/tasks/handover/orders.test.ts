import fc from 'fast-check'
import { liveThrough, order } from './orders'
import { closeStages, openHandoverStage } from './stage'

afterAll(closeStages)

/** The full ten thousand are lived through in test/long; here a few, side by side, so that every commit meets them. */
test('in random orders of events there is one holder and one owner of record, the bot is silent, nothing loops and no message is lost', async () => {
  const stage = await openHandoverStage()

  await expect(liveThrough(stage, fc.sample(order, { numRuns: 30, seed: 20261121 }), 'a')).resolves.toBeUndefined()
}, 60_000)
