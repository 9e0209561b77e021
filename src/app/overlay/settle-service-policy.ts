import { parse } from 'yaml'
import type { Queryable } from '../../platform/database/db'
import { ServicePolicy, SERVICE_POLICY_SETTING } from '../../records/handoff/service-policy'
import { currentOverlay } from '../../records/overlay/overlay'
import { removeSetting, writeSetting } from '../../records/setting'
import { laidText } from './live-overlay'
import { SERVICE_PATH } from './shipped-files'

/**
 * The acts of the records ask for this table inside their transactions, so what is laid over it stands as a setting too: written with
 * the version, and anew at each start, for an update may have brought other defaults below the company's edits.
 */
export async function settleServicePolicy(tx: Queryable, at: Date): Promise<void> {
  const current = await currentOverlay(tx)
  for (const { scope, by } of current.filter(({ path }) => path === SERVICE_PATH)) {
    const text = laidText(current, SERVICE_PATH, scope)
    const policy = text === null ? null : ServicePolicy.safeParse(parse(text))
    if (policy === null) await removeSetting(tx, scope, SERVICE_POLICY_SETTING)
    // An update that no longer fits leaves the table that holds.
    else if (policy.success) await writeSetting(tx, { scope, key: SERVICE_POLICY_SETTING, value: policy.data, by, at })
  }
}
