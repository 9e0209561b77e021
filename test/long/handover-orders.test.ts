import fc from 'fast-check'
import { liveThrough, order } from '../tasks/handover/orders'
import { closeStages, openHandoverStage } from '../tasks/handover/stage'

/** The real store takes a tenth of a second an order; the ten thousand run on the model in `npm test`. */
const ORDERS = Number(process.env['HANDOVER_ORDERS'] ?? 2_000)
const SIDE_BY_SIDE = 200

afterAll(closeStages)

test(`${ORDERS} random orders of events leave one holder, one owner of record, a silent bot, no loop and no lost message`, async () => {
  let done = 0
  for (let batch = 0; batch * SIDE_BY_SIDE < ORDERS; batch++) {
    // A store of its own for each batch: what one leaves behind slows the next one down and says nothing.
    const stage = await openHandoverStage()
    const orders = fc.sample(order, { numRuns: SIDE_BY_SIDE, seed: 20261121 + batch })
    await liveThrough(stage, orders, `b${batch}`)
    done += orders.length
  }
  expect(done).toBeGreaterThanOrEqual(ORDERS)
}, 7_200_000)
