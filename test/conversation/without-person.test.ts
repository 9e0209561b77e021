import { seesToItThemselves, withoutPerson } from '../../src/conversation/without-person'

it.each([
  ['不用人工', ''],
  ['算了不用人工', ''],
  ['先不用叫管家了', ''],
  ['人工就不用了', ''],
  ['你能不能不要老叫我转人工 你自己回答', ''],
  ['别转人工 你直接告诉我物业费多少钱一平', '物业费多少钱一平'],
  ['不要给我转人工啊 我就问个事 门卡怎么补', '门卡怎么补'],
  ['不用人工，快递柜在哪', '快递柜在哪'],
  ['别给我找客服，车位多少钱一个月', '车位多少钱一个月'],
  ['我先挂了 有事再找你们经理', '我先挂了'],
  ['需要的话我再联系你们', ''],
])('「%s」 wants nobody, and 「%s」', (said, rest) => {
  expect(withoutPerson(said)).toBe(rest)
})

it.each([
  '我不要人工智能，我要真人',
  '不要机器人了，给我人工',
  '能不能换个别的客服',
  '不要这个客服，换一个',
  '特别需要人工',
  '为什么不给我转人工',
  '不用人工也能办吗',
  '算了，转人工吧',
  '不用了，我要人工',
  '不用了',
])('「%s」 declines no person', (said) => {
  expect(withoutPerson(said)).toBeNull()
})

it('with somebody on the way 「不用了」 calls them off, and what follows is heard', () => {
  expect(withoutPerson('不用了 我问你就行 物业费怎么交', { isWaiting: true })).toBe('物业费怎么交')
  expect(withoutPerson('算了 不用了 问你也行', { isWaiting: true })).toBe('')
  expect(withoutPerson('不用了我要投诉', { isWaiting: true })).toBeNull()
})

it('seeing to it oneself is no reproach, giving up on us is', () => {
  for (const said of ['算了 我自己修', '算了我自己找人修', '不用了，我找熟人弄'])
    expect(seesToItThemselves(said)).toBe(true)
  for (const said of ['算了，指望不上你们，我自己修', '等了三天了，算了我自己找人', '算了我自己打12345'])
    expect(seesToItThemselves(said)).toBe(false)
})
