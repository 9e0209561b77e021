import fc from 'fast-check'
import { closedOn, describeHours, isWithinHours, nextOpening, parseStaffHours } from '../../src/platform/staff-hours'
import { toIsoWithOffset } from '../../src/platform/zoned-time'

const ZONE = 'Asia/Shanghai'
const OFFICE = 'Mon-Fri 08:30-12:00,13:30-18:00; Sat-Sun 09:00-17:00'
/** In November 2026 the 16th is a Monday, the 22nd a Sunday. */
const at = (day: number, time: string) => new Date(`2026-11-${day}T${time}:00+08:00`)

describe('staff hours', () => {
  it.each([
    ['08:30-18:00', 16, '08:30', true],
    ['08:30-18:00', 16, '08:29', false],
    ['08:30-18:00', 16, '17:59', true],
    ['08:30-18:00', 16, '18:00', false],
    ['08:30-18:00', 22, '12:00', true],
    [OFFICE, 20, '12:30', false],
    [OFFICE, 20, '13:30', true],
    [OFFICE, 21, '08:45', false],
    [OFFICE, 22, '16:59', true],
    ['00:00-24:00', 18, '00:00', true],
    ['00:00-24:00', 18, '23:59', true],
    ['20:00-08:00', 18, '23:00', true],
    ['20:00-08:00', 18, '07:59', true],
    ['20:00-08:00', 18, '08:00', false],
    ['Fri 22:00-06:00', 21, '05:00', true],
    ['Fri 22:00-06:00', 20, '05:00', false],
    ['Sun 22:00-06:00', 16, '05:00', true],
    ['Fri-Mon 09:00-17:00', 22, '10:00', true],
    ['Fri-Mon 09:00-17:00', 17, '10:00', false],
    ['Mon,Wed 9:00-17:00', 18, '10:00', true],
    ['Mon, Wed 9:00-17:00', 17, '10:00', false],
  ])('%s: on the %dth at %s somebody is there: %s', (text, day, time, expected) => {
    expect(isWithinHours(parseStaffHours(text), at(day, time), ZONE)).toBe(expected)
  })

  it.each([
    '',
    ';',
    '8-18',
    '08:30',
    '08:30-25:00',
    '08:60-09:00',
    '24:00-08:00',
    '09:00-09:00',
    'Mon',
    'Mo 09:00-17:00',
  ])('refuse "%s" and say what was expected', (text) => {
    expect(() => parseStaffHours(text)).toThrow(/expected hours like 08:30-18:00/)
  })

  it.each([
    ['周一至周五 08:30-18:00；周六至周日 09:00-17:00', 'Mon-Fri 08:30-18:00; Sat-Sun 09:00-17:00'],
    [
      '周一到五 8：30-12：00、13：30-18：00，周六、周日 9：00-17：00',
      'Mon-Fri 8:30-12:00,13:30-18:00; Sat,Sun 9:00-17:00',
    ],
    ['工作日 8:30-18:00，周末 9:00-17:00', 'Mon-Fri 8:30-18:00; Sat-Sun 9:00-17:00'],
    ['星期一至星期六 20:00到次日8:00', 'Mon-Sat 20:00-08:00'],
    ['全天24小时', '00:00-24:00'],
    ['每天8:30-18:00', '08:30-18:00'],
  ])('are read as people write them: %s', (words, keys) => {
    expect(parseStaffHours(words)).toEqual(parseStaffHours(keys))
  })

  it.each(['08:30-18:00', 'Mon-Fri 8:30-12:00,13:30-18:00; Sat,Sun 9:00-17:00', '20:00-08:00', 'Fri-Mon 09:00-10:00'])(
    'are read as owners are told them: %s',
    (text) => {
      const hours = parseStaffHours(text)
      expect(parseStaffHours(describeHours(hours)).week).toEqual(hours.week)
    },
  )

  it('take full-width punctuation as written on a Chinese keyboard', () => {
    const hours = parseStaffHours('Mon-Fri 08：30-12：00，13：30-18：00；Sat 09：00-17：00')

    expect(hours).toEqual(parseStaffHours('Mon-Fri 08:30-12:00,13:30-18:00;Sat 09:00-17:00'))
  })

  it.each([
    ['08:30-18:00', at(16, '07:00'), '2026-11-16T08:30:00.000+08:00'],
    ['08:30-18:00', at(16, '18:00'), '2026-11-17T08:30:00.000+08:00'],
    [OFFICE, at(20, '12:10'), '2026-11-20T13:30:00.000+08:00'],
    [OFFICE, at(20, '19:00'), '2026-11-21T09:00:00.000+08:00'],
    ['Mon 09:00-10:00', at(16, '10:00'), '2026-11-23T09:00:00.000+08:00'],
    ['Sun 22:00-06:00', at(16, '06:00'), '2026-11-22T22:00:00.000+08:00'],
  ])('%s: after %s somebody comes at %s', (text, from, expected) => {
    const opening = nextOpening(parseStaffHours(text), from, ZONE)

    expect(opening && toIsoWithOffset(opening, ZONE)).toBe(expected)
  })

  it('are none on a day off, whatever the week says', () => {
    const hours = closedOn(parseStaffHours('08:30-18:00'), ['2026-11-16', '2026-11-17'])

    expect(isWithinHours(hours, at(16, '10:00'), ZONE)).toBe(false)
    expect(isWithinHours(hours, at(18, '10:00'), ZONE)).toBe(true)
    expect(nextOpening(hours, at(15, '19:00'), ZONE)).toEqual(at(18, '08:30'))
  })

  it('begin after however many days off', () => {
    const mondays = ['2026-11-16', '2026-11-23', '2026-11-30', '2026-12-07']
    const hours = closedOn(parseStaffHours('Mon 09:00-10:00'), mondays)

    expect(nextOpening(hours, at(15, '19:00'), ZONE)).toEqual(new Date('2026-12-14T09:00:00+08:00'))
  })

  it('open at once when somebody is there already', () => {
    const now = at(16, '10:07')

    expect(nextOpening(parseStaffHours(OFFICE), now, ZONE)).toBe(now)
  })

  it('open at a moment that lies within them and never one minute earlier', () => {
    const texts = [OFFICE, '20:00-08:00', 'Wed 00:00-00:30', 'Sat-Sun 23:00-24:00', 'Fri-Mon 22:15-03:45']
    const instants = fc.date({ min: at(10, '00:00'), max: at(28, '00:00'), noInvalidDate: true })
    const zones = [ZONE, 'Europe/Berlin', 'UTC']

    fc.assert(
      fc.property(fc.constantFrom(...texts), instants, fc.constantFrom(...zones), (text, now, zone) => {
        const hours = parseStaffHours(text)
        const opening = nextOpening(hours, now, zone)
        if (!opening) throw new Error('these hours have openings')
        expect(isWithinHours(hours, opening, zone)).toBe(true)
        expect(opening.getTime()).toBeGreaterThanOrEqual(now.getTime())
        if (opening > now) expect(isWithinHours(hours, new Date(opening.getTime() - 1), zone)).toBe(false)
      }),
    )
  })

  it('are asked about in the zone they are meant for', () => {
    const hours = parseStaffHours('08:30-18:00')
    const noonInShanghai = at(16, '12:00')

    expect(isWithinHours(hours, noonInShanghai, ZONE)).toBe(true)
    expect(isWithinHours(hours, noonInShanghai, 'Europe/Berlin')).toBe(false)
  })

  it.each([
    ['08:30-18:00', '每天8:30-18:00'],
    ['00:00-24:00', '全天24小时'],
    ['Mon-Sun 00:00-12:00,12:00-24:00', '全天24小时'],
    [OFFICE, '周一至周五8:30-12:00、13:30-18:00，周六、周日9:00-17:00'],
    ['20:00-08:00', '每天20:00-次日8:00'],
    ['Wed 09:00-17:00', '周三9:00-17:00'],
  ])('%s are told to owners as %s', (text, expected) => {
    expect(describeHours(parseStaffHours(text))).toBe(expected)
  })
})
