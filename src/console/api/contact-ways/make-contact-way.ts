import type { Clock } from '../../../platform/clock'
import type { Db } from '../../../platform/database/db'
import { conflict, unavailable } from '../../../platform/errors'
import { newId } from '../../../platform/ids'
import { toSceneParam } from '../../../records/community/entrance'
import { findContactWay, keepContactWay } from '../../../records/contact-way/contact-way'
import type { ContactWayRecord } from '../../../records/contact-way/contact-way'

/** What the door of 微信客服 gives the console; absent where WeCom is not configured. */
export interface ContactDesk {
  /** Accounts that owners can write to, by open_kfid. */
  accounts(): Promise<string[]>
  /** A link to the account that carries `scene`. */
  contactWay(account: string, scene: string): Promise<string>
}

/** The link of one entrance: the one there is, else a new one from WeCom. */
export async function makeContactWay(
  deps: { db: Db; clock: Clock },
  desk: ContactDesk,
  entrance: { account: string; communityId: string; building: string | null; place: string | null; by: string },
): Promise<ContactWayRecord> {
  const known = await findContactWay(deps.db, entrance)
  if (known) return known
  const at = deps.clock.now()
  const id = newId('q', at)
  const sceneParam = toSceneParam(entrance)
  const link = await desk.contactWay(entrance.account, id)
  // Appended and nothing else changed: an edited link brings no enter event (wecom-protocol §5.5).
  const url = `${link}${link.includes('?') ? '&' : '?'}scene_param=${encodeURIComponent(sceneParam)}`
  return keepContactWay(deps.db, { ...entrance, id, sceneParam, url, at })
}

/** The account that is asked for, or the only one there is. */
export async function chooseAccount(desk: ContactDesk, wanted: string | undefined): Promise<string> {
  const accounts = await desk.accounts()
  if (wanted !== undefined) {
    if (accounts.includes(wanted)) return wanted
    throw conflict('account_unknown', `There is no KF account ${wanted} that this app manages.`, { accounts })
  }
  if (accounts.length === 1 && accounts[0] !== undefined) return accounts[0]
  if (accounts.length === 0) throw unavailable('no_account', 'There is no KF account yet that this app manages.')
  throw conflict('account_needed', 'There are several KF accounts: say which one the code leads to.', { accounts })
}
