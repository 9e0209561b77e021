import { AibotStage } from './open-door'

let stage: AibotStage
const MINUTE = 60_000

beforeEach(async () => void (stage = await AibotStage.open()))
afterEach(async () => {
  await stage.close()
  expect(stage.bot.violations).toEqual([])
})

/** The database's clock rules leases, so a lease that ran out is written, not waited for. */
async function leaseRunsOut(): Promise<void> {
  await stage.db.query('test-lease', `update aibot set lease_until = clock_timestamp() - interval '1 second'`)
}

describe('one live connection per bot', () => {
  it('is the first process’s; the second waits and takes over when the first stops', async () => {
    const { bot } = stage
    const first = await stage.process()
    const second = await stage.process()
    await second.door.tick()
    expect(bot.subscriptions).toBe(1)

    await first.door.stop()
    await bot.until(() => !bot.connected)
    await second.door.tick()

    expect(bot.connected).toBe(true)
    expect(bot.subscriptions).toBe(2)
    expect((await second.door.status()).ok).toBe(true)
  })

  it('is taken over when the lease of a process that hangs runs out; the old one is evicted and does not fight', async () => {
    const { bot } = stage
    const first = await stage.process()
    const second = await stage.process()
    await leaseRunsOut()

    await second.door.tick()
    await bot.until(() => bot.subscriptions === 2)
    stage.clock.advance(5 * MINUTE)
    await first.door.tick()
    await first.door.tick()

    expect(bot.connected).toBe(true)
    expect(bot.subscriptions).toBe(2)
    expect(first.log.sentences('error')).toEqual([])
  })

  it('comes back after the network broke, a moment later and not at once', async () => {
    const { bot, clock } = stage
    const process = await stage.process()
    bot.cut()
    await bot.until(async () => !(await process.door.status()).ok)

    await process.door.tick()
    expect(bot.connected).toBe(false)
    clock.advance(1_001)
    await process.door.tick()

    expect(bot.connected).toBe(true)
  })

  it('waits longer each time while nobody answers, and tells after the fifth', async () => {
    const { clock } = stage
    const process = await stage.process({ bot: { id: 'b', secret: 's', url: 'ws://127.0.0.1:1' } })

    for (let tries = 1; tries < 5; tries++) {
      clock.advance(30_000)
      await process.door.tick()
    }

    const waits = process.log.lines.flatMap(({ facts }) => ('seconds' in facts ? [facts.seconds] : []))
    expect(waits).toEqual([1, 2, 4, 8, 16])
    expect(process.log.sentences('error')).toEqual(['the bot cannot connect'])
  })

  it('is given up to somebody else who connects: told, waited for, and tried again only after minutes', async () => {
    const { bot, clock } = stage
    const process = await stage.process()
    bot.kick()
    await bot.until(async () => (await process.door.status()).trouble === 'kicked')

    clock.advance(MINUTE)
    await process.door.tick()
    expect(bot.connected).toBe(false)
    expect(process.log.sentences('error')).toHaveLength(1)
    expect((await process.door.status()).sentence).toContain('evicted')

    clock.advance(MINUTE + 1)
    await process.door.tick()
    expect(bot.connected).toBe(true)

    // Evicted again: twice as long, also for the process that comes after this one.
    bot.kick()
    await bot.until(async () => !(await process.door.status()).ok)
    await process.door.stop()
    const next = await stage.process()
    clock.advance(3 * MINUTE)
    await next.door.tick()
    expect(bot.connected).toBe(false)
    clock.advance(MINUTE + 1)
    await next.door.tick()
    expect(bot.connected).toBe(true)
  })

  it('is not asked for again with a secret that was refused, but at once with another one', async () => {
    const { bot, clock } = stage
    bot.setSecret('reset-in-the-console-000000000')
    const process = await stage.process()
    expect((await process.door.status()).trouble).toBe('refused')

    clock.advance(4 * MINUTE)
    await process.door.tick()
    expect(bot.commands).toHaveLength(1)
    expect(process.log.sentences('error')).toHaveLength(1)

    await process.door.stop()
    const { id, url } = { id: bot.env.WECOM_AIBOT_ID, url: bot.url }
    const mended = await stage.process({ bot: { id, url, secret: 'reset-in-the-console-000000000' } })
    expect(bot.connected).toBe(true)
    expect((await mended.door.status()).ok).toBe(true)
  })
})
