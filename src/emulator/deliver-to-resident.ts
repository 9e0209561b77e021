import type { KfContent } from './api/kf-message'
import type { Account, Received, World } from './world'

/** The message appears in the resident's WeChat. */
export function deliverToResident(
  world: World,
  account: Account,
  user: string,
  msgid: string,
  content: KfContent,
  via: Received['via'],
): void {
  const at = new Date(world.now())
  world.resident(user).received.push({ ...content, msgid, openKfid: account.openKfid, via, at, recalled: false })
}
