import { promisedTimes } from '../../src/tasks/promised-times'

const ZONE = 'Asia/Shanghai'
/** Saturday morning. */
const AT = new Date('2026-11-21T10:00:00+08:00')
const heard = (text: string) =>
  promisedTimes(text, AT, ZONE).map(
    ({ act, dueAt }) => `${act} ${new Date(dueAt.getTime() + 8 * 3600_000).toISOString().slice(5, 16)}`,
  )

it.each([
  ['我下午三点前给您回电', 'ring 11-21T15:00'],
  ['下午三点前，我给您回电话。', 'ring 11-21T15:00'],
  ['不好意思，我四点给您打个电话', 'ring 11-21T16:00'],
  ['您别着急，师傅半小时内到您家', 'visit 11-21T10:30'],
  ['师傅明天上午9点上门', 'visit 11-22T09:00'],
  ['我们今天18:00前处理好', 'done 11-21T18:00'],
  ['明天中午12点之前给您答复', 'answer 11-22T12:00'],
  ['查清楚后两小时内回复您', 'answer 11-21T12:00'],
  ['这个我去核实，11:30前告诉您结果', 'answer 11-21T11:30'],
  ['没问题，五分钟后给您回电', 'ring 11-21T10:05'],
])('「%s」 is a promise: %s', (text, promise) => {
  expect(heard(text)).toEqual([promise])
})

it('hears two promises in one message', () => {
  expect(heard('我三点前给您回电。师傅明天上午9点上门。')).toEqual(['ring 11-21T15:00', 'visit 11-22T09:00'])
})

it.each([
  ['a question', '您下午三点方便师傅上门吗'],
  ['a question with a mark only', '三点给您回电可以？'],
  ['a choice left to the owner', '您看下午三点上门行不行'],
  ['a condition', '如果配件到了，下午三点给您装好'],
  ['a condition with 的话', '顺利的话下午三点处理好'],
  ['a refusal', '今天下午三点前没法给您处理好'],
  ['a negated one', '三点前我不能给您回电'],
  ['a hope', '我们争取下午三点前修好'],
  ['what has been done', '我九点已经给您打过电话了'],
  ['the owner’s own errand', '您下午五点前来前台办理就行'],
  ['no time', '我马上给您回电'],
  ['a price', '月卡三百块，我们给您登记'],
  ['a time without an act', '前台下午五点下班'],
  ['a time gone by', '今天早上八点给您回复'],
])('%s is none: 「%s」', (_what, text) => {
  expect(heard(text)).toEqual([])
})
