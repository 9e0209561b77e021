import type { Db } from '../../../platform/database/db'
import { sheetTime, writeWorkbook, type Cell } from '../../../platform/spreadsheet/write-workbook'
import type { Case } from '../../../records/case/case'
import { KIND_WORDS, PRIORITY_WORDS, SOURCE_WORDS, STATUS_WORDS, placeWords } from '../../contract/case-words'
import { caseConditions, type WhichCases } from './case-conditions'
import { countCases, listDeskCases } from './list-desk-cases'
import { showCase } from './show-case'

const MOST = 50_000
const AT_ONCE = 500

/**
 * The filtered list as a workbook, newest first; names and phones as the list itself shows them to this person. One that is cut
 * off says so on its tab, where whoever counts in it sees it.
 */
export async function exportCases(db: Db, which: WhichCases, most = MOST): Promise<Buffer> {
  const isCut = (await countCases(db, caseConditions(which), most + 1)) > most
  const name = isCut ? `只有最新的${most}张，请分日期导出` : '工单'
  return writeWorkbook([{ name, columns: COLUMNS, rows: rowsOf(db, which, most) }])
}

async function* rowsOf(db: Db, which: WhichCases, most: number): AsyncGenerator<Cell[]> {
  const names = new Map(
    (await db.query<{ id: string; name: string }>('names-of-staff', 'select id, name from staff')).map((one) => [
      one.id,
      one.name,
    ]),
  )
  let after: string | undefined
  for (let written = 0; written < most; written += AT_ONCE) {
    const limit = Math.min(AT_ONCE, most - written)
    const page = await listDeskCases(db, { ...which, limit, ...(after === undefined ? {} : { after }) })
    for (const found of page.items) yield toRow(found, which, names)
    if (page.next === null) return
    after = page.next
  }
}

const COLUMNS = [
  { title: '单号', width: 20 },
  { title: '类型', width: 8 },
  { title: '分类', width: 16 },
  { title: '状态', width: 12 },
  { title: '紧急程度', width: 10 },
  { title: '小区', width: 14 },
  { title: '地点', width: 22 },
  { title: '内容', width: 48 },
  { title: '业主', width: 12 },
  { title: '电话', width: 16 },
  { title: '来源', width: 12 },
  { title: '登记时间', width: 18 },
  { title: '应完成', width: 18 },
  { title: '办结时间', width: 18 },
  { title: '首问责任人', width: 12 },
  { title: '处理人', width: 12 },
  { title: '催办次数', width: 10 },
  { title: '评分', width: 8 },
  { title: '评价', width: 30 },
]

function toRow(found: Case, { viewer, zone }: WhichCases, names: ReadonlyMap<string, string>): Cell[] {
  const shown = showCase(found, viewer, zone)
  const time = (at: Date | null) => at && sheetTime(at, found.communityZone ?? zone)
  const name = (who: string | null) => (who === null ? null : (names.get(who) ?? who))
  return [
    shown.number,
    KIND_WORDS[shown.kind],
    shown.category,
    STATUS_WORDS[shown.status],
    PRIORITY_WORDS[shown.priority],
    shown.community,
    placeWords(shown.location),
    shown.summary,
    shown.anonymous ? '匿名' : (shown.contact?.name ?? null),
    shown.contact?.phone ?? null,
    SOURCE_WORDS[shown.source] ?? shown.source,
    time(found.openedAt),
    time(found.dueAt),
    time(found.resolvedAt ?? found.closedAt),
    name(found.ownerOfRecord),
    name(found.assignee),
    shown.urges,
    shown.rating?.score ?? null,
    shown.rating?.comment ?? null,
  ]
}
