import { asksForRecord, asksForWork, commandAmong, refusesDetail } from '../../src/conversation/commands'

test.each([
  ['算了不报了，你们到底管不管', false, 'cancel'],
  ['不办了，谢谢', false, 'cancel'],
  ['算了不报修了，我要投诉！', true, 'complaint'],
  ['取消吧，转人工', false, 'human'],
  ['算了，还是修吧', false, null],
  ['厨房漏水，麻烦快点', false, null],
])('among its clauses 「%s」 commands what it says (%s, %s)', (text, isTakenBack, command) => {
  expect(commandAmong(text, isTakenBack)).toBe(command)
})

test.each([
  ['不用来我家，查查水泵', true],
  ['不用预约了 直接来', true],
  ['不要进门，把总阀修一下就行', true],
  ['那你重新登记吧', true],
  ['不用来了，我自己看看', false],
  ['不用了 通电了', false],
  ['不用了，老公换灯泡', false],
  ['取消吧', false],
  ['不用上门了', false],
])('「%s」 asks for the work: %s', (text, asks) => {
  expect(asksForWork(text)).toBe(asks)
})

test('the record is asked for, or a detail refused, while the matter stays', () => {
  expect(asksForRecord('那你再报一遍')).toBe(true)
  expect(asksForRecord('不用来我家，查查水泵')).toBe(false)
  expect(refusesDetail('不用上门约时间吧？公共的')).toBe(true)
  expect(refusesDetail('不用约了')).toBe(false)
})
