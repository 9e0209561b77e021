import { chosenBy } from '../../../src/skills/clarify/chosen-by'
import type { Intent } from '../../../src/understanding/understanding'

const PAIR = ['repair', 'complaint'] as const
const LABELS = ['东西坏了，要师傅来修', '投诉，要人来处理']
const choose = (text: string, intent: Intent = 'other', unsure?: [Intent, Intent]) =>
  chosenBy(text, { intent, unsure }, PAIR, LABELS)

it.each([
  ['1', 'repair'],
  ['１。', 'repair'],
  ['第一个', 'repair'],
  ['嗯，前面那个吧', 'repair'],
  ['东西坏了，要师傅来修', 'repair'],
  ['二', 'complaint'],
  ['选2', 'complaint'],
  ['后者', 'complaint'],
  ['投诉，要人来处理', 'complaint'],
  ['都不是', 'none'],
  ['3', 'none'],
  ['两个都不是', 'none'],
  ['别的事', 'none'],
] as const)('takes %s as a choice of %s', (text, intent) => {
  expect(choose(text)).toEqual({ intent, more: '' })
})

it('takes the name of a choice without adding it to the matter', () => {
  expect(choose('我要报修', 'repair')).toEqual({ intent: 'repair', more: '' })
})

it('keeps what an answer adds', () => {
  expect(choose('投诉，都第三回了', 'complaint')).toEqual({ intent: 'complaint', more: '投诉，都第三回了' })
})

it.each([
  ['好的', 'other', undefined],
  ['物业费怎么交', 'faq', undefined],
  ['我家厨房水龙头一直在滴水明天能来修吗', 'repair', undefined],
  ['这个怎么弄', 'repair', ['repair', 'faq']],
] as const)('leaves %s to the talk', (text, intent, unsure) => {
  expect(choose(text, intent, unsure && [...unsure])).toBeNull()
})
