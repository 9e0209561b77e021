import { safeFileName } from '../../../src/platform/files/file-name'

it.each([
  ['漏水 照片.png', '漏水 照片.png'],
  ['../../etc/passwd', 'passwd'],
  ['C:\\Users\\王\\合同.pdf', '合同.pdf'],
  ['a\0b\r\nc.txt', 'abc.txt'],
  ['photo\u202egpj.exe', 'photogpj.exe'],
  ['', 'file'],
  ['..', 'file'],
  ['/', 'file'],
  ['\ud83d.png', '\ufffd.png'],
])('makes of %j the name %j', (given, safe) => {
  expect(safeFileName(given)).toBe(safe)
})

it('cuts an endless name before its ending and never inside a character', () => {
  const name = safeFileName('😀'.repeat(500) + '.jpeg')

  expect([...name]).toHaveLength(120)
  expect(name).toMatch(/^😀+\.jpeg$/u)
})
