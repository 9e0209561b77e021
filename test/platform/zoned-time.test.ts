import fc from 'fast-check'
import { formatChineseTime, fromZoned, toIsoWithOffset, zonedDay, zonedParts } from '../../src/platform/zoned-time'

const SHANGHAI = 'Asia/Shanghai'

describe('time in a zone', () => {
  it('shows what the clock on the wall shows, whatever the zone of the machine', () => {
    const parts = zonedParts(new Date('2026-11-21T22:05:06.789Z'), SHANGHAI)

    expect(parts).toEqual({
      year: 2026,
      month: 11,
      day: 22,
      hour: 6,
      minute: 5,
      second: 6,
      millisecond: 789,
      weekday: 7,
      offsetMinutes: 480,
    })
  })

  it.each([
    ['2026-11-21T10:30:00.000Z', SHANGHAI, '2026-11-21T18:30:00.000+08:00'],
    ['2026-12-31T16:00:00.001Z', SHANGHAI, '2027-01-01T00:00:00.001+08:00'],
    ['2026-07-01T00:00:00.000Z', 'America/St_Johns', '2026-06-30T21:30:00.000-02:30'],
    ['2026-01-01T00:00:00.000Z', 'UTC', '2026-01-01T00:00:00.000+00:00'],
    ['2026-01-01T00:00:00.000Z', 'Asia/Kathmandu', '2026-01-01T05:45:00.000+05:45'],
  ])('writes %s in %s as %s', (instant, zone, expected) => {
    expect(toIsoWithOffset(new Date(instant), zone)).toBe(expected)
    expect(zonedDay(new Date(instant), zone)).toBe(expected.slice(0, 10))
  })

  it('keeps the instant when it writes it with an offset and when it goes to the wall and back', () => {
    const zones = [SHANGHAI, 'Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'UTC', 'Asia/Urumqi']
    const instants = fc.date({ min: new Date('1992-01-01'), max: new Date('2060-01-01'), noInvalidDate: true })

    fc.assert(
      fc.property(instants, fc.constantFrom(...zones), (instant, zone) => {
        expect(new Date(toIsoWithOffset(instant, zone)).getTime()).toBe(instant.getTime())
        const parts = zonedParts(instant, zone)
        const back = fromZoned(parts, zone)
        // An hour that happens twice comes back as its first occurrence: the same wall clock, perhaps another instant.
        expect(zonedParts(back, zone)).toEqual({ ...parts, offsetMinutes: zonedParts(back, zone).offsetMinutes })
        expect(back.getTime()).toBeLessThanOrEqual(instant.getTime())
        expect(instant.getTime() - back.getTime()).toBeLessThanOrEqual(3_600_000)
      }),
    )
  })

  it('moves a time that summer time skips forward and takes the first of one that happens twice', () => {
    const skipped = fromZoned({ year: 2026, month: 3, day: 29, hour: 2, minute: 30 }, 'Europe/Berlin')
    const twice = fromZoned({ year: 2026, month: 10, day: 25, hour: 2, minute: 30 }, 'Europe/Berlin')

    expect(toIsoWithOffset(skipped, 'Europe/Berlin')).toBe('2026-03-29T03:30:00.000+02:00')
    expect(toIsoWithOffset(twice, 'Europe/Berlin')).toBe('2026-10-25T02:30:00.000+02:00')
  })

  it('carries what overflows over to the next day and month', () => {
    const at = fromZoned({ year: 2026, month: 11, day: 31, minute: 24 * 60 + 30 }, SHANGHAI)

    expect(toIsoWithOffset(at, SHANGHAI)).toBe('2026-12-02T00:30:00.000+08:00')
  })

  it.each([
    ['2026-11-21T18:30:00+08:00', '今天18:30'],
    ['2026-11-21T02:05:00+08:00', '今天凌晨2:05'],
    ['2026-11-21T12:00:00+08:00', '今天中午12:00'],
    ['2026-11-22T09:00:00+08:00', '明天上午9:00'],
    ['2026-11-23T00:00:00+08:00', '后天凌晨0:00'],
    ['2026-11-20T23:59:00+08:00', '昨天23:59'],
    ['2026-11-24T09:00:00+08:00', '11月24日 9:00'],
    ['2027-01-03T14:00:00+08:00', '2027年1月3日 14:00'],
  ])('says %s on 21 November as %s', (at, expected) => {
    expect(formatChineseTime(new Date(at), SHANGHAI, new Date('2026-11-21T17:00:00+08:00'))).toBe(expected)
  })

  it('counts days by the calendar of the zone, not by 24 hours', () => {
    const justBefore = new Date('2026-12-31T23:59:00+08:00')

    expect(formatChineseTime(new Date('2027-01-01T00:01:00+08:00'), SHANGHAI, justBefore)).toBe('明天凌晨0:01')
  })

  it('says the date when it does not know what today is', () => {
    expect(formatChineseTime(new Date('2026-11-23T09:00:00+08:00'), SHANGHAI)).toBe('11月23日 9:00')
  })
})
