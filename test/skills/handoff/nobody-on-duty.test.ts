import { parseStaffHours } from '../../../src/platform/staff-hours'
import { createPhrases } from '../../../src/dialogs/phrases'
import type { Turn } from '../../../src/conversation/turn'
import { nobodyOnDuty } from '../../../src/skills/handoff/nobody-on-duty'

const turnAt = (at: string) =>
  ({
    at: new Date(at),
    community: { timeZone: 'Asia/Shanghai', hours: parseStaffHours('08:30-18:00'), hoursText: '每天8:30-18:00' },
    phrases: createPhrases(new Map(), 'zh'),
  }) as unknown as Turn

it.each(['wait', 'already', 'angry', 'comfort'] as const)(
  'names the opening only to whom it is still to come, and else by when somebody is in touch (%s)',
  (situation) => {
    expect(nobodyOnDuty(turnAt('2026-11-21T21:00:00+08:00'), situation)).toMatchObject({
      key: `handoff.${situation}OffDuty`,
      values: { opening: '明天上午8:30' },
    })
    const within = nobodyOnDuty(turnAt('2026-11-21T10:00:00+08:00'), situation)
    expect(within).toMatchObject({ key: `handoff.${situation}NobodyFree`, values: { due: '今天上午10:30' } })
    expect(within.values).not.toHaveProperty('opening')
  },
)

it('keeps to the time that was told while it is to come, and names the next one when it has passed', () => {
  const since = new Date('2026-11-21T10:00:00+08:00')

  expect(nobodyOnDuty(turnAt('2026-11-21T10:20:00+08:00'), 'already', { since }).values['due']).toBe('今天上午10:30')
  expect(nobodyOnDuty(turnAt('2026-11-21T10:40:00+08:00'), 'already', { since }).values['due']).toBe('今天上午11:10')
})
