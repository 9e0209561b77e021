import type { Db } from '../../src/platform/database/db'
import type { InboundContent } from '../../src/messages/inbound'
import { openStage } from '../../src/tools/eval/dialog/stage'
import type { OpenStage, StageOptions } from '../../src/tools/eval/dialog/stage'
import { createTestDatabase } from './database'

export const NIGHT = '2026-11-21T03:00:00+08:00'

/** What the bot says, whatever its type. */
export interface Reply {
  type: string
  text: string
  options?: { id: string; label: string }[]
}

export interface Talk extends Pick<OpenStage, 'db' | 'clock' | 'conversationId'> {
  /** Says it as one owner's turn and gives back what the bot answers. */
  say(content: string | InboundContent, options?: { user?: string }): Promise<Reply[]>
  /** Several messages of one turn. */
  burst(contents: (string | InboundContent)[], options?: { user?: string }): Promise<Reply[]>
  /** Taps the newest option with this label. */
  tap(label: string, options?: { user?: string }): Promise<Reply[]>
  photo(): InboundContent
  lastReplies(user?: string): Reply[]
  close(): Promise<void>
}

/** A stage on a database of its own, and an owner who says and taps. */
export async function startTalk(options: StageOptions = {}): Promise<Talk> {
  const { db, close } = await createTestDatabase()
  const stage = await openStage(db, options)
  const replies = new Map<string, Reply[]>()
  let photos = 0

  const burst: Talk['burst'] = async (contents, { user = 'u1' } = {}) => {
    const said = await stage.send(contents, { user })
    replies.set(user, said)
    return said
  }

  return {
    db,
    clock: stage.clock,
    conversationId: stage.conversationId,
    burst,
    say: (content, given) => burst([content], given),
    tap: async (label, given) => {
      const option = await findOption(db, stage.conversationId(given?.user), label)
      return burst([{ kind: 'menu', menuId: option.id, text: option.label }], given)
    },
    photo: () => ({ kind: 'image', attachment: { kind: 'image', fileId: `f${++photos}`, mime: 'image/png' } }),
    lastReplies: (user = 'u1') => replies.get(user) ?? [],
    close,
  }
}

async function findOption(db: Db, conversationId: string, label: string): Promise<{ id: string; label: string }> {
  const rows = await db.query<{ id: string; label: string }>(
    'test-option',
    `select o ->> 'id' as id, o ->> 'label' as label from exchange e join exchange_content c on c.exchange_id = e.id,
            jsonb_array_elements(c.body -> 'content' -> 'options') o
      where e.conversation_id = $1 and e.kind = 'menu' and o ->> 'label' like '%' || $2 || '%' order by e.seq desc limit 1`,
    [conversationId, label],
  )
  if (!rows[0]) throw new Error(`no menu option ${label}`)
  return rows[0]
}
