import { withdraws } from '../../../src/skills/filing/withdraws'
import { worksAgain } from '../../../src/skills/filing/works-again'

test.each([
  ['这回好了', '客厅灯不亮'],
  ['灯亮了，谢谢', '客厅灯不亮'],
  ['不响了 👍', '厨房烟机一直响'],
  ['抬起来了谢谢', '小区门口道闸抬不起来了'],
  ['水来了', '停水了'],
  ['来电了', '家里没电了'],
  ['门能开了', '门打不开'],
  ['网好了', '没网'],
])('「%s」 says that 「%s」 is over', (text, summary) => {
  expect(worksAgain(text, summary)).toBe(true)
})

test.each([
  ['不亮了', '客厅灯不亮'],
  ['不热了', '暖气不热'],
  ['不对，是8栋', '1栋1单元401对讲机没声音'],
  ['修好了吗', '客厅灯不亮'],
  ['好的', '客厅灯不亮'],
  ['又没电了', '家里没电了'],
  ['没水了', '厨房水管漏水'],
])('「%s」 does not say that 「%s」 is over', (text, summary) => {
  expect(worksAgain(text, summary)).toBe(false)
})

test.each(['撤销吧', '算了', '不用来了', '不办了，谢谢', '我自己弄好了', 'never mind'])('「%s」 withdraws', (text) => {
  expect(withdraws(text)).toBe(true)
})

test.each(['不用寄给我 我自己去拿', '发票不用开了吧', '电话不用留', '不用来电话', '不好意思刚才语气重了'])(
  '「%s」 withdraws nothing',
  (text) => {
    expect(withdraws(text)).toBe(false)
  },
)
