import { forgetAibotFiles, forgetOldCallbacks } from '../channels/wecom-aibot/forget'
import { forgetKfOwner } from '../channels/wecom-kf/forget-owner'
import { forgetOldRequests } from '../console/api/http/once'
import { forgetOldAlerts } from '../integrations/group-robot/forget'
import type { Queryable } from '../platform/database/db'
import type { EraseElsewhere } from '../records/person/erase-person'

/** What was kept only to deliver it, or to know it again, a month later. */
export async function forgetOld(tx: Queryable, now: Date): Promise<void> {
  await forgetOldCallbacks(tx, now)
  await forgetOldAlerts(tx, now)
  await forgetOldRequests(tx, now)
}

/** What the doors keep about a person who is erased. */
export const forgetAtDoors: EraseElsewhere = async (tx, personId, fileIds) => {
  await forgetKfOwner(tx, personId)
  await forgetAibotFiles(tx, fileIds)
}
