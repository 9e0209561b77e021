import { withoutCourtesy } from '../../../src/understanding/words/courtesy'

it.each([
  ['那个，取暖费交多少，谢谢啊', '取暖费交多少'],
  ['同志你好，水管漏了，麻烦您了。谢谢', '水管漏了'],
  ['你好 门禁坏了 辛苦了', '门禁坏了'],
  ['请问一下，车位怎么租？谢谢！', '车位怎么租？'],
  ['the lift is stuck, thank you', 'the lift is stuck'],
])('takes the courtesies off 「%s」', (text, bare) => {
  expect(withoutCourtesy(text)).toBe(bare)
})

it.each(['谢谢', '谢谢啊！', '辛苦了', '您好', '谢谢保安小哥帮我搬东西', '师傅修得真好，谢谢他', '你好啊，谢谢'])(
  'leaves 「%s」 as it is: that is the message',
  (text) => {
    expect(withoutCourtesy(text)).toBe(text)
  },
)
