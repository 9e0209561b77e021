import { ManualClock } from '../../../src/platform/clock'
import { createDailyBudget } from '../../../src/platform/model/daily-budget'
import { createTestDatabase } from '../../support/database'
import type { TestDatabase } from '../../support/database'

describe('the day’s budget of model requests', () => {
  let database: TestDatabase
  beforeAll(async () => {
    database = await createTestDatabase()
  })
  afterAll(() => database.close())

  const budget = (limit: number | undefined, at: string) =>
    createDailyBudget({ db: database.db, clock: new ManualClock(at), zone: 'Asia/Shanghai', limit })

  it('is one for all processes and outlives them', async () => {
    const first = budget(5, '2026-11-21T10:00:00+08:00')
    const second = budget(5, '2026-11-21T11:00:00+08:00')

    const taken = await Promise.all(Array.from({ length: 12 }, (_, at) => (at % 2 === 0 ? first : second).take()))

    expect(taken.filter(Boolean)).toHaveLength(5)
    expect(await budget(5, '2026-11-21T23:59:00+08:00').take()).toBe(false)
  })

  it('begins anew with the company’s own day, not with that of the machine', async () => {
    await budget(1, '2026-11-22T23:59:00+08:00').take()

    expect(await budget(1, '2026-11-22T23:59:30+08:00').take()).toBe(false)
    expect(await budget(1, '2026-11-23T00:00:00+08:00').take()).toBe(true)
  })

  it('allows none at 0 and any number without a limit', async () => {
    expect(await budget(0, '2026-12-01T10:00:00+08:00').take()).toBe(false)
    for (let times = 0; times < 3; times++)
      expect(await budget(undefined, '2026-12-01T10:00:00+08:00').take()).toBe(true)
  })
})
