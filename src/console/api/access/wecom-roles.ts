import type { Queryable } from '../../../platform/database/db'
import { invalid } from '../../../platform/errors'
import { findCommunity } from '../../../records/community/community'
import { readSetting, writeSetting } from '../../../records/setting'
import { WecomRoles, type WecomRoleRow } from '../../contract/wecom-roles'

const SETTING = 'access.wecom-roles'

/** The table of roles by department, tag and member, as the company wrote it. */
export async function readWecomRoles(tx: Queryable): Promise<WecomRoles> {
  const kept = WecomRoles.safeParse(await readSetting(tx, '', SETTING))
  return kept.success ? kept.data : { rows: [] }
}

/** Communities are kept by id, and one that does not exist is refused: a name misspelt would be a person who sees nothing. */
export async function writeWecomRoles(
  tx: Queryable,
  given: WecomRoles,
  act: { by: string; at: Date },
): Promise<WecomRoles> {
  const rows: WecomRoleRow[] = []
  for (const [index, row] of given.rows.entries()) {
    const communities: string[] = []
    for (const name of row.communities) {
      const found = await findCommunity(tx, name)
      if (!found) throw invalid('community', `rows.${index}.communities: there is no community ${name}`)
      communities.push(found.id)
    }
    rows.push({ ...row, communities: [...new Set(communities)] })
  }
  await writeSetting(tx, { scope: '', key: SETTING, value: { rows }, ...act })
  return { rows }
}

/** What of somebody's place in the company decides. */
export interface Place {
  userid: string
  /** Their departments and all above them. */
  departments: ReadonlySet<number>
  /** Tags of the table they have, themselves or by a department. */
  tags: ReadonlySet<number>
}

/** The first line that fits; null where none does. Pure. */
export function roleIn(table: WecomRoles, place: Place): WecomRoleRow | null {
  return (
    table.rows.find(({ department, tag, userid }) => {
      if (department !== undefined) return place.departments.has(department)
      if (tag !== undefined) return place.tags.has(tag)
      return userid?.toLowerCase() === place.userid.toLowerCase()
    }) ?? null
  )
}

/** A department belongs to all above it; a circle in what WeCom says ends the climb. */
export function withParents(departments: readonly number[], parents: ReadonlyMap<number, number>): Set<number> {
  const all = new Set<number>()
  for (const start of departments)
    for (let at: number | undefined = start; at !== undefined && at > 0 && !all.has(at); at = parents.get(at))
      all.add(at)
  return all
}
