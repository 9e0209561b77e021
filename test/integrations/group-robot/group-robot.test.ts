import { startEmulator, type Emulator } from '../../../src/emulator/start-emulator'
import { createStaffAlerts } from '../../../src/app/staff-group/staff-alerts'
import { ALERT_BYTES, guarded, raiseAlert } from '../../../src/integrations/group-robot/alerts'
import { fitting, startGroupRobot, toMarkdown } from '../../../src/integrations/group-robot/start-robot'
import { ManualClock } from '../../../src/platform/clock'
import { createLog } from '../../../src/platform/log'
import { openSignals } from '../../../src/platform/signals/signals'
import type { Loop } from '../../../src/queue/loop'
import { startSchedule } from '../../../src/queue/schedule'
import { openCase } from '../../../src/records/case/open-case'
import { acceptHandoff } from '../../../src/records/handoff/accept-handoff'
import { openHandoff } from '../../../src/records/handoff/open-handoff'
import { createTestDatabase, type TestDatabase } from '../../support/database'
import { AT, ZONE, givenCommunity, givenTalk } from '../../records/given'

const waker = { onWake: () => () => {} }
const MINUTE = 60_000

let database: TestDatabase
let clock: ManualClock
let wecom: Emulator
let robot: Loop
const errors: unknown[] = []

beforeEach(async () => {
  errors.length = 0
  database = await createTestDatabase()
  clock = new ManualClock(AT)
  wecom = await startEmulator({ clock })
  robot = startRobot()
})
afterEach(async () => {
  await robot.stop()
  await wecom.close()
  await database.close()
})

const startRobot = (url = wecom.env.WECOM_GROUP_WEBHOOK) =>
  startGroupRobot({ db: database.db, clock, waker, url, onError: (error) => errors.push(error), byHand: true })
const raise = (id: string, text: string) => raiseAlert(database.db, { id, text, at: clock.now() })
const posted = () =>
  wecom.webhookMessages.map(({ body }) => (body as { markdown: { content: string } }).markdown.content)
const rules = () => wecom.violations.map(({ rule }) => rule)

describe('the robot of the staff group', () => {
  it('posts an alarm once, however often it is raised', async () => {
    expect([await raise('a', '电梯困人'), await raise('a', '电梯困人')]).toEqual([true, false])

    await robot.drain()
    await robot.drain()

    expect(posted()).toEqual(['电梯困人'])
  })

  it('posts together what waits together, within 4096 bytes, and loses nothing', async () => {
    const texts = Array.from({ length: 30 }, (_, index) => `第${index}条 ${'水'.repeat(100)}`)
    for (const [index, text] of texts.entries()) await raise(`a${index}`, text)

    await robot.drain()

    expect(posted().join('\n\n').split('\n\n')).toEqual(texts)
    expect(posted().length).toBeLessThan(4)
    for (const content of posted()) expect(Buffer.byteLength(content)).toBeLessThanOrEqual(4096)
    expect(rules()).toEqual([])
  })

  it('never posts more than the minute allows, also from two processes, and goes on when it is over', async () => {
    const other = startRobot()
    for (let index = 0; index < 40; index++) {
      await raise(`a${index}`, `第${index}条`)
      await Promise.all([robot.drain(), other.drain()])
    }
    const within = wecom.webhookMessages.length
    clock.advance(MINUTE)
    await Promise.all([robot.drain(), other.drain()])

    expect(within).toBeLessThanOrEqual(20)
    // The rest waited and came together.
    expect(posted().join('\n\n').split('\n\n').sort()).toEqual(
      Array.from({ length: 40 }, (_, index) => `第${index}条`).sort(),
    )
    expect(rules()).toEqual([])
    await other.stop()
  })

  it('keeps an alarm over an outage and over a restart', async () => {
    wecom.faults.set({ badGateway: { on: 'webhook/send', times: 1 } })
    await raise('a', '煤气泄漏')
    await robot.drain()
    expect(posted()).toEqual([])
    await robot.stop()

    robot = startRobot()
    clock.advance(3_000)
    await robot.drain()

    expect(posted()).toEqual(['煤气泄漏'])
  })

  it('waits a minute after 45009, for the group may have other robots', async () => {
    wecom.faults.set({ errcode: { on: 'webhook/send', errcode: 45009, times: 1 } })
    await raise('a', '停电')
    await robot.drain()
    clock.advance(30_000)
    await robot.drain()
    expect(posted()).toEqual([])

    clock.advance(31_000)
    await robot.drain()

    expect(posted()).toEqual(['停电'])
  })

  it('goes on trying while the webhook is gone, without its address in what is written down', async () => {
    await robot.stop()
    robot = startRobot(wecom.env.WECOM_GROUP_WEBHOOK.replace(/key=.*/, 'key=a-secret-key'))
    await raise('a', '停电')
    await robot.drain()

    const rows = await database.db.query<{ status: string; last_error: string }>(
      'test-alert',
      'select status, last_error from group_alert',
    )
    expect(rows).toEqual([{ status: 'pending', last_error: 'errcode 93000' }])
  })

  it.each([
    ['a phone', '陈先生 13812345678 家里漏水'],
    ['a phone in groups', '请打 138 1234 5678'],
    ['a phone with dashes', '电话138-1234-5678'],
    ['a phone in full width', '电话１３８１２３４５６７８'],
    ['a room', '3栋2单元501室 漏水'],
  ])('takes out %s', (_, text) => {
    expect(guarded(text).normalize('NFKC')).not.toMatch(/138[\s-]?1234[\s-]?5678|501/)
  })

  it('cuts one endless alarm, so that no message is ever too long', async () => {
    await raise('a', '长'.repeat(5000))
    const rows = await database.db.query<{ text: string }>('test-text', 'select text from group_alert')

    expect(Buffer.byteLength(rows[0]!.text)).toBeLessThanOrEqual(ALERT_BYTES)
    expect(
      Buffer.byteLength(toMarkdown(fitting(Array(20).fill({ ...rows[0]!, id: 'a', attempts: 0 })))),
    ).toBeLessThanOrEqual(4096)
  })
})

describe('what the group hears of', () => {
  async function given() {
    const { db } = database
    const settings = { groupWebhook: wecom.env.WECOM_GROUP_WEBHOOK, timeZone: ZONE }
    const signals = await openSignals()
    const alerts = createStaffAlerts({ db, clock, log: createLog('silent'), signals, waker, settings, byHand: true })
    const loops = await alerts.startLoops()
    const jobs = startSchedule({
      ...{ db, clock, waker, byHand: true, handlers: alerts.withAlerts({ 'case-opened': async () => {} }) },
      onError: (error) => errors.push(error),
    })
    const communityId = await givenCommunity(db)
    const run = async () => {
      await jobs.drain()
      await robot.drain()
    }
    const stop = async () => {
      await Promise.all([...loops, jobs].map((loop) => loop.stop()))
      await signals.close()
    }
    return { db, alerts, communityId, run, stop }
  }

  it('hears of an emergency at once, without the phone and the room in its words', async () => {
    const { db, communityId, run, stop } = await given()
    const talk = await givenTalk(db, { channel: 'wecom-kf', account: 'wk1' })
    await db.tx((tx) =>
      openCase(tx, {
        ...{ kind: 'emergency', category: '燃气/煤气泄漏', emergencyType: 'gas', channel: 'wecom-kf', ...talk },
        ...{ summary: '3栋2单元501家里煤气味很大，13812345678', location: { building: '3', unit: '2', room: '501' } },
        ...{ communityId, source: 'wecom-kf', at: clock.now(), zone: ZONE, ownerOfRecord: 'bot' },
      }),
    )

    await run()
    await run()

    expect(posted()).toHaveLength(1)
    expect(posted()[0]).toMatch(/【紧急】煤气泄漏.*JJ-20261121-0001/)
    expect(posted()[0]).toContain('翠湖花园3栋2单元')
    expect(posted()[0]).not.toMatch(/13812345678|501/)
    expect(rules()).toEqual([])
    expect(errors).toEqual([])
    await stop()
  })

  it('hears of a talk that nobody took within five minutes, and no more once somebody did', async () => {
    const { db, communityId, run, stop } = await given()
    const open = async (user: string) => {
      const talk = await givenTalk(db, { user, channel: 'wecom-kf', account: 'wk1' })
      const wanted = { conversationId: talk.conversationId, personId: talk.personId, communityId }
      return db.tx((tx) =>
        openHandoff(tx, {
          ...wanted,
          ...{ reason: 'requested', evidence: ['转人工'], mode: 'console', staffed: true, card: {}, at: clock.now() },
        }),
      )
    }
    const [taken, waits] = [await open('wm1'), await open('wm2')]
    await run()
    clock.advance(2 * MINUTE)
    await db.tx((tx) => acceptHandoff(tx, taken.id, { by: '张三', at: clock.now() }))
    await run()
    expect(posted()).toEqual([])

    clock.advance(4 * MINUTE)
    await run()
    expect(posted()).toHaveLength(1)
    expect(posted()[0]).toMatch(/翠湖花园有一位业主等人工已经 5 分钟/)

    clock.advance(10 * MINUTE)
    await run()
    expect(posted()).toHaveLength(2)
    await db.tx((tx) => acceptHandoff(tx, waits.id, { by: '张三', at: clock.now() }))
    clock.advance(60 * MINUTE)
    await run()
    expect(posted()).toHaveLength(2)
    expect(rules()).toEqual([])
    await stop()
  })

  it('hears of words that could not be sent, once an hour for each reason', async () => {
    const { alerts, run, stop } = await given()
    await alerts.sendTrouble('message', 'wecom_95013')
    await alerts.sendTrouble('message', 'wecom_95013')
    await run()
    clock.advance(60 * MINUTE)
    await alerts.sendTrouble('message', 'wecom_95013')
    await run()

    expect(posted()).toHaveLength(2)
    expect(posted()[0]).toContain('给业主的消息没有发出去')
    await stop()
  })

  it('gets the day before in numbers every morning, once, however many processes there are', async () => {
    const { db, communityId, run, stop } = await given()
    const talk = await givenTalk(db, { says: ['你好', '漏水了'] })
    await db.tx((tx) =>
      openCase(tx, {
        ...{ kind: 'repair', category: '水电/漏水', summary: '漏水', ...talk, channel: 'web', communityId },
        ...{ source: 'web', at: clock.now(), zone: ZONE, ownerOfRecord: 'bot' },
      }),
    )
    const complaint = await db.tx((tx) =>
      openCase(tx, {
        ...{ kind: 'complaint', category: '服务态度/保安', summary: '保安骂人', ...talk, channel: 'web', communityId },
        ...{ source: 'web', at: clock.now(), zone: ZONE, ownerOfRecord: 'bot', sameMatter: null },
      }),
    )
    await run()
    expect(posted()).toEqual([])

    clock.set(new Date('2026-11-22T08:36:00+08:00'))
    await run()
    clock.set(new Date('2026-11-23T08:36:00+08:00'))
    await run()

    expect(posted()).toHaveLength(2)
    expect(posted()[0]).toContain('首问日报 2026-11-21')
    expect(posted()[0]).toContain('业主消息 2 条，对话 1 个')
    expect(posted()[0]).toContain('新工单 2 件：报修 1，投诉 1')
    expect(posted()[0]).toContain(`投诉日报：1 件，其中 1 件当天没有同事答复；抽查 ${complaint.number}`)
    expect(posted()[0]).not.toContain('保安骂人')
    expect(posted()[1]).not.toContain('投诉日报')
    expect(posted()[1]).toContain('首问日报 2026-11-22')
    expect(errors).toEqual([])
    await stop()
  })

  it('hears nothing, and leaves no work behind, where no robot is set up', async () => {
    const signals = await openSignals()
    const settings = { timeZone: ZONE }
    const alerts = createStaffAlerts({
      ...{ db: database.db, clock, log: createLog('silent'), signals, waker, settings },
    })

    await alerts.sendTrouble('message', 'x')

    expect(await alerts.startLoops()).toEqual([])
    expect(await database.db.query('test-none', 'select 1 from group_alert')).toEqual([])
    await signals.close()
  })
})
