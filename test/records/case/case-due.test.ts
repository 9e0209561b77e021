import { parseStaffHours } from '../../../src/platform/staff-hours'
import { caseClocks, type DueQuestion } from '../../../src/records/case/case-due'

const zone = 'Asia/Shanghai'
const hours = parseStaffHours('08:30-18:00')
const at = (local: string) => new Date(`${local}+08:00`)
const clocks = (question: Partial<DueQuestion>) =>
  caseClocks({ kind: 'repair', priority: 'normal', openedAt: at('2026-11-20T10:00:00'), zone, hours, ...question })

test('an ordinary repair is promised within a day, its appointment within four hours of the office', () => {
  const { dueAt, actBy } = clocks({ openedAt: at('2026-11-20T17:00:00') })

  expect(dueAt).toEqual(at('2026-11-21T17:00:00'))
  expect(actBy).toEqual(at('2026-11-21T11:30:00'))
})

test('a later appointment moves the promised time, an earlier one does not', () => {
  expect(clocks({ appointmentEnd: at('2026-11-23T17:00:00') }).dueAt).toEqual(at('2026-11-23T17:00:00'))
  expect(clocks({ appointmentEnd: at('2026-11-20T14:00:00') }).dueAt).toEqual(at('2026-11-21T10:00:00'))
})

test('an emergency is on site in a quarter of an hour, also at night', () => {
  const night = at('2026-11-20T03:00:00')

  expect(clocks({ kind: 'emergency', priority: 'emergency', openedAt: night }).dueAt).toEqual(at('2026-11-20T03:15:00'))
  expect(clocks({ kind: 'complaint', priority: 'emergency', openedAt: night }).dueAt).toEqual(at('2026-11-20T03:15:00'))
})

test('an urgent repair is under control in two hours', () => {
  expect(clocks({ priority: 'urgent' })).toMatchObject({
    actBy: at('2026-11-20T10:30:00'),
    dueAt: at('2026-11-20T12:00:00'),
  })
})

test('a complaint is answered in 24 hours and settled in three working days', () => {
  const friday = clocks({ kind: 'complaint' })

  expect(friday.dueAt).toEqual(at('2026-11-21T10:00:00'))
  expect(friday.finishBy).toEqual(at('2026-11-25T18:00:00'))
})

test('a holiday is no working day', () => {
  const { finishBy } = clocks({ kind: 'complaint', isWorkday: (day) => day > '2026-11-24' })

  expect(finishBy).toEqual(at('2026-11-27T18:00:00'))
})

test('an enquiry at night is answered in the morning', () => {
  expect(clocks({ kind: 'enquiry', openedAt: at('2026-11-20T23:00:00') }).dueAt).toEqual(at('2026-11-21T12:30:00'))
})

test('hours over midnight and hours of weekdays only count as they are written', () => {
  const night = parseStaffHours('20:00-02:00')
  const office = parseStaffHours('Mon-Fri 09:00-12:00,13:00-17:00')

  expect(clocks({ kind: 'enquiry', hours: night, openedAt: at('2026-11-20T23:00:00') }).dueAt).toEqual(
    at('2026-11-21T21:00:00'),
  )
  expect(clocks({ kind: 'enquiry', hours: office, openedAt: at('2026-11-20T16:00:00') }).dueAt).toEqual(
    at('2026-11-23T12:00:00'),
  )
})

test('a deployment lays its own rows over the defaults', () => {
  const own = {
    kind: 'repair',
    priority: 'any',
    acknowledge: { minutes: 1, clock: 'always' },
    act: { minutes: 30, clock: 'always' },
    finish: { minutes: 60, clock: 'always' },
    promised: 'finish',
  } as const

  expect(clocks({ rules: [own] }).dueAt).toEqual(at('2026-11-20T11:00:00'))
  expect(clocks({ rules: [own], kind: 'complaint' }).dueAt).toEqual(at('2026-11-21T10:00:00'))
})

test('a due time is one that people say: 12:00 and not 12:01, earlier rather than later, and the ledger keeps it', () => {
  const opened = (local: string, question: Partial<DueQuestion> = {}) => clocks({ openedAt: at(local), ...question })

  expect(opened('2026-11-20T10:01:13', { priority: 'urgent' }).dueAt).toEqual(at('2026-11-20T12:00:00'))
  expect(opened('2026-11-20T10:04:59').dueAt).toEqual(at('2026-11-21T10:00:00'))
  expect(opened('2026-11-20T10:07:00', { kind: 'enquiry' }).dueAt).toEqual(at('2026-11-20T14:05:00'))
  // Danger is run to the minute.
  expect(opened('2026-11-20T03:01:13', { priority: 'emergency' }).dueAt).toEqual(at('2026-11-20T03:16:13'))
})

test('what the owner chose is not rounded', () => {
  expect(clocks({ appointmentEnd: at('2026-11-23T17:03:00') }).dueAt).toEqual(at('2026-11-23T17:03:00'))
})

test('what is no emergency is promised for no hour of the night, and a complaint not before somebody has been in touch', () => {
  const evening = at('2026-11-20T23:30:00')
  expect(clocks({ openedAt: evening }).dueAt).toEqual(at('2026-11-21T20:00:00'))
  expect(clocks({ kind: 'complaint', openedAt: at('2026-11-20T00:40:00') }).dueAt).toEqual(at('2026-11-20T20:00:00'))
  expect(clocks({ kind: 'complaint', priority: 'urgent', openedAt: evening }).dueAt).toEqual(at('2026-11-21T10:30:00'))
  expect(clocks({ priority: 'urgent', openedAt: evening }).dueAt).toEqual(at('2026-11-21T01:30:00'))
})
