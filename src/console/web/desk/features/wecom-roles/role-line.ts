import type { ConsoleRole } from '../../../../contract/accounts'
import type { WecomRoleRow } from '../../../../contract/wecom-roles'

/** A line as it is typed. */
export interface Line {
  id: number
  kind: 'department' | 'tag' | 'userid'
  value: string
  role: ConsoleRole
  communities: string[]
}

export const KIND_WORDS: Record<Line['kind'], { name: string; what: string }> = {
  department: { name: '部门', what: '部门编号（数字）' },
  tag: { name: '标签', what: '标签编号（数字）' },
  userid: { name: '成员', what: '成员账号' },
}

export function toLine(row: WecomRoleRow, index: number): Line {
  const kind = row.department !== undefined ? 'department' : row.tag !== undefined ? 'tag' : 'userid'
  return { id: index + 1, kind, value: String(row[kind] ?? ''), role: row.role, communities: row.communities }
}

export function toRow({ kind, value, role, communities }: Line): WecomRoleRow {
  const seesAll = role === 'administrator' || role === 'editor'
  const who = kind === 'userid' ? { userid: value.trim() } : { [kind]: Number(value) }
  return { ...who, role, communities: seesAll ? [] : communities }
}

/** Why a line cannot stand like this; null when it can. */
export function faultOf({ kind, value, role, communities }: Line): string | null {
  if (value.trim() === '') return `请填${KIND_WORDS[kind].what}`
  if (kind !== 'userid' && !/^[1-9]\d{0,14}$/.test(value.trim())) return `${KIND_WORDS[kind].name}要填编号，是一个数字`
  if (communities.length === 0 && role !== 'administrator' && role !== 'editor')
    return '请至少选一个小区，不然什么也看不到'
  return null
}
