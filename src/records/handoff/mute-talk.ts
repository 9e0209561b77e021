import type { Queryable } from '../../platform/database/db'

/**
 * The one rule of silence (design D9), in native and console mode alike: the bot is muted exactly while a person holds the
 * talk (`active`). While somebody is only asked for (`waiting`) it still speaks: briefly when people are on duty, as usual
 * when nobody is, safety text in any case.
 */
export async function muteAsHeld(tx: Queryable, conversationId: string): Promise<void> {
  await tx.query(
    'mute-as-held',
    `update conversation v
        set muted = exists (select from handoff h where h.conversation_id = v.id and h.status = 'active')
      where id = $1`,
    [conversationId],
  )
}
