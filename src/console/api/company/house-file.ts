import { invalid } from '../../../platform/errors'
import { refuseOtherKind } from '../../../knowledge/files/file-kind'
import { readCsvRows } from '../../../knowledge/files/read-csv'
import { readSheets } from '../../../knowledge/files/read-xlsx'
import {
  countHouseHeadings,
  housesOfTable,
  type HouseTable,
  type TableHouse,
} from '../../../records/community/houses-of-table'

const MOST_HOUSES = 20_000

/** A company's own list of houses: the first sheet that has headings, or a CSV file. */
export async function readHouseFile(name: string, bytes: Buffer): Promise<HouseTable> {
  refuseOtherKind(name, bytes)
  const table = (await sheetsOf(name, bytes)).map(housesOfTable).find((found) => found !== null)
  if (!table) throw invalid('house_headings', `expected a row of headings with 房号 in ${name}`)
  if (table.houses.length + table.faults.length > MOST_HOUSES)
    throw invalid('import_rows', `expected at most ${MOST_HOUSES} houses in ${name}`)
  return table
}

/** `3-2-1201`, or where a shop or parking space is and its number. */
export const placeWords = ({ building, unit, room, name }: TableHouse) =>
  [name, building, unit, room].filter((part) => part !== null).join('-')

async function sheetsOf(name: string, bytes: Buffer): Promise<Parameters<typeof housesOfTable>[0][]> {
  if (/\.xlsx$/i.test(name)) return (await readSheets(name, bytes)).map(({ rows }) => rows)
  if (/\.csv$/i.test(name)) return [readCsvRows(name, bytes, countHouseHeadings)]
  throw invalid('house_file_kind', `expected a .xlsx or .csv file, got ${name}`)
}
