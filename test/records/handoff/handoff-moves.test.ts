import fc from 'fast-check'
import { moveHandoff, type HandoffAct, type HandoffState } from '../../../src/records/handoff/handoff-moves'

const PEOPLE = ['song-yan', 'tang-li', 'he-min'] as const
const waiting: HandoffState = { status: 'waiting', assignee: null, step: 0 }

const act: fc.Arbitrary<HandoffAct> = fc.oneof(
  fc.record({ act: fc.constant('accept' as const), by: fc.constantFrom(...PEOPLE) }),
  fc.record({ act: fc.constant('pass' as const), from: fc.constantFrom(...PEOPLE), to: fc.constantFrom(...PEOPLE) }),
  fc.record({ act: fc.constant('close' as const), by: fc.constantFrom(...PEOPLE), anyway: fc.boolean() }),
  fc.record({ act: fc.constant('unanswered' as const), step: fc.integer({ min: 0, max: 4 }), silent: fc.boolean() }),
)
/** Any act may be delivered twice, at once or later. */
const order = fc
  .array(fc.tuple(act, fc.boolean()), { minLength: 1, maxLength: 25 })
  .map((acts) => acts.flatMap(([one, twice]) => (twice ? [one, one] : [one])))

/** Plain comparisons: a matcher for each of half a million steps would take a minute. */
const same = (one: HandoffState, other: HandoffState) =>
  one.status === other.status && one.assignee === other.assignee && one.step === other.step

const after = (state: HandoffState, one: HandoffAct): HandoffState => {
  const move = moveHandoff(state, one)
  return move.kind === 'moves' ? move.to : state
}

test('in ten thousand orders of acts there is one holder, exactly while active, and only the holder gives the talk away', () => {
  fc.assert(
    fc.property(order, (acts) => {
      let state = waiting
      for (const one of acts) {
        const next = after(state, one)
        if ((next.status === 'active') !== (next.status !== 'closed' && next.assignee !== null)) return false
        if (state.status === 'closed' && !same(next, state)) return false
        const changed = state.status === 'active' && next.assignee !== state.assignee
        if (changed && !(one.act === 'pass' && one.from === state.assignee)) return false
        state = next
      }
      return true
    }),
    { numRuns: 10_000, seed: 20261121 },
  )
})

test('a second delivery changes nothing, and no order of timeouts asks the same step twice', () => {
  fc.assert(
    fc.property(order, (acts) => {
      let state = waiting
      const asked: number[] = []
      for (const one of acts) {
        const next = after(state, one)
        if (!same(after(next, one), next)) return false
        if (next.step !== state.step) asked.push(next.step)
        state = next
      }
      return asked.every((step, at) => at === 0 || step > asked[at - 1]!)
    }),
    { numRuns: 10_000, seed: 20261122 },
  )
})

test('of two who accept, whoever comes second is refused with what holds', () => {
  const held = after(waiting, { act: 'accept', by: 'song-yan' })

  expect(moveHandoff(held, { act: 'accept', by: 'tang-li' })).toEqual({ kind: 'refused', code: 'handoff_held' })
  expect(moveHandoff(held, { act: 'accept', by: 'song-yan' })).toEqual({ kind: 'stays' })
  expect(moveHandoff(held, { act: 'unanswered', step: 0, silent: false })).toEqual({ kind: 'stays' })
})
