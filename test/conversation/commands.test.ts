import { commandAmong } from '../../src/conversation/commands'

test.each([
  ['算了不报了，你们到底管不管', false, 'cancel'],
  ['不办了，谢谢', false, 'cancel'],
  ['算了不报修了，我要投诉！', true, 'complaint'],
  ['取消吧，转人工', false, 'human'],
  ['算了，还是修吧', false, null],
  ['厨房漏水，麻烦快点', false, null],
])('among its clauses 「%s」 commands what it says (%s, %s)', (text, isTakenBack, command) => {
  expect(commandAmong(text, isTakenBack)).toBe(command)
})
