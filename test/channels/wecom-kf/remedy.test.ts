import { remedyFor } from '../../../src/channels/wecom-kf/undelivered'

test.each([
  [4, 'wait'],
  [5, 'wait'],
  [6, 'wait'],
  [12, 'call'],
  [1, 'call'],
  [2, 'call'],
  [8, 'call'],
  [10, 'call'],
  [11, 'call'],
  [13, 'call'],
  [0, 'again'],
  [3, 'again'],
  [7, 'again'],
  [9, 'again'],
  [99, 'again'],
])('words that failed with type %i are mended by: %s', (failType, remedy) => {
  expect(remedyFor(failType, { isText: true, tries: 1 })).toBe(remedy)
  expect(remedyFor(failType, { isText: true, tries: 3 })).toBe('call')
})

test('a menu or a picture that is barred is said in words instead', () => {
  expect(remedyFor(12, { isText: false, tries: 1 })).toBe('text')
})
