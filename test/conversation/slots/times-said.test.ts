import { createReader } from '../../../src/conversation/create-reader'
import { joinedTime, timesSaid } from '../../../src/conversation/slots/times-said'
import { shippedSnapshot } from '../../../src/understanding/live/snapshot'

const around = {
  reader: createReader(shippedSnapshot().understander),
  at: new Date('2026-11-21T10:00:00+08:00'),
  timeZone: 'Asia/Shanghai',
}

const meant = (text: string) => joinedTime(timesSaid(text, around).words, around)?.text ?? null

test.each([
  ['明天不在，后天吧', '后天'],
  ['上午我不在家，下午可以', '下午'],
  ['上午不行下午可以', '下午'],
  ['这个礼拜天不在，下个礼拜天可以', '下个礼拜天'],
  ['下午三点不行，我要接孩子，五点以后吧', '下午五点以后'],
  ['明天上午不行，下午三点可以', '明天下午三点'],
  ['周三不行，周四吧', '周四'],
  ['上午不行 下午吧，四点前', '下午四点前'],
])('takes what suits and not what is refused: 「%s」 is %s', (text, expected) => {
  expect(meant(text)).toBe(expected)
})

test.each([
  ['除了周二都行', '周二'],
  ['除了周二周三都行', '周二周三'],
  ['明天不在', '明天'],
  ['周六要加班', '周六'],
])('knows that 「%s」 refuses %s and offers nothing else', (text, refused) => {
  const said = timesSaid(text, around)

  expect(said.refused).toBe(refused)
  expect(joinedTime(said.words, around)).toBeNull()
})

test.each([
  ['明天登记访客，3栋1单元1201，下午三点', '明天下午三点'],
  ['登记访客，下午三点，一个人，明天', '明天下午三点'],
  ['周末都行 最好周日上午10点', '周日上午10点'],
  ['明天，早点 七点就搬', '明天早上七点'],
])('joins what is said of one time: 「%s」 is %s', (text, expected) => {
  expect(meant(text)).toBe(expected)
})

test.each([
  ['明天上午或者下午都行', '明天上午'],
  ['明天下午两点以后都行', '明天下午两点以后'],
  ['周日 上午10点', '周日 上午10点'],
])('leaves a time alone that nothing is said against: 「%s」', (text, expected) => {
  expect(timesSaid(text, around).refused).toBeNull()
  expect(meant(text)).toBe(expected)
})
