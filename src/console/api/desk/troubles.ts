import type { Queryable } from '../../../platform/database/db'
import { toIsoWithOffset } from '../../../platform/zoned-time'
import { listResting } from '../../../integrations/complaint-system/resting'
import { listCallBacks } from '../../../records/call-back/call-back'
import type { Troubles } from '../../contract/console'

/** What went wrong for good, in whatever part: nothing of it is lost, somebody should look. */
export async function readTroubles(
  tx: Queryable,
  options: { communityIds: string[] | null; zone: string },
): Promise<Troubles> {
  const failed = await tx.query<{ id: string; conversation_id: string; user_id: string; error: string; at: Date }>(
    'desk-failed-turns',
    `select f.id, f.conversation_id, v.user_id, f.error, f.at
       from failed_turn f join conversation v on v.id = f.conversation_id
      where $1::text[] is null or v.community_id = any($1)
      order by f.at desc limit 100`,
    [options.communityIds],
  )
  // Events of the whole company: only for those who see all of it.
  const resting = options.communityIds === null ? await listResting(tx) : []
  const calls = await listCallBacks(tx, options.communityIds)
  const lost = await lostFiles(tx, options.communityIds)
  const strays = options.communityIds === null ? await listStrays(tx) : []
  const time = (at: Date, zone = options.zone) => toIsoWithOffset(at, zone)
  return {
    callBacks: calls.map(({ communityId: _of, communityZone, ...call }) => ({
      ...call,
      at: time(call.at, communityZone ?? options.zone),
      dueAt: time(call.dueAt, communityZone ?? options.zone),
    })),
    lostFiles: lost.map((file) => ({ ...file, at: time(file.at) })),
    strays: strays.map((stray) => ({ ...stray, at: time(stray.at) })),
    failedTurns: failed.map((row) => ({
      id: row.id,
      conversationId: row.conversation_id,
      user: row.user_id,
      error: row.error,
      at: toIsoWithOffset(row.at, options.zone),
    })),
    resting: resting.map((event) => ({ ...event, at: toIsoWithOffset(event.at, options.zone) })),
  }
}

async function lostFiles(tx: Queryable, communityIds: string[] | null) {
  const rows = await tx.query<{ file_id: string; name: string; conversation_id: string; user_id: string; at: Date }>(
    'desk-lost-files',
    `select k.file_id, k.name, v.id as conversation_id, v.user_id, k.created_at as at
       from kf_media k
       join conversation v on v.channel = 'wecom-kf' and v.account = k.open_kfid and v.user_id = k.external_userid
      where k.given_up and ($1::text[] is null or v.community_id = any($1))
      order by k.created_at desc limit 100`,
    [communityIds],
  )
  return rows.map(({ file_id: id, name, conversation_id: conversationId, user_id: user, at }) => ({
    id,
    conversationId,
    user,
    name,
    at,
  }))
}

async function listStrays(tx: Queryable) {
  const rows = await tx.query<{ id: string; open_kfid: string; reason: string; at: Date }>(
    'desk-strays',
    'select id, open_kfid, reason, at from kf_stray order by at desc limit 100',
  )
  return rows.map(({ open_kfid: account, ...stray }) => ({ ...stray, account }))
}
