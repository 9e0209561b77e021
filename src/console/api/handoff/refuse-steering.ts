import { conflict } from '../../../platform/errors'
import type { Db } from '../../../platform/database/db'
import { newId } from '../../../platform/ids'
import type { Handoff } from '../../../records/handoff/handoff'
import { flagSteering, isScoreSteering } from '../../../records/rating/score-steering'

/** Nobody of ours tells an owner how to score (domain.md B40): the words do not go out, and the supervisor sees that they were tried. */
export async function refuseSteering(
  db: Db,
  found: Pick<Handoff, 'conversationId' | 'personId' | 'communityId'>,
  words: { by: string; text: string; at: Date },
): Promise<void> {
  if (!isScoreSteering(words.text)) return
  await db.tx((tx) =>
    flagSteering(tx, {
      id: newId('sf', words.at),
      conversationId: found.conversationId,
      personId: found.personId,
      communityId: found.communityId,
      staff: words.by,
      words: words.text.slice(0, 500),
      sent: false,
      at: words.at,
    }),
  )
  throw conflict('score_steering', 'owners are not told how to score: please say it without the score')
}
