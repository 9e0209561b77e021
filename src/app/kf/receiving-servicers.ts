import type { Queryable } from '../../platform/database/db'

/**
 * Who takes owners of this account in the WeCom client, as the door last heard (servicer list and status events): a job runs in a
 * transaction and must not wait for a network. Null where nobody is known, and the shift decides.
 */
export async function receivingServicers(
  db: Queryable,
  talk: { channel: string; account: string },
): Promise<string[] | null> {
  if (talk.channel !== 'wecom-kf') return null
  const rows = await db.query<{ userid: string; receiving: boolean }>(
    'receiving-servicers',
    'select userid, receiving from kf_servicer where open_kfid = $1 order by userid',
    [talk.account],
  )
  return rows.length === 0 ? null : rows.filter(({ receiving }) => receiving).map(({ userid }) => userid)
}
