import { z } from 'zod'
import { cutText } from '../platform/cut-text'
import type { Queryable } from '../platform/database/db'
import { formatChineseTime } from '../platform/zoned-time'
import type { JobHandler } from '../queue/schedule'
import { lockTalk } from '../records/lock-talk'
import { officeHours } from '../records/community/office-hours'
import { keepStaffWord } from '../records/promise/staff-word'
import { nameOf } from './case-facts'
import { promisedTimes, type PromisedAct } from './promised-times'
import type { TaskDeps } from './speak'

const JOB = 'staff-said'
const ACT_WORDS: Record<PromisedAct, string> = { ring: '回电', visit: '上门', done: '办好', answer: '答复' }

/**
 * Every message of a colleague, whichever way it came (0119_staff_words.sql), is read for times they promise: 民法典 938 asks the
 * company to keep them, whoever of us said them. The ledger then watches them like our own.
 */
export function staffWords(deps: Pick<TaskDeps, 'zone'>): Record<string, JobHandler> {
  return {
    [JOB]: async (tx, job, now) => {
      const { exchangeId } = z.object({ exchangeId: z.string() }).parse(job.body)
      const said = await findSaid(tx, exchangeId)
      if (!said) return
      const { zone } = await officeHours(tx, said.community_id, deps)
      // What came late and has passed by now is history: nobody is told of it as if it were news.
      const promised = promisedTimes(said.text, said.at, zone).filter(({ dueAt }) => dueAt > now)
      if (promised.length === 0) return
      await lockTalk(tx, said.conversation_id)
      const name = (await nameOf(tx, said.author_id)) ?? '同事'
      for (const { act, dueAt, quote } of promised)
        await keepStaffWord(tx, {
          conversationId: said.conversation_id,
          personId: said.person_id,
          communityId: said.community_id,
          caseId: said.case_id,
          what: [said.number, `${name}答应${ACT_WORDS[act]}`].filter(Boolean).join(' '),
          dueAt,
          at: said.at,
          act,
          quote: cutText(quote, 100),
        })
    },
  }
}

/** For whoever writes: what of their words will stand in the ledger, before they send them. */
export function promiseHints(
  text: string,
  at: Date,
  zone: string,
): { kind: 'promise'; quote: string; instead: string }[] {
  return promisedTimes(text, at, zone).map(({ act, dueAt, quote }) => ({
    kind: 'promise' as const,
    quote: cutText(quote, 60),
    instead: `发出后会记成承诺：${formatChineseTime(dueAt, zone, at)}前${ACT_WORDS[act]}。到点没做到会提醒，并向业主致歉`,
  }))
}

interface Said {
  conversation_id: string
  person_id: string | null
  community_id: string | null
  author_id: string | null
  case_id: string | null
  number: string | null
  at: Date
  text: string
}

/** The talk's latest matter in a colleague's hands is what their words are about. */
async function findSaid(tx: Queryable, exchangeId: string): Promise<Said | null> {
  const rows = await tx.query<Said>(
    'staff-said',
    `select e.conversation_id, v.person_id, v.community_id, e.author_id, e.at, x.text, c.id as case_id, c.number
       from exchange e
       join exchange_content x on x.exchange_id = e.id
       join conversation v on v.id = e.conversation_id
       left join lateral (select case_id from handoff where conversation_id = v.id order by opened_at desc, id desc limit 1) h on true
       left join cases c on c.id = h.case_id and c.status not in ('closed', 'cancelled')
      where e.id = $1`,
    [exchangeId],
  )
  return rows[0] ?? null
}
