import { createReader } from '../../../src/conversation/create-reader'
import { settleWords } from '../../../src/conversation/slots/settle-words'
import { createUnderstanding } from '../../../src/understanding/understand'
import { shippedLexicon } from '../../../src/understanding/lexicon'

const reader = createReader(createUnderstanding(shippedLexicon()))
const settled = (text: string) => settleWords(text, reader, new Date('2026-11-21T02:00:00Z'), 'Asia/Shanghai')

it.each([
  ['建议在南门，不对，是北门，多装一盏路灯', '建议在北门，多装一盏路灯'],
  ['建议南门多装一盏路灯，说错了，应该是北门', '建议北门多装一盏路灯'],
  ['3栋2单元501，打错了，502', '3栋2单元502'],
  ['3栋2单元501，应该是502', '3栋2单元502'],
  ['3栋2单元501，不对，是4栋，客厅灯不亮', '4栋2单元501，客厅灯不亮'],
  ['电话13812345678，哎呀写错了，是13987654321', '电话13987654321'],
  ['明天上午来，哦不对，下午', '明天下午来'],
  ['明天上午，不对，是后天', '后天上午'],
  ['来两个人，说错了，三个人', '来三个人'],
  ['表扬一下李师傅，不是，是王师傅，很仔细', '表扬一下王师傅，很仔细'],
  ['苏A88888，不对，是苏A66666', '苏A66666'],
  ['3栋501，不对，4栋501，等等，说错了，是5栋501', '5栋501'],
])('of 「%s」 the words that hold are 「%s」', (said, holds) => {
  expect(settled(said)).toBe(holds)
})

it.each([
  '不对，是4栋',
  '不是厨房，是卫生间',
  '收费不对，是你们算错了',
  '上个月电费抄成500块，应该是300块',
  '3栋2单元501物业费500块，不对，是300度',
  '约的明天上午，你们应该是今天来的',
  '客厅灯不亮，感觉不对劲，是不是线路问题',
  '师傅说修好了，不对，是又坏了',
  '厨房水管漏水，不对，是热水管',
])('of 「%s」 nothing is taken back', (said) => {
  expect(settled(said)).toBe(said)
})
