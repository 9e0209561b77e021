import { createReader } from '../../src/conversation/create-reader'
import { toChineseWords } from '../../src/conversation/english-words'
import { shippedSnapshot } from '../../src/understanding/live/snapshot'

const reader = createReader(shippedSnapshot().understander, shippedSnapshot().lexicon)

test.each([
  'my son is missing',
  'my daughter is lost, we were in the garden',
  'our grandma has been missing since noon, please help',
])('hears who is missing: %s', (text) => {
  expect(reader.understand(text, {}).emergency?.type).toBe('missing')
})

test.each(['I lost my access card', 'my parking card is missing', 'lost key of 502'])(
  'knows what was lost: %s',
  (text) => {
    expect(toChineseWords(text)).toContain('丢了')
    expect(reader.understand(text, {}).emergency).toBeNull()
  },
)

test('takes Bill for a name and a bill for one', () => {
  expect(toChineseWords('My name is Bill')).not.toContain('账单')
  expect(toChineseWords('where is my water bill')).toContain('账单')
})

test.each([
  ['tonight after 7pm, 13900009901', '2026-11-21T19:00'],
  ['after 7 pm tonight', '2026-11-21T19:00'],
  ['tomorrow evening after 6pm', '2026-11-22T18:00'],
  ['tomorrow morning at 9am', '2026-11-22T09:00'],
  ['tonight', '2026-11-21T18:00'],
])('hears from when on somebody may come: %s', (text, from) => {
  const at = new Date('2026-11-21T10:00:00+08:00')
  expect(reader.appointment(text, at, 'Asia/Shanghai')?.from).toContain(from)
})
