import fc from 'fast-check'
import { AppError } from '../../../src/platform/errors'
import { CASE_STAGES, CASE_STATUSES, type CaseStatus } from '../../../src/records/case/case-kinds'
import { CASE_ACTIONS, moveCase, type CaseAction, type CaseState } from '../../../src/records/case/case-transitions'

const state = (facts: Partial<CaseState> = {}): CaseState => ({
  status: 'open',
  pausedFrom: null,
  transferTo: null,
  stages: [{ stage: 'intake' }],
  ...facts,
})

/** contract.md §8 written out: for each action, what each status becomes; what is missing is refused. */
const TABLE: Record<CaseAction, Partial<Record<CaseStatus, CaseStatus>>> = {
  accept: { open: 'accepted' },
  assign: {
    open: 'accepted',
    accepted: 'accepted',
    in_progress: 'in_progress',
    paused: 'paused',
    resolved: 'resolved',
  },
  progress: { accepted: 'in_progress', in_progress: 'in_progress' },
  pause: { accepted: 'paused', in_progress: 'paused' },
  resume: { paused: 'in_progress' },
  resolve: { accepted: 'resolved', in_progress: 'resolved' },
  reopen: { resolved: 'in_progress', closed: 'in_progress' },
  close: { resolved: 'closed' },
  cancel: {
    open: 'cancelled',
    accepted: 'cancelled',
    in_progress: 'cancelled',
    paused: 'cancelled',
    resolved: 'cancelled',
    cancelled: 'cancelled',
  },
  urge: { open: 'open', accepted: 'accepted', in_progress: 'in_progress', paused: 'paused' },
  transfer: { open: 'open', accepted: 'accepted', in_progress: 'in_progress', paused: 'paused' },
}

describe('the table of transitions', () => {
  for (const action of CASE_ACTIONS) {
    for (const status of CASE_STATUSES) {
      const expected = TABLE[action][status]
      const act = { action, by: 'ma-qiang', note: '等配件', to: 'guo-dong' }
      if (expected)
        test(`${action} takes ${status} to ${expected}`, () => {
          expect(moveCase(state({ status, pausedFrom: status === 'paused' ? 'in_progress' : null }), act).status).toBe(
            expected,
          )
        })
      else
        test(`${action} is a conflict when the case is ${status}`, () => {
          expect(() => moveCase(state({ status }), act)).toThrow(
            expect.objectContaining({ failure: 'conflict', code: 'case_transition' }),
          )
        })
    }
  }
})

test('a pause and its end need a note', () => {
  for (const [action, status] of [
    ['pause', 'accepted'],
    ['resume', 'paused'],
  ] as const)
    expect(() => moveCase(state({ status }), { action, by: 'x', note: '  ' })).toThrow(
      expect.objectContaining({ failure: 'conflict', code: 'note_required' }),
    )
})

test('resuming goes back to where the pause began', () => {
  for (const pausedFrom of ['accepted', 'in_progress'] as const)
    expect(
      moveCase(state({ status: 'paused', pausedFrom }), { action: 'resume', by: 'x', note: '配件到了' }).status,
    ).toBe(pausedFrom)
})

test('a case that is assigned while paused still remembers where it was', () => {
  const move = moveCase(state({ status: 'paused', pausedFrom: 'accepted' }), { action: 'assign', by: 'x', to: 'y' })

  expect(move).toMatchObject({ status: 'paused', pausedFrom: 'accepted' })
})

test('the first progress coordinates, the next ones follow up', () => {
  const first = moveCase(state({ status: 'accepted' }), { action: 'progress', by: 'x' })
  const second = moveCase(state({ status: 'in_progress', stages: [{ stage: 'intake' }, { stage: 'coordinate' }] }), {
    action: 'progress',
    by: 'x',
  })

  expect([first.stage, second.stage]).toEqual(['coordinate', 'follow_up'])
})

test('only the person asked may take a transferred case over, in whatever state it is', () => {
  const asked = state({ status: 'in_progress', transferTo: 'zhou-jian' })

  expect(moveCase(asked, { action: 'accept', by: 'zhou-jian' })).toMatchObject({
    takesOver: true,
    status: 'in_progress',
  })
  expect(() => moveCase(asked, { action: 'accept', by: 'ma-qiang' })).toThrow(AppError)
  expect(() => moveCase({ ...asked, status: 'closed' }, { action: 'accept', by: 'zhou-jian' })).toThrow(AppError)
})

test('no sequence of acts closes a case with a missing stage, and every step is one the table allows', () => {
  const step = fc.record({
    action: fc.constantFrom(...CASE_ACTIONS),
    by: fc.constantFrom('a', 'b'),
    note: fc.constantFrom('', '等配件'),
    to: fc.constantFrom('a', 'b'),
  })
  fc.assert(
    fc.property(fc.array(step, { maxLength: 40 }), (acts) => {
      let now = state()
      for (const act of acts) {
        let move
        try {
          move = moveCase(now, act)
        } catch {
          continue
        }
        const takeOver = act.action === 'accept' && now.status !== 'open'
        if (!takeOver && act.action !== 'resume') expect(move.status).toBe(TABLE[act.action][now.status])
        if (act.action === 'resume') expect(move.status).toBe(now.pausedFrom)
        expect(move.status === 'paused').toBe(move.pausedFrom !== null)
        now = {
          status: move.status,
          pausedFrom: move.pausedFrom,
          transferTo: act.action === 'transfer' ? act.to : now.transferTo,
          stages: [
            ...now.stages,
            ...[...move.unneeded, ...(move.stage ? [move.stage] : [])].map((stage) => ({ stage })),
          ],
        }
        if (now.status === 'closed')
          expect(CASE_STAGES.filter((stage) => !now.stages.some((row) => row.stage === stage))).toEqual([])
      }
    }),
    { numRuns: 2000 },
  )
})
