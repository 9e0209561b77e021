import { BOARD_COLUMNS } from '../../../src/console/contract/desk-cases'
import { moveTo, movesFrom } from '../../../src/console/web/desk/features/cases/board-moves'
import { CASE_ACTIONS, moveCase, type CaseState } from '../../../src/records/case/case-transitions'

const stateOf = (status: CaseState['status'], pausedFrom: CaseState['pausedFrom']): CaseState => ({
  status,
  pausedFrom: status === 'paused' ? pausedFrom : null,
  transferTo: null,
  stages: [],
})

describe('a card on the board', () => {
  it.each(BOARD_COLUMNS.flatMap((from) => movesFrom(from).map((to) => [from, to] as const)))(
    'moves from %s to %s by an act the rules allow, and ends in that column or, after a pause, where it stood',
    (from, to) => {
      const action = moveTo(from, to)!
      const ends = (['accepted', 'in_progress'] as const).map(
        (before) => moveCase(stateOf(from, before), { action, by: '徐静', note: '说明' }).status,
      )

      expect(CASE_ACTIONS).toContain(action)
      expect(ends).toContain(to)
    },
  )

  it('moves nowhere else', () => {
    expect(moveTo('open', 'in_progress')).toBeNull()
    expect(moveTo('closed', 'open')).toBeNull()
    expect(moveTo('cancelled', 'open')).toBeNull()
    expect(movesFrom('cancelled')).toEqual([])
  })
})
