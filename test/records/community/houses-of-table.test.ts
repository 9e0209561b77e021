import { housesOfTable } from '../../../src/records/community/houses-of-table'

const table = (...rows: string[][]) => housesOfTable(rows.map((cells, at) => ({ row: at + 1, cells })))
const homes = (...rows: string[][]) =>
  table(['楼栋', '单元', '房号'], ...rows)!.houses.map(({ building, unit, room }) => [building, unit, room])

describe('a company’s own list of houses', () => {
  it('is read however it writes numbers, below titles and notes', () => {
    expect(
      table(
        ['幸福家园房屋清单'],
        ['楼号*', '单元号', '房间号（必填）', '业主'],
        ['03栋', '1单元', '１２０２室', '王'],
        ['4号楼', '', '0301', ''],
        ['A座', '2', '5', ''],
        ['', '', '', ''],
      ),
    ).toEqual({
      houses: [
        { row: 3, building: '3', unit: '1', room: '1202', kind: 'home', name: null },
        { row: 4, building: '4', unit: null, room: '301', kind: 'home', name: null },
        { row: 5, building: 'A', unit: '2', room: '5', kind: 'home', name: null },
      ],
      faults: [],
    })
  })

  it('takes an address in one cell apart', () => {
    const read = table(['房号'], ['3-2-1201'], ['3栋2单元1202室'], ['5-801'], ['6号楼301'])!
    expect(read.houses.map(({ building, unit, room }) => [building, unit, room])).toEqual([
      ['3', '2', '1201'],
      ['3', '2', '1202'],
      ['5', null, '801'],
      ['6', null, '301'],
    ])
    expect(homes(['3', '2', '1201'])).toEqual([['3', '2', '1201']])
  })

  it('keeps shops and parking spaces by their number and place', () => {
    const read = table(['类型', '房号', '位置'], ['车位', 'B1-017', '地下一层'], ['商铺', 'S3', ''])!
    expect(read.houses).toEqual([
      { row: 2, building: null, unit: null, room: 'B1-017', kind: 'parking', name: '地下一层' },
      { row: 3, building: null, unit: null, room: 'S3', kind: 'shop', name: null },
    ])
  })

  it('names each row that it cannot read, and the one that another says already', () => {
    const read = housesOfTable([
      { row: 1, cells: ['楼栋', '单元', '房号', '类型'] },
      { row: 2, cells: ['', '1', '1201', ''] },
      { row: 3, cells: ['3', '1/2', '1201', ''] },
      { row: 4, cells: ['3', '1', '十二楼', ''] },
      { row: 5, cells: ['3', '1', '1201', '学校'] },
      { row: 6, cells: ['3', '1', { fault: 'expected words' }, ''] },
      { row: 7, cells: ['3', '1', '1201', ''] },
      { row: 8, cells: ['3栋', '01', '1201', '住宅'] },
    ])!
    expect(read.houses.map(({ row }) => row)).toEqual([7])
    expect(read.faults.map(({ row, what, words }) => [row, what, words])).toEqual([
      [2, 'building', ''],
      [3, 'unit', '1/2'],
      [4, 'room', '十二楼'],
      [5, 'kind', '学校'],
      [6, 'cell', 'expected words'],
      [8, 'repeated', '7'],
    ])
  })

  it('is none without a heading for the room', () => {
    expect(table(['姓名', '电话'], ['王', '1'])).toBeNull()
  })
})
