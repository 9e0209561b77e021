import type { CaseLocation } from './case'
import type { CaseKind } from './case-kinds'

/**
 * The key by which a second report joins the first (design D10): same fault, same public place or same home. Null when that
 * cannot be told, and then nothing joins: two matters in one record are worse than one matter in two. Complaints and wishes
 * are each person's own.
 */
export function sameMatterOf(matter: { kind: CaseKind; category: string; location: CaseLocation }): string | null {
  const { kind, category, location } = matter
  if (kind !== 'repair' && kind !== 'emergency') return null
  if (category.startsWith('其他/')) return null
  const { building, unit, room, place } = location
  if (building && room) return [kind, category, building, unit ?? '', room].join('|')
  if (!place || room) return null
  if (!building && EVERY_BUILDING_HAS_ONE.some((word) => place.includes(word))) return null
  return [kind, category, building ?? '', unit ?? '', '', place].join('|')
}

/** 「电梯坏了」 without a building names one of many. */
const EVERY_BUILDING_HAS_ONE = [
  '电梯',
  '客梯',
  '轿厢',
  '楼道',
  '楼梯',
  '走廊',
  '过道',
  '大堂',
  '大厅',
  '门厅',
  '单元门',
  '门禁',
  '楼顶',
  '天台',
  '屋顶',
  '外墙',
  '家',
  '室内',
  '厨房',
  '卫生间',
  '阳台',
]
