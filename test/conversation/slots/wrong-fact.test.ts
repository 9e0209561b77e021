import { withoutFact, wrongFact } from '../../../src/conversation/slots/wrong-fact'

test.each([
  ['单元错了', 'unit'],
  ['时间也换一下', 'appointment'],
  ['改一下时间吧', 'appointment'],
  ['时间没问题', null],
  ['电话写错了', 'phone'],
  ['门牌也不对', 'home'],
  ['房号好像不对', 'room'],
  ['单元错了，是1单元', null],
  ['楼上漏水不对劲', null],
  ['你们时间不对，说好昨天来的', null],
])('「%s」 says that %s is wrong', (text, fact) => {
  expect(wrongFact(text)).toBe(fact)
})

test('keeps the rest of a home whose unit is wrong', () => {
  const home = { building: '3', unit: '2', room: '501' }

  expect(withoutFact({ home }, 'unit').home).toEqual({ building: '3', room: '501' })
})
