import { toMainlandWords } from '../../src/conversation/southern-words'

describe('the words of the south', () => {
  it.each([
    ['我想申請裝修', '我想申请装修'],
    ['聽日下晝三點', '明天下午三点'],
    ['冇問題', '没问题'],
    ['啱', '对'],
    ['唔留電話', '不留电话'],
    ['訪客幾時到都得', '访客什么时候到都得'],
    ['明朝上半天', '明天上午'],
    ['后朝下半日来', '后天下午来'],
    ['下礼拜三头晌', '下礼拜三上午'],
    ['明天后晌', '明天下午'],
    ['明儿头午', '明儿上午'],
    ['民天下午', '明天下午'],
    ['改到名天9点', '改到明天9点'],
  ])('reads %s as %s', (said, meant) => {
    expect(toMainlandWords(said)).toBe(meant)
  })

  it.each(['我叫李寻日', '明天晌午', '人民天天来', '粤B12345', 'room 501', '3栋2单元501'])(
    'leaves %s as it is',
    (said) => {
      expect(toMainlandWords(said)).toBe(said)
    },
  )
})
