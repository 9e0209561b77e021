import { closedOn, parseStaffHours } from '../../../src/platform/staff-hours'
import { addOpenMinutes, openMinutesBetween } from '../../../src/records/case/working-time'

const zone = 'Asia/Shanghai'
const at = (local: string) => new Date(`${local}+08:00`)
const office = { zone, hours: parseStaffHours('Mon-Fri 08:30-12:00,13:30-18:00') }

describe('staff time between two moments', () => {
  it.each([
    ['within a morning', '2026-11-20T09:00', '2026-11-20T10:15', 75],
    ['over lunch', '2026-11-20T11:30', '2026-11-20T14:00', 60],
    ['over a weekend', '2026-11-20T17:00', '2026-11-23T09:00', 90],
    ['at night', '2026-11-20T20:00', '2026-11-21T06:00', 0],
    ['when the time has passed', '2026-11-20T10:00', '2026-11-20T09:00', -60],
  ])('counts office minutes %s', (_when, from, to, minutes) => {
    expect(openMinutesBetween(at(`${from}:00`), at(`${to}:00`), office)).toBe(minutes)
  })

  it('is none on a day off', () => {
    const closed = { ...office, hours: closedOn(office.hours, ['2026-11-23']) }

    expect(openMinutesBetween(at('2026-11-20T17:00:00'), at('2026-11-24T09:00:00'), closed)).toBe(90)
    expect(addOpenMinutes(at('2026-11-20T17:00:00'), 90, closed)).toEqual(at('2026-11-24T09:00:00'))
  })

  it('is the wall clock where no hours are kept', () => {
    const always = { zone, hours: { rules: [], week: [[], [], [], [], [], [], []] } }

    expect(openMinutesBetween(at('2026-11-20T22:00:00'), at('2026-11-21T02:00:00'), always)).toBe(240)
  })

  it('takes back what was added', () => {
    for (const minutes of [1, 59, 240, 481, 2_400]) {
      const from = at('2026-11-20T16:20:00')
      expect(openMinutesBetween(from, addOpenMinutes(from, minutes, office), office)).toBe(minutes)
    }
  })
})
