import type { HouseFaultKind } from './house-faults'

export interface TableHouse {
  row: number
  building: string | null
  unit: string | null
  room: string
  kind: 'home' | 'shop' | 'parking'
  /** Where a shop or parking space is; homes have none. */
  name: string | null
}

export interface HouseFault {
  row: number
  what: HouseFaultKind
  /** What stands there; of `repeated` the row that says the same. */
  words: string
}

export interface HouseTable {
  houses: TableHouse[]
  faults: HouseFault[]
}

interface Row {
  row: number
  cells: readonly (string | { fault: string })[]
  title?: boolean
}

/** What a column is called, as companies write their lists. */
const HEADINGS = {
  building: ['楼栋', '栋', '栋号', '楼号', '幢', '楼栋号', '楼栋名称', 'building'],
  unit: ['单元', '单元号', 'unit'],
  room: ['房号', '室', '房间', '房间号', '室号', '房屋', '房屋编号', '地址', '编号', 'room'],
  kind: ['类型', '房屋类型', '性质', '用途', 'kind'],
  name: ['位置', '名称', 'name'],
} as const
type Field = keyof typeof HEADINGS

/** Titles and notes may stand above the headings; further down there are none. */
const LOOK_FOR_HEADINGS = 20

/** Houses of a company's own list, row by row; null where no row of headings names a room. */
export function housesOfTable(rows: readonly Row[]): HouseTable | null {
  const place = rows.slice(0, LOOK_FOR_HEADINGS).findIndex(({ cells }) => columnsOf(cells).has('room'))
  if (place < 0) return null
  const columns = columnsOf(rows[place]!.cells)
  const table: HouseTable = { houses: [], faults: [] }
  const rowOf = new Map<string, number>()
  for (const { row, cells, title } of rows.slice(place + 1)) {
    if (title || cells.every((cell) => cell === '')) continue
    const read = readHouse(row, cells, columns)
    if ('what' in read) {
      table.faults.push(read)
      continue
    }
    const earlier = rowOf.get(houseKey(read))
    if (earlier !== undefined) table.faults.push({ row, what: 'repeated', words: String(earlier) })
    else {
      rowOf.set(houseKey(read), row)
      table.houses.push(read)
    }
  }
  return table
}

/** How many of the names are headings of ours: tells commas from other separators. */
export const countHouseHeadings = (cells: readonly string[]) => columnsOf(cells).size

/** The same house has the same key, however a list writes it. */
export const houseKey = (house: Omit<TableHouse, 'row' | 'kind'>) =>
  JSON.stringify([house.building, house.unit, house.room, house.name])

function readHouse(row: number, cells: Row['cells'], columns: ReadonlyMap<Field, number>): TableHouse | HouseFault {
  const broken = [...columns.values()].map((at) => cells[at]).find((cell) => typeof cell === 'object')
  if (typeof broken === 'object') return { row, what: 'cell', words: broken.fault }
  const wordsOf = (field: Field) => {
    const cell = cells[columns.get(field) ?? -1]
    return typeof cell === 'string' ? cell.normalize('NFKC').replace(/\s/g, '') : ''
  }
  const kind = KINDS[wordsOf('kind')]
  if (!kind) return { row, what: 'kind', words: wordsOf('kind') }
  if (kind !== 'home') {
    const room = wordsOf('room')
    if (!/^[\p{L}\d-]{1,20}$/u.test(room)) return { row, what: 'room', words: room }
    return { row, building: null, unit: null, room, kind, name: wordsOf('name').slice(0, 60) || null }
  }
  const [building, unit, room] = wordsOf('building')
    ? [wordsOf('building'), wordsOf('unit'), wordsOf('room')]
    : splitAddress(wordsOf('room'))
  const bare = {
    building: plain(building, /(号楼|栋|幢|座|楼|号)$/),
    unit: plain(unit, /(单元|门)$/),
    room: plain(room, /(室|房|号|户)$/),
  }
  if (!NAME.test(bare.building)) return { row, what: 'building', words: building }
  if (bare.unit !== '' && !NAME.test(bare.unit)) return { row, what: 'unit', words: unit }
  if (!/^[A-Za-z]?\d{1,5}[A-Za-z]?$/.test(bare.room)) return { row, what: 'room', words: room }
  return { row, building: bare.building, unit: bare.unit || null, room: bare.room, kind, name: null }
}

const KINDS: Record<string, TableHouse['kind']> = {
  ...{ '': 'home', 住宅: 'home', 住房: 'home', 房屋: 'home', 公寓: 'home', home: 'home' },
  ...{ 商铺: 'shop', 店铺: 'shop', 商业: 'shop', shop: 'shop' },
  ...{ 车位: 'parking', 停车位: 'parking', 车库: 'parking', parking: 'parking' },
}

const NAME = /^[\p{L}\d]{1,10}$/u

/** `3-2-1201` and `3栋2单元1201室` in one cell, as many systems write them; two parts have no unit. */
function splitAddress(words: string): [building: string, unit: string, room: string] {
  const parts = words.split(/-|号楼|栋|幢|座|单元/).filter(Boolean)
  if (parts.length === 3) return parts as [string, string, string]
  return parts.length === 2 ? [parts[0]!, '', parts[1]!] : ['', '', words]
}

/** Without what people add to the number, and without leading zeros: `03栋` is building 3. */
const plain = (words: string, suffix: RegExp) => words.replace(suffix, '').replace(/^0+(?=\d)/, '')

const FIELD_OF = new Map(
  (Object.keys(HEADINGS) as Field[]).flatMap((field) => HEADINGS[field].map((heading) => [heading as string, field])),
) as ReadonlyMap<string, Field>

function columnsOf(cells: Row['cells']): Map<Field, number> {
  const columns = new Map<Field, number>()
  cells.forEach((cell, at) => {
    if (typeof cell !== 'string') return
    const bare = cell.normalize('NFKC').replace(/\(.*?\)|[\s*_:：]/g, '')
    const field = FIELD_OF.get(bare.toLowerCase())
    if (field && !columns.has(field)) columns.set(field, at)
  })
  return columns
}
