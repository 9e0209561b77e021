import { candidatesFor } from '../../../src/channels/wecom-kf/choose-servicer'

const people = ['zhang', 'li', 'wang', 'zhao'].map((userid) => ({ userid, receiving: userid !== 'zhao' }))
const servicers = { people, departments: [] }
const load = new Map([
  ['zhang', 2],
  ['wang', 1],
])

test.each([
  ['the least busy first', undefined, [], ['li', 'wang', 'zhang']],
  ['who fits best first, as far as they receive', undefined, ['zhao', 'Zhang', 'wang'], ['zhang', 'wang', 'li']],
  ['the one chosen by staff alone', 'wang', ['zhang'], ['wang']],
  ['nobody when the chosen one does not receive', 'zhao', [], []],
] as const)('tries %s', (_name, target, prefer, expected) => {
  expect(candidatesFor(servicers, load, target, prefer)).toEqual(expected)
})
