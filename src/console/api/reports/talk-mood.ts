import { z } from 'zod'
import type { Queryable } from '../../../platform/database/db'
import { toIsoWithOffset } from '../../../platform/zoned-time'
import { messageNotAbout } from '../../../records/case/not-about'
import { CALM, advanceMood } from '../../../understanding/mood/mood-line'
import { SentimentLabel, Signal } from '../../../understanding/understanding'
import type { TalkMood } from '../../contract/reports'

const LATEST = 300

/** What the line needs of a stored understanding; one from before a field existed is read all the same. */
const Reading = z.object({
  sentiment: z.object({ label: SentimentLabel, score: z.number().catch(0) }),
  signals: z.array(Signal).catch([]),
  handoff: z.object({ evidence: z.array(z.string()).catch([]) }).catch({ evidence: [] }),
})

/** How an owner sounded, over the last messages of a talk: the line that handing over goes by (design D7), drawn anew. */
export async function readTalkMood(
  tx: Queryable,
  conversationId: string,
  { zone, reader }: { zone: string; reader: string | null },
): Promise<TalkMood['points']> {
  const rows = await tx.query<{ seq: string; at: Date; understanding: unknown; text: string | null }>(
    'talk-mood',
    `select e.seq::text as seq, e.at, e.understanding, x.text
       from exchange e left join exchange_content x on x.exchange_id = e.id
      where e.conversation_id = $1 and e.author = 'owner' and e.understanding is not null and ${messageNotAbout('$3')}
      order by e.seq desc limit $2`,
    [conversationId, LATEST, reader],
  )
  const points: TalkMood['points'] = []
  let line = CALM
  for (const row of rows.reverse()) {
    const read = Reading.safeParse(row.understanding)
    if (!read.success) continue
    const { sentiment, signals, handoff } = read.data
    line = advanceMood(
      line,
      { sentiment, signals, handoff: { needed: false, reason: null, evidence: handoff.evidence } },
      row.at,
    )
    points.push({
      seq: Number(row.seq),
      at: toIsoWithOffset(row.at, zone),
      label: sentiment.label,
      level: line.level,
      text: (row.text ?? '').slice(0, 60),
    })
  }
  return points
}
