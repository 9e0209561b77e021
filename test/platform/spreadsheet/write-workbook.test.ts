import { Workbook } from 'exceljs'
import { plainCell, safeCell } from '../../../src/platform/spreadsheet/safe-cell'
import { sheetTime, writeWorkbook } from '../../../src/platform/spreadsheet/write-workbook'

describe('a cell of a spreadsheet', () => {
  it.each(['=1+1', '+8613800000000', '-2+3', '@SUM(A1)', '\t=1', '\r=1', '\n=1', '＝HYPERLINK("x")', "'=1", "''@x"])(
    'shows %j as words, and gives it back as it was',
    (words) => {
      expect(safeCell(words)).toBe(`'${words}`)
      expect(plainCell(safeCell(words))).toBe(words)
    },
  )

  it.each(['水管漏水', "it's", "'引号'", '3栋=5楼', '', '1202'])('leaves %j alone', (words) => {
    expect(safeCell(words)).toBe(words)
    expect(plainCell(words)).toBe(words)
  })

  it('leaves out what no workbook can hold', () => {
    expect(safeCell('漏\0水\x0b了')).toBe('漏水了')
    expect(safeCell('=' + '长'.repeat(40_000))).toHaveLength(32_767)
  })
})

describe('a workbook', () => {
  const read = async (bytes: Buffer) => {
    const book = new Workbook()
    await book.xlsx.load(bytes as unknown as Parameters<typeof book.xlsx.load>[0])
    return book
  }

  it('holds sheets with a head line, words, numbers, times and no formula', async () => {
    async function* rows() {
      yield ['=HYPERLINK("http://evil")', 3, sheetTime(new Date('2026-11-21T01:30:00Z'), 'Asia/Shanghai'), null]
    }

    const book = await read(
      await writeWorkbook([
        {
          name: '工单/全部',
          columns: [{ title: '内容', width: 40 }, { title: '数' }, { title: '时间' }, { title: '空' }],
          rows: rows(),
        },
        { name: '配件', columns: [{ title: '名称' }], rows: [['水龙头'], ['软管']] },
      ]),
    )

    expect(book.worksheets.map(({ name }) => name)).toEqual(['工单 全部', '配件'])
    const [, first] = book.worksheets[0]!.getSheetValues() as unknown as unknown[][]
    expect(first!.slice(1)).toEqual(['内容', '数', '时间', '空'])
    const row = book.worksheets[0]!.getRow(2)
    expect(row.getCell(1).value).toBe(`'=HYPERLINK("http://evil")`)
    expect(row.getCell(1).formula).toBeUndefined()
    expect(row.getCell(2).value).toBe(3)
    expect(row.getCell(3).value).toEqual(new Date('2026-11-21T09:30:00Z'))
    expect(row.getCell(4).value).toBeNull()
    expect(book.worksheets[1]!.rowCount).toBe(3)
  })
})
