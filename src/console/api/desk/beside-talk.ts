import type { Queryable } from '../../../platform/database/db'
import { toIsoWithOffset } from '../../../platform/zoned-time'
import { notesOf } from '../../../records/talk-note/talk-note'
import type { TalkDetail } from '../../contract/console'
import { historyOfTalk, ownerOfTalk } from './owner-of-talk'
import type { Viewer } from './viewer'

/** What stands beside a talk: colleagues' notes, who the owner is, what was before. */
export async function besideTalk(
  tx: Queryable,
  conversationId: string,
  reader: { viewer: Viewer; zone: string },
): Promise<Pick<TalkDetail, 'notes' | 'owner' | 'history'>> {
  const [notes, owner, history] = await Promise.all([
    notesOf(tx, conversationId, reader.viewer),
    ownerOfTalk(tx, conversationId),
    historyOfTalk(tx, conversationId, reader),
  ])
  return {
    notes: notes.map(({ id, kind, author, meantFor, text, at, seenBy, erased }) => ({
      id,
      kind,
      author,
      meantFor,
      text,
      at: toIsoWithOffset(at, reader.zone),
      seenBy,
      erased,
    })),
    owner,
    history,
  }
}
