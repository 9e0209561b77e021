import { correctedPhone } from '../../../src/conversation/slots/corrected-phone'

test.each([
  ['电话后面不是5678 是5679', '13812345679'],
  ['是5679不是5678', '13812345679'],
  ['尾号是5679', '13812345679'],
  ['后四位应该是5679', '13812345679'],
  ['手机号最后一位是9', '13812345679'],
])('puts the tail of a known number right: 「%s」', (text, phone) => {
  expect(correctedPhone('13812345678', text)).toBe(phone)
})

test.each(['不是3栋是4栋', '不是501，是502', '不是123，是124', '后面是3栋', '后天下午三点', '就这样'])(
  'leaves the number alone: 「%s」',
  (text) => {
    expect(correctedPhone('13812345678', text)).toBeNull()
  },
)

test('corrects no number that nobody has told', () => {
  expect(correctedPhone(undefined, '尾号是5679')).toBeNull()
})
