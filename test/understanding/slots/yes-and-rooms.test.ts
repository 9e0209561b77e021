import { parseLocation } from '../../../src/understanding/slots/parse-location'
import { parseYesNo } from '../../../src/understanding/slots/parse-yes-no'

test.each([
  ['好了 提交吧', true],
  ['好了，就这些，提交', true],
  ['可以了 提交吧', true],
  ['行 派单吧', true],
  ['可以 安排吧', true],
  ['要得', true],
  ['这样就对了', true],
  ['嗯嗯 对了', true],
  ['别的没了 提交吧', true],
  ['对了你们周末上班吗', null],
  ['可以调暗点不', null],
  ['没有了', false],
  ['不对，是4栋', false],
])('「%s」 agrees: %s', (text, agrees) => {
  expect(parseYesNo(text)).toBe(agrees)
})

test.each([
  ['三栋二单元十一零三', '3', '2', '1103'],
  ['一千一百零三', null, null, '1103'],
  ['三栋二单元一千零二', '3', '2', '1002'],
  ['1203，9幢，没单元的', '9', null, '1203'],
  ['17号 2单元 六楼 西户', '17', '2', '6楼西户'],
  ['6号楼 8楼 01室', '6', null, '801'],
  ['3号院 2单元 501', '3', '2', '501'],
  ['3号院5号楼2单元501', '5', '2', '501'],
  ['1702吧 应该是', null, null, '1702'],
  ['5动1单元1001', '5', '1', '1001'],
  ['三东二单元五零一', '3', '2', '501'],
  ['12懂1502', '12', null, '1502'],
  ['6洞 2单元301', '6', '2', '301'],
  ['3东', null, null, null],
  ['3栋东单元501', '3', '东', '501'],
  ['一动100块', null, null, null],
  ['底商108', null, null, '底商108'],
  ['下周三', null, null, null],
  ['明儿9点', null, null, null],
  ['今天晚上7点', null, null, null],
  ['17号中午', null, null, null],
  ['138 1234 5678', null, null, null],
])('as an answer to where it is, 「%s」 is building %s, unit %s, room %s', (text, building, unit, room) => {
  expect(parseLocation(text, { answer: true })).toMatchObject({ building, unit, room })
})
