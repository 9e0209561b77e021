import type { Queryable } from '../../platform/database/db'
import { readSetting } from '../setting'
import { staffOf, type Staff } from './staff'
import { ON_CALL_SETTING, OnCallList } from './community-settings'

/**
 * Who is rung for an emergency at any hour, in order, until somebody confirms. The community's own list for that type comes
 * first, then everybody marked on call, and always, at the end, the last named manager (domain.md B10).
 */
export async function onCallStaff(tx: Queryable, communityId: string | null, emergencyType?: string): Promise<Staff[]> {
  const staff = await staffOf(tx, communityId)
  const listed = communityId === null ? [] : await listedFor(tx, communityId, emergencyType ?? 'other')
  const order = [
    ...listed.flatMap((id) => staff.filter((member) => member.id === id)),
    ...staff.filter((member) => member.onCall),
  ]
  const manager = await lastResort(tx, communityId)
  const rung = order.filter((member, index) => order.indexOf(member) === index && member.id !== manager?.id)
  return manager ? [...rung, manager] : rung
}

/** The named person at the end of every chain: the community's own, else anybody's. Null only where nobody was named at all. */
export async function lastResort(tx: Queryable, communityId: string | null): Promise<Staff | null> {
  const own = (await staffOf(tx, communityId)).find((member) => member.lastResort)
  if (own || communityId === null) return own ?? null
  return (await staffOf(tx, null)).find((member) => member.lastResort) ?? null
}

async function listedFor(tx: Queryable, communityId: string, emergencyType: string): Promise<string[]> {
  const lists = OnCallList.safeParse((await readSetting(tx, communityId, ON_CALL_SETTING)) ?? [])
  if (!lists.success) return []
  const list = lists.data.find(({ emergencies }) => emergencies.includes(emergencyType))
  return list?.staff ?? []
}
