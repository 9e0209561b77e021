import ExcelJS from 'exceljs'
import { fromCell, joinList, splitList, toCell } from '../../../src/knowledge/files/cell-words'
import { parseCsv } from '../../../src/knowledge/files/csv'
import { readDay } from '../../../src/knowledge/files/table'
import { parseImportFile } from '../../../src/knowledge/articles/parse-import-file'

const ZONE = 'Asia/Shanghai'
const parse = (name: string, bytes: Buffer | string) => parseImportFile(name, Buffer.from(bytes as string), ZONE)

/** 标准问,答案 / 停车费多少,每月300元 as Excel in China saves it (GBK). */
const GBK = Buffer.from('b1ead7bcceca2cb4f0b0b80d0acda3b3b5b7d1b6e0c9d92cc3bfd4c2333030d4aa0d0a', 'hex')

describe('a table of articles', () => {
  it('is read from a CSV as Excel in China writes it, in GBK', async () => {
    const [row] = await parse('停车.csv', GBK)

    expect(row).toMatchObject({ row: 2, value: { question: '停车费多少', answer: '每月300元' } })
  })

  it.each([
    ['UTF-8', Buffer.from('问题,答案\n一,二\n')],
    ['UTF-8 with its mark', Buffer.from('\uFEFF问题,答案\r\n一,二\r\n')],
    ['UTF-16', Buffer.from('\uFEFF问题\t答案\r\n一\t二\r\n', 'utf16le')],
    ['semicolons', Buffer.from('问题;答案\n一;二')],
    ['English headings', Buffer.from('Question, Answer \n一,二')],
    [
      'a title and a note above the headings',
      Buffer.from('常见问题汇总,,\n2026年版,,\n,,\n*标准问（必填）,答案\n一,二'),
    ],
  ])('is read from a CSV with %s', async (_name, bytes) => {
    const rows = await parse('a.csv', bytes)

    expect(rows).toHaveLength(1)
    expect(rows[0]).toMatchObject({ value: { question: '一', answer: '二' } })
  })

  it('keeps line breaks, quotation marks and commas within a cell, and counts rows as Excel does', async () => {
    const rows = await parse('a.csv', '问题,答案,相似问\n"一","第一行\n""第二行"",好","甲；乙|丙"\n\n三,四,\n')

    expect(rows).toMatchObject([
      { row: 2, value: { answer: '第一行\n"第二行",好', similar: ['甲', '乙', '丙'] } },
      { row: 4, value: { question: '三' } },
    ])
  })

  it('says where a quotation mark was never closed', async () => {
    expect(await parse('a.csv', '问题,答案\n一,"二')).toEqual([
      { row: 2, fault: 'expected a closing quotation mark', column: 'B 答案' },
    ])
  })

  it.each([
    ['no headings', 'a.csv', '一,二\n三,四', /headings/],
    ['an Excel file that is called CSV', 'a.csv', 'PK\x03\x04xx', /first bytes/],
    ['a picture that is called Excel', 'a.xlsx', '\x89PNG\r\n', /first bytes/],
    ['an archive cut short', 'a.xlsx', 'PK\x03\x04xx', /cut short/],
    ['too many rows', 'a.csv', `问题,答案\n${'一,二\n'.repeat(20_001)}`, /20000 rows/],
  ])('refuses %s', async (_name, file, words, message) => {
    await expect(parse(file, Buffer.from(words, 'utf8'))).rejects.toThrow(message)
  })

  it('is read from Excel whatever its cells hold', async () => {
    const book = new ExcelJS.Workbook()
    book.addWorksheet('说明').addRow(['先看这里'])
    const sheet = book.addWorksheet('问答')
    sheet.addRow(['翠湖花园常见问题'])
    sheet.mergeCells('A1:F1')
    sheet.addRow(['编号', '标准问', '答案', '分类', '生效', '失效'])
    sheet.addRow([
      12,
      { richText: [{ text: '停车' }, { text: '多少钱', font: { bold: true } }] },
      { formula: 'A1&"元"', result: '300元' },
      '停车',
      new Date(Date.UTC(2026, 0, 1)),
      new Date(Date.UTC(2026, 11, 31, 18, 30)),
    ])
    sheet.addRow(['b', { text: '官网', hyperlink: 'https://example.com' }, 0.1 + 0.2, '', '2026年3月1日', 46023])
    sheet.mergeCells('D3:D4')
    sheet.addRow(['二、收费', null, null])
    sheet.mergeCells('A5:F5')
    sheet.addRow(['c', '错误', { error: '#N/A' }])
    sheet.addRow(['d', '没算过', { formula: 'B1' }])

    const rows = await parse('a.xlsx', Buffer.from(await book.xlsx.writeBuffer()))

    expect(rows).toMatchObject([
      {
        row: 3,
        value: {
          key: '12',
          question: '停车多少钱',
          answer: '300元',
          topic: '停车',
          validFrom: '2026-01-01',
          validTo: new Date('2026-12-31T18:30:00+08:00'),
        },
      },
      {
        row: 4,
        value: { question: '官网', answer: '0.3', topic: '停车', validFrom: '2026-03-01', validTo: '2026-01-01' },
      },
      { row: 6, column: 'C 答案', fault: expect.stringContaining('#N/A') as string },
      { row: 7, column: 'C 答案', fault: expect.stringContaining('without its result') as string },
    ])
  })

  it('reads every sheet that has headings, and names the sheet', async () => {
    const book = new ExcelJS.Workbook()
    for (const name of ['收费', '装修'])
      book.addWorksheet(name).addRows([
        ['问题', '答案'],
        [name, '答'],
      ])

    const rows = await parse('a.xlsx', Buffer.from(await book.xlsx.writeBuffer()))

    expect(rows).toMatchObject([
      { row: 2, sheet: '收费' },
      { row: 2, sheet: '装修' },
    ])
  })

  it.each(['2026-13-40', '明年', '2026-01-01 25:00'])('leaves a day there is not as it is: %s', (words) => {
    expect(typeof readDay(words, ZONE)).toBe('string')
  })
})

describe('the words of a cell', () => {
  it.each(['=1+1', '+86', '-5度', '@某人', '\tx', "'=x", "''-y", "'普通", '普通', '', '＝1'])(
    'come back from %j as they were',
    (words) => {
      expect(fromCell(toCell(words))).toBe(words)
      expect(toCell(words)).not.toMatch(/^[=+\-@\t\r＝]/)
    },
  )

  it('leaves a list as it was, also with marks within', () => {
    const items = ['甲；乙', '丙|丁', 'a;b', '反\\斜', '两\n行']

    expect(splitList(joinList(items))).toEqual(items)
  })

  it('takes a lone carriage return for the end of a line', () => {
    expect(parseCsv('a,b\rc,d', ',').map(({ cells }) => cells)).toEqual([
      ['a', 'b'],
      ['c', 'd'],
    ])
  })
})
