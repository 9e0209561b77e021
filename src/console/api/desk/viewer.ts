import type { Queryable } from '../../../platform/database/db'
import { notFound } from '../../../platform/errors'
import type { Case } from '../../../records/case/case'
import { isHandoffTold } from '../../../records/handoff/find-handoffs'
import { getHandoff, type Handoff } from '../../../records/handoff/handoff'
import { may } from '../access/policy'
import { requireCommunity, type Principal } from '../access/principal'

/** Who looks at cases: under which names records know them, and whether they lead. */
export interface Viewer {
  principal: Principal
  staffId: string | null
  /** Records keep a staff id or any name (contract.md §8). */
  names: string[]
  leads: boolean
}

export async function viewerOf(tx: Queryable, principal: Principal): Promise<Viewer> {
  const rows = await tx.query<{ staff_id: string | null }>(
    'staff-of-viewer',
    'select staff_id from console_account where id = $1',
    [principal.accountId],
  )
  const staffId = rows[0]?.staff_id ?? null
  const names = [...new Set([principal.name, principal.account, ...(staffId === null ? [] : [staffId])])]
  return { principal, staffId, names, leads: may(principal.role, 'cases.lead') }
}

/** Another community's case, and a complaint about whoever looks, are as good as none. */
export function requireCase(viewer: Viewer, found: Pick<Case, 'id' | 'communityId' | 'aboutStaff'>): void {
  requireCommunity(viewer.principal, found.communityId, `case ${found.id}`)
  if (isAbout(viewer, found)) throw notFound('not_found', `There is no case ${found.id}.`)
}

/** The same of a handoff. */
export async function requireHandoff(tx: Queryable, principal: Principal, id: string): Promise<Handoff> {
  const found = await getHandoff(tx, id)
  requireCommunity(principal, found.communityId, `handoff ${id}`)
  if (!(await isHandoffTold(tx, id, await viewerOf(tx, principal))))
    throw notFound('not_found', `There is no handoff ${id}.`)
  return found
}

export function isAbout(viewer: Viewer, found: Pick<Case, 'aboutStaff'>): boolean {
  return viewer.staffId !== null && found.aboutStaff.includes(viewer.staffId)
}
