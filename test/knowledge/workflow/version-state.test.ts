import {
  VERSION_ACTS,
  VERSION_STATES,
  mayEdit,
  nextState,
  type VersionAct,
  type VersionState,
} from '../../../src/knowledge/workflow/version-state'

const ALLOWED: [from: VersionState, act: VersionAct, to: VersionState][] = [
  ['draft', 'submit', 'review'],
  ['returned', 'submit', 'review'],
  ['review', 'withdraw', 'draft'],
  ['review', 'return', 'returned'],
  ['scheduled', 'return', 'returned'],
  ['review', 'schedule', 'scheduled'],
  ['scheduled', 'schedule', 'scheduled'],
  ['scheduled', 'unschedule', 'review'],
  ['review', 'publish', 'published'],
  ['scheduled', 'publish', 'published'],
]

describe('the states of a version', () => {
  it.each(VERSION_STATES.flatMap((from) => VERSION_ACTS.map((act) => [from, act] as const)))(
    'lead from %s by %s where the table says, and nowhere else',
    (from, act) => {
      const allowed = ALLOWED.find(([state, name]) => state === from && name === act)

      expect(nextState(from, act)).toBe(allowed?.[2] ?? null)
    },
  )

  it('keep words as they were read while somebody reviews them or they wait for their time', () => {
    expect(VERSION_STATES.filter((state) => !mayEdit(state))).toEqual(['review', 'scheduled'])
  })
})
