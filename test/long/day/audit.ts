import type { Emulator } from '../../../src/emulator/start-emulator'
import type { Database } from '../../../src/platform/database/open-database'
import type { Owner } from './simulate'
import type { Race } from './races'
import { api } from './shouwen-processes'

interface LogRow {
  user: string
  direction: 'in' | 'out'
  author: 'owner' | 'bot' | 'staff' | 'system'
  kind: string
  text: string
  sourceId: string | null
  delivery: string
  deliveryReason: string | null
}

/** What a day must have left behind; every list names what is wrong, and is empty when all is well. */
export interface Audit {
  counts: Record<string, number>
  lost: string[]
  doubled: string[]
  outOfOrder: string[]
  saidWhileAPersonServed: string[]
  unsettled: string[]
  chain: unknown
}

/** Compares what WeCom saw, message for message, with what the product has on record. */
export async function auditDay(given: {
  url: string
  db: Database
  wecom: Emulator
  accounts: readonly string[]
  owners: readonly Owner[]
  races: readonly Race[]
}): Promise<Audit> {
  const { wecom, db } = given
  const rows = await wholeLog(given.url)
  const byUser = groupBy(rows, (row) => row.user)
  const audit: Audit = {
    counts: {},
    lost: [],
    doubled: [],
    outOfOrder: [],
    saidWhileAPersonServed: [],
    unsettled: await unsettled(db),
    chain: (await api(given.url, 'GET', '/api/v1/exchanges/verify')).body,
  }
  const items = given.accounts.flatMap((openKfid) => wecom.log(openKfid)).filter(({ origin }) => origin !== 4)
  const writtenBy = groupBy(items, (item) => String(item.external_userid))
  for (const { user, openKfid } of given.owners) {
    const log = byUser.get(user) ?? []
    const words = log.filter(({ author, direction, kind }) => {
      return (author === 'owner' && direction === 'in' && kind !== 'event') || author === 'staff'
    })
    compare(
      `${user}: came in`,
      (writtenBy.get(user) ?? []).map(({ msgid }) => String(msgid)),
      words.map(({ sourceId }) => sourceId ?? '?'),
    )
    const heard = wecom.resident(user, openKfid).received.filter(({ via }) => via !== 'servicer')
    const said = log.filter(({ author, direction, delivery }) => {
      return direction === 'out' && (author === 'bot' || author === 'system') && delivery === 'sent'
    })
    compare(
      `${user}: went out`,
      said.map(({ sourceId }) => sourceId ?? '?'),
      heard.map(({ msgid }) => msgid),
    )
  }
  for (const race of given.races) if (race.takenAt) audit.saidWhileAPersonServed.push(...wordsAfter(race))
  audit.counts = {
    'owner messages': items.filter(({ origin }) => origin === 3).length,
    'staff messages': items.filter(({ origin }) => origin === 5).length,
    'bot messages heard': given.owners.flatMap(({ user, openKfid }) =>
      wecom.resident(user, openKfid).received.filter(({ via }) => via !== 'servicer'),
    ).length,
    'rows of the log': rows.length,
    'bot words dropped for a person': rows.filter(({ deliveryReason }) => deliveryReason === 'a person serves').length,
    'words waiting for the owner': rows.filter(({ delivery }) => delivery === 'pending').length,
    ...failures(rows),
  }
  return audit

  /** `should` and `is` must hold the same ids, each once, in the same order. */
  function compare(where: string, should: string[], is: string[]): void {
    const wanted = new Set(should)
    const there = new Set(is)
    for (const id of wanted) if (!there.has(id)) audit.lost.push(`${where} ${id}`)
    for (const id of there) if (!wanted.has(id)) audit.lost.push(`${where}, but not on record ${id}`)
    if (should.length !== wanted.size || is.length !== there.size) audit.doubled.push(where)
    const inOrder = (ids: string[], known: Set<string>) => ids.filter((id) => known.has(id) && !isByCode(id))
    const [one, other] = [inOrder(should, there), inOrder(is, wanted)]
    const at = one.findIndex((id, index) => id !== other[index])
    if (at >= 0) audit.outOfOrder.push(`${where}, from ${one[at]} on`)
  }

  /** Until the servicer ended it (a change of type 3), only people may have been heard. */
  function wordsAfter({ user, openKfid, takenAt, receivedBefore }: Race): string[] {
    const end = wecom
      .log(openKfid)
      .filter(({ event }) => {
        const change = event as { event_type?: string; external_userid?: string; change_type?: number } | undefined
        return (
          change?.event_type === 'session_status_change' && change.external_userid === user && change.change_type === 3
        )
      })
      .map(({ send_time }) => Number(send_time) * 1000)
      .find((at) => at >= takenAt!.getTime())
    return wecom
      .resident(user, openKfid)
      .received.slice(receivedBefore)
      .filter(({ via, at }) => via === 'send_msg' && (end === undefined || at.getTime() < end))
      .map(({ text }) => `${user}: ${text.slice(0, 40)}`)
  }
}

/** What was not delivered, and why: the vendor said so, a code was too late, or its owner is out of reach. */
function failures(rows: readonly LogRow[]): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const { delivery, deliveryReason } of rows) {
    if (delivery !== 'failed' || deliveryReason === 'a person serves') continue
    const what = `not delivered: ${deliveryReason ?? 'no reason'}`
    counts[what] = (counts[what] ?? 0) + 1
  }
  return counts
}

/** What should be finished when a day is over and everything has settled. */
async function unsettled(db: Database): Promise<string[]> {
  const rows = await db.query<{ what: string; count: string }>(
    'simulated-day-unsettled',
    `select 'messages that no turn has taken' as what, count(*) from inbox where status = 'new'
     union all select 'turn given up: ' || f.error || ' after ' || (
       select string_agg(x.text, ' / ' order by e.seq) from exchange e join exchange_content x on x.exchange_id = e.id
        where e.conversation_id = f.conversation_id), 1 from failed_turn f
     union all select 'outbox rows pending', count(*) from outbox where status = 'pending'
     union all select 'outbox rows given up: ' || coalesce(last_error, ''), count(*) from outbox
        where status = 'failed' and last_error is distinct from 'msg_send_fail' group by 1
     union all select 'messages put aside', count(*) from kf_stray
     union all select 'messages held back', count(*) from kf_held
     union all select 'jobs failed', count(*) from job where status = 'failed'
     union all select 'talks with two open handoffs', count(*) from (
       select from handoff where status <> 'closed' group by conversation_id having count(*) > 1) doubled
     union all select 'talks taken although somebody held them', count(*) from (
       select from job where kind in ('handoff-accepted', 'handoff-returned') group by body ->> 'handoffId'
       having count(*) filter (where kind = 'handoff-accepted') > 1 + count(*) filter (where kind = 'handoff-returned')) taken`,
  )
  return rows.filter(({ count }) => Number(count) > 0).map(({ what, count }) => `${count} ${what}`)
}

async function wholeLog(url: string): Promise<LogRow[]> {
  const rows: LogRow[] = []
  for (let after = ''; ;) {
    const { body } = await api(url, 'GET', `/api/v1/exchanges?limit=500${after}`)
    rows.push(...body.items)
    if (body.next === null) return rows
    after = `&after=${encodeURIComponent(body.next)}`
  }
}

function groupBy<T>(list: readonly T[], keyOf: (one: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>()
  for (const one of list) groups.set(keyOf(one), [...(groups.get(keyOf(one)) ?? []), one])
  return groups
}

/**
 * A notice that went out by the code of a session's change has the outbox row's id with an `n` (deliver-transition.ts). It comes on
 * record once WeCom took it, behind words that were queued in between: there the order of the log is not that of the telling.
 */
const isByCode = (id: string) => /^o_.{21}n$/.test(id)
