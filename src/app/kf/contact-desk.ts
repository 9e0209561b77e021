import type { KfDoor } from '../../channels/wecom-kf/start'
import type { ContactDesk } from '../../console/api/contact-ways/make-contact-way'

/** Links for QR codes, of the accounts this app manages. */
export function contactDeskOf(door: KfDoor): ContactDesk {
  return {
    accounts: async () =>
      (await door.status()).accounts
        .filter(({ active, managePrivilege }) => active && managePrivilege !== false)
        .map(({ openKfid }) => openKfid),
    contactWay: (account, scene) => door.contactWay(account, scene),
  }
}
