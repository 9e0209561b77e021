import { readStatistics } from '../../../src/channels/wecom-kf/statistics'
import { DoorStage } from './open-door'

let stage: DoorStage
afterEach(() => stage.close())

const asked = () => stage.emulator.faults.fired.length

test('the days that are missing are asked for once, by account and servicer, and can be read', async () => {
  stage = await DoorStage.open()
  const { openKfid } = stage.emulator
  await stage.emulator.resident('wmA').text('您好')
  await stage.emulator.resident('wmB').text('您好')
  await stage.settle()
  await stage.door.staffing(openKfid)
  stage.clock.set('2026-11-22T02:00:00Z')

  expect(await stage.door.pullStatistics()).toBe(1)
  expect(await stage.door.pullStatistics()).toBe(0)

  const days = await readStatistics(stage.db, { from: '2026-11-20', to: '2026-11-22' })
  expect(days.map(({ day }) => day)).toEqual(['2026-11-20', '2026-11-21'])
  expect(days.at(-1)).toEqual({
    day: '2026-11-21',
    openKfid,
    servicer: null,
    figures: expect.objectContaining({ customer_cnt: 2, customer_msg_cnt: 2 }),
  })
  const staff = await readStatistics(stage.db, { from: '2026-11-21', to: '2026-11-21', servicers: true })
  expect(staff.map(({ servicer }) => servicer)).toEqual(['zhangsan'])
  expect(stage.emulator.violations).toEqual([])
})

test('the next day only the new day is asked for, after seven', async () => {
  stage = await DoorStage.open()
  stage.clock.set('2026-11-22T02:00:00Z')
  await stage.door.pullStatistics()
  stage.clock.set('2026-11-22T22:30:00Z')
  expect(await stage.door.pullStatistics()).toBe(0)
  stage.clock.set('2026-11-22T23:01:00Z')

  expect(await stage.door.pullStatistics()).toBe(1)

  const days = await readStatistics(stage.db, { from: '2026-11-01', to: '2026-12-01' })
  expect(days.at(-1)?.day).toBe('2026-11-22')
  expect(stage.emulator.violations).toEqual([])
})

test('what WeCom does not give now is asked for an hour later, and nothing is lost', async () => {
  stage = await DoorStage.open()
  stage.clock.set('2026-11-22T02:00:00Z')
  stage.emulator.faults.set({ errcode: { on: 'kf/get_corp_statistic', errcode: 45009, times: 1 } })
  await stage.door.pullStatistics()
  expect([asked(), await readStatistics(stage.db, { from: '2026-01-01', to: '2026-12-31' })]).toEqual([1, []])

  stage.clock.advance(3600_000)
  await stage.door.pullStatistics()

  expect((await readStatistics(stage.db, { from: '2026-01-01', to: '2026-12-31' })).length).toBe(30)
})
