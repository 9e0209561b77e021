import type { Db } from '../../platform/database/db'
import type { Backlog } from '../../platform/metrics'

/** What waits in the whole deployment, read when somebody asks for `/metrics`; every part has an index of what is open. */
export async function readBacklog(db: Db, now: Date): Promise<Backlog> {
  const rows = await db.query<Record<keyof Backlog, string>>(
    'metrics-backlog',
    `select (select count(*) from inbox where status = 'new') as "inboxWaiting",
            (select count(*) from outbox where status = 'pending') as "outboxPending",
            (select count(*) from outbox where status = 'parked') as "outboxParked",
            (select count(*) from handoff where status = 'waiting') as "handoffsWaiting",
            (select count(*) from cases
              where status not in ('closed', 'cancelled', 'resolved') and due_at < $1) as "casesOverdue"`,
    [now],
  )
  const { inboxWaiting, outboxPending, outboxParked, handoffsWaiting, casesOverdue } = rows[0]!
  return {
    inboxWaiting: Number(inboxWaiting),
    outboxPending: Number(outboxPending),
    outboxParked: Number(outboxParked),
    handoffsWaiting: Number(handoffsWaiting),
    casesOverdue: Number(casesOverdue),
  }
}
