import type { Queryable } from '../../platform/database/db'
import { findCommunity } from './community'

/** Where a QR code hangs. What it says of somebody who used it is a hint, never a proof of address: the talk asks. */
export interface Entrance {
  communityId: string
  building: string | null
  place: string | null
}

/** What a link carries: `c` the community, `b` the building, `p` the place (wecom-protocol §5.5: ≤ 128 bytes, raw). */
export function toSceneParam({ communityId, building, place }: Entrance): string {
  const words = [
    ['c', communityId],
    ['b', building],
    ['p', place],
  ].flatMap(([name, value]) => (value ? [`${name}=${value.replace(/[&=+%#\s]/g, '')}`] : []))
  // The place is for people to read and the first to go: it stands in our own row as well.
  while (Buffer.byteLength(words.join('&')) > SCENE_PARAM_BYTES) words.pop()
  return words.join('&')
}

const SCENE_PARAM_BYTES = 128

/**
 * The entrance behind a link. Its `scene` names a row of ours; a link we did not make, or made in another store, may say it in its
 * parameter; and a parameter that is just a community's name does too.
 */
export async function findEntrance(
  tx: Queryable,
  link: { scene?: string | null; sceneParam?: string | null },
): Promise<Entrance | null> {
  const rows = link.scene
    ? await tx.query<{ community_id: string; building: string | null; place: string | null }>(
        'find-entrance',
        'select community_id, building, place from contact_way where id = $1',
        [link.scene],
      )
    : []
  if (rows[0]) return { communityId: rows[0].community_id, building: rows[0].building, place: rows[0].place }
  const words = link.sceneParam || link.scene
  if (!words) return null
  const said = new URLSearchParams(words)
  const community = await findCommunity(tx, said.get('c') ?? words)
  return community && { communityId: community.id, building: said.get('b'), place: said.get('p') }
}

/** By which entrance somebody came into this talk last; null when they came otherwise. */
export async function entranceOfTalk(
  tx: Queryable,
  talk: { channel: string; account: string; user: string },
): Promise<Entrance | null> {
  if (talk.channel !== 'wecom-kf') return null
  const rows = await tx.query<{ scene: string | null; scene_param: string | null }>(
    'entrance-of-talk',
    'select scene, scene_param from kf_owner where open_kfid = $1 and external_userid = $2',
    [talk.account, talk.user],
  )
  return rows[0] ? findEntrance(tx, { scene: rows[0].scene, sceneParam: rows[0].scene_param }) : null
}
