import { startAibotEmulator } from '../../../src/emulator/aibot-server'
import { createTestDatabase } from '../../support/database'
import { startRunningApp } from '../../support/running-app'

jest.setTimeout(120_000)

it('two processes share one connection: what is said before, during and after a hand-over is answered once, in order', async () => {
  const bot = await startAibotEmulator()
  const database = await createTestDatabase()
  const env = { ...bot.env, STAFF_HOURS: '00:00-24:00' }
  const first = await startRunningApp(env, database)
  await bot.until(() => bot.connected, 60_000)
  const second = await startRunningApp(env, database)
  try {
    const members = Array.from({ length: 6 }, (_, index) => bot.member(`member${index}`))
    const answered = (times: number) => () => members.every((member) => member.heard.length >= times)
    for (const member of members) member.text('报修')
    await bot.until(answered(1), 60_000)

    // What is written while the connection changes hands waits at the platform.
    const stopping = first.stop()
    await bot.until(() => !bot.connected, 60_000)
    for (const member of members) member.text('厨房水管漏水')
    await stopping
    await bot.until(answered(2), 60_000)

    expect(bot.subscriptions).toBe(2)
    for (const { userId } of members) {
      const { body } = await second.api('GET', `/api/v1/exchanges?user=${userId}&limit=500`)
      const rows = body.items as { author: string; text: string; direction: string }[]
      expect(rows.filter((row) => row.author === 'owner').map((row) => row.text)).toEqual(['报修', '厨房水管漏水'])
      expect(rows.filter((row) => row.text?.includes('什么坏了'))).toHaveLength(1)
    }
    for (const member of members) expect(member.heard.filter((words) => words.includes('什么坏了'))).toHaveLength(1)
    expect(bot.violations).toEqual([])
    expect((await second.api('GET', '/api/v1/exchanges/verify')).body.ok).toBe(true)
  } finally {
    await second.stop()
    await database.close()
    await bot.close()
  }
})
