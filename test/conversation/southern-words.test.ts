import { toMainlandWords } from '../../src/conversation/southern-words'

describe('the words of the south', () => {
  it.each([
    ['我想申請裝修', '我想申请装修'],
    ['聽日下晝三點', '明天下午三点'],
    ['冇問題', '没问题'],
    ['啱', '对'],
    ['唔留電話', '不留电话'],
    ['訪客幾時到都得', '访客什么时候到都得'],
  ])('reads %s as %s', (said, meant) => {
    expect(toMainlandWords(said)).toBe(meant)
  })

  it.each(['我叫李寻日', '粤B12345', 'room 501', '3栋2单元501'])('leaves %s as it is', (said) => {
    expect(toMainlandWords(said)).toBe(said)
  })
})
