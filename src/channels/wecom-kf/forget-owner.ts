import type { Queryable } from '../../platform/database/db'

/** What 微信客服 told of a person beside the messages goes when the person is erased; WeCom is not asked for it again. */
export async function forgetKfOwner(tx: Queryable, personId: string): Promise<void> {
  await tx.query(
    'kf-owner-forget',
    `update kf_owner k set nickname = null, scene = null, scene_param = null, ask_at = null
       from identity i
      where i.person_id = $1 and i.channel = 'wecom-kf' and i.account = k.open_kfid and i.external_id = k.external_userid`,
    [personId],
  )
}
