import fc from 'fast-check'
import { AppError } from '../../../src/platform/errors'
import { actOnCase } from '../../../src/records/case/act-on-case'
import { acceptHandoff, passHandoff } from '../../../src/records/handoff/accept-handoff'
import { closeHandoff } from '../../../src/records/handoff/close-handoff'
import { openHandoffOf } from '../../../src/records/handoff/find-handoffs'
import { returnHandoff } from '../../../src/records/handoff/return-handoff'
import type { Stage } from './stage'

const STAFF = ['song-yan', 'tang-li', 'he-min'] as const
const SAYINGS = [
  '转人工',
  '我要找人工客服',
  '你们太垃圾了，再不来我就打12345',
  '3栋2单元501客厅灯不亮',
  '明天上午，13812345678',
  '确认',
  '保洁从来不扫我们楼道，3栋2单元',
  '怎么还没人来，催一下',
  '物业费怎么交',
  '算了不用人工了',
  '谢谢',
  '在吗',
] as const

/** What can happen around one talk, in any order (domain.md C2). */
export type Happening =
  | { do: 'owner writes'; text: (typeof SAYINGS)[number] }
  | { do: 'last message comes again' }
  | { do: 'accept'; by: (typeof STAFF)[number] }
  | { do: 'two accept at once' }
  | { do: 'pass'; from: (typeof STAFF)[number]; to: (typeof STAFF)[number] }
  | { do: 'close'; by: (typeof STAFF)[number] }
  | { do: 'session ended' }
  | { do: 'session went back' }
  | { do: 'case'; action: 'accept' | 'transfer' | 'resolve' | 'reopen' | 'cancel'; by: (typeof STAFF)[number] }
  | { do: 'time passes'; minutes: number }
  | { do: 'jobs come again' }
  | { do: 'a worker dies' }

const staff = fc.constantFrom(...STAFF)
const happening: fc.Arbitrary<Happening> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ do: fc.constant('owner writes' as const), text: fc.constantFrom(...SAYINGS) }) },
  { weight: 1, arbitrary: fc.constant({ do: 'last message comes again' as const }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('accept' as const), by: staff }) },
  { weight: 1, arbitrary: fc.constant({ do: 'two accept at once' as const }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('pass' as const), from: staff, to: staff }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('close' as const), by: staff }) },
  { weight: 1, arbitrary: fc.constant({ do: 'session ended' as const }) },
  { weight: 1, arbitrary: fc.constant({ do: 'session went back' as const }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('case' as const),
      action: fc.constantFrom(
        'accept' as const,
        'transfer' as const,
        'resolve' as const,
        'reopen' as const,
        'cancel' as const,
      ),
      by: staff,
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constant('time passes' as const), minutes: fc.integer({ min: 1, max: 40 }) }),
  },
  { weight: 1, arbitrary: fc.constant({ do: 'jobs come again' as const }) },
  { weight: 1, arbitrary: fc.constant({ do: 'a worker dies' as const }) },
)

export const order = fc.array(happening, { minLength: 4, maxLength: 12 })

/**
 * Lives through many orders side by side, one happening a talk and round, and looks after each round whether all still holds: one
 * holder, one owner of record, a silent bot, no loop, no lost message. Throws with the order that broke it.
 */
export async function liveThrough(stage: Stage, orders: readonly Happening[][], batch: string): Promise<void> {
  const talks = orders.map((happenings, index) => ({ user: `${batch}-${index}`, happenings, sent: [] as string[] }))
  const rounds = Math.max(...orders.map((one) => one.length))
  for (let round = 0; round < rounds; round++) {
    const silent = await servedTalks(stage)
    const since = await lastSeq(stage)
    const now = talks.flatMap((talk) => (talk.happenings[round] ? [{ talk, what: talk.happenings[round]! }] : []))
    await Promise.all(now.map(({ talk, what }) => happen(stage, talk, what, round)))
    if (now.some(({ what }) => what.do === 'a worker dies')) await killWorker(stage)
    await stage.turns()
    const spokeWhileServed = await botSpoke(stage, since)
    if (now.some(({ what }) => what.do === 'jobs come again'))
      await stage.db.query(
        'jobs-again',
        `update job set status = 'waiting' where status = 'done' and abs(hashtext(id)) % 5 = 0`,
        [],
      )
    const waits = now.flatMap(({ what }) => (what.do === 'time passes' ? [what.minutes] : []))
    if (waits.length > 0) await stage.pass(Math.max(...waits))
    const faults = await findFaults(stage, talks, since)
    const stillServed = await servedTalks(stage)
    for (const { talk, what } of now) {
      const id = stage.conversationId(talk.user)
      if (what.do === 'owner writes' && silent.has(id) && stillServed.has(id) && spokeWhileServed.has(id))
        faults.push({ id, fault: 'the bot spoke while a person served' })
    }
    const first = faults[0]
    if (!first) continue
    const talk = talks.find(({ user }) => stage.conversationId(user) === first.id)
    throw new Error(`round ${round}: ${first.fault}\n${JSON.stringify(talk?.happenings ?? null, null, 1)}`)
  }
  await stage.db.query('nothing-more-to-do', 'truncate job', [])
}

interface Talk {
  user: string
  happenings: Happening[]
  sent: string[]
}

async function happen(stage: Stage, talk: Talk, what: Happening, round: number): Promise<void> {
  if (what.do === 'owner writes') {
    const id = `${talk.user}-${round}`
    talk.sent.push(id)
    return stage.accept(talk.user, [{ id, content: what.text }])
  }
  if (what.do === 'last message comes again') {
    const id = talk.sent.at(-1)
    return id === undefined ? undefined : stage.accept(talk.user, [{ id, content: '同一条' }])
  }
  // A refusal by rule is an answer; anything else is a fault and breaks the run.
  await act(stage, talk, what).catch((error: unknown) => {
    if (!(error instanceof AppError) || error.failure === 'bug') throw error
  })
}

async function act(stage: Stage, talk: Talk, what: Happening): Promise<void> {
  const { db, clock } = stage
  const at = clock.now()
  const conversationId = stage.conversationId(talk.user)
  if (what.do === 'case') {
    const rows = await db.query<{ id: string }>(
      'newest-case',
      'select id from cases where conversation_id = $1 order by seq desc limit 1',
      [conversationId],
    )
    const { action, by } = what
    if (rows[0]) await db.tx((tx) => actOnCase(tx, rows[0]!.id, { action, by, to: 'tang-li', at }))
    return
  }
  const open = await openHandoffOf(db, conversationId)
  if (!open) return
  if (what.do === 'accept') await db.tx((tx) => acceptHandoff(tx, open.id, { by: what.by, at }))
  if (what.do === 'two accept at once') {
    const tried = await Promise.allSettled(
      ['song-yan', 'tang-li'].map((by) => db.tx((tx) => acceptHandoff(tx, open.id, { by, at }))),
    )
    const won = tried.filter(({ status }) => status === 'fulfilled').length
    if (open.status === 'waiting' && won !== 1) throw new Error(`${won} of two hold the talk`)
  }
  if (what.do === 'pass') await db.tx((tx) => passHandoff(tx, open.id, { from: what.from, to: what.to, at }))
  if (what.do === 'close') await db.tx((tx) => closeHandoff(tx, open.id, { by: what.by, summary: '已答复', at }))
  if (what.do === 'session ended') await db.tx((tx) => closeHandoff(tx, open.id, { by: 'wecom', anyway: true, at }))
  if (what.do === 'session went back' && open.assignee !== null)
    await db.tx((tx) => returnHandoff(tx, open.id, { from: open.assignee!, by: 'system', at }))
}

/** It had claimed what was due and is gone; its lease runs out, and somebody else takes the talks. */
async function killWorker(stage: Stage): Promise<void> {
  await stage.db.query('claimed-and-gone', 'select claim_turns($1, 30, 1000)', [
    new Date(stage.clock.now().getTime() + 1),
  ])
  await stage.db.query(
    'lease-ran-out',
    `update ready set lease_until = clock_timestamp() - interval '1 second' where lane = 'turn' and lease_until is not null`,
    [],
  )
}

async function servedTalks(stage: Stage): Promise<Set<string>> {
  const rows = await stage.db.query<{ id: string }>(
    'served-talks',
    `select conversation_id as id from handoff where status = 'active'`,
    [],
  )
  return new Set(rows.map(({ id }) => id))
}

async function lastSeq(stage: Stage): Promise<string> {
  const rows = await stage.db.query<{ seq: string }>(
    'last-seq',
    'select coalesce(max(seq), 0)::text as seq from exchange',
    [],
  )
  return rows[0]!.seq
}

async function botSpoke(stage: Stage, since: string): Promise<Set<string>> {
  const rows = await stage.db.query<{ id: string }>(
    'bot-spoke',
    `select distinct conversation_id as id from exchange where seq > $1 and direction = 'out' and author = 'bot'`,
    [since],
  )
  return new Set(rows.map(({ id }) => id))
}

const BOT_WORDS_A_ROUND = 8

async function findFaults(
  stage: Stage,
  talks: readonly Talk[],
  since: string,
): Promise<{ id: string; fault: string }[]> {
  const { db } = stage
  const faults = await db.query<{ id: string; fault: string }>(
    'broken-invariants',
    `select conversation_id as id, 'two open handoffs' as fault from handoff where status <> 'closed'
      group by conversation_id having count(*) > 1
     union all select conversation_id, 'active without a holder, or waiting with one' from handoff
      where status <> 'closed' and (status = 'active') <> (assignee is not null)
     union all select v.id, 'silent and nobody serves, or the other way round' from conversation v
      where v.muted <> exists (select from handoff h where h.conversation_id = v.id and h.status = 'active')
     union all select conversation_id, 'no one owner of record' from cases c
      where not exists (select from staff s where s.id = c.owner_of_record)
     union all select conversation_id, 'a message waits though nothing is under way' from inbox where status = 'new'
     union all select conversation_id, 'a turn without a message' from turn t
      where not exists (select from inbox i where i.turn_id = t.id)
     union all select h.conversation_id, 'somebody is expected who need not come' from promise p join handoff h on h.id = p.handoff_id
      where p.ended_at is null and p.kind = 'join' and h.status <> 'waiting'
     union all select conversation_id, 'two are expected at once' from promise
      where kind = 'join' and ended_at is null group by conversation_id having count(*) > 1
     union all select conversation_id, 'asked beyond the end of the chain' from handoff where step > 4
     union all select conversation_id, 'the bot talks to itself' from exchange
      where seq > $1 and direction = 'out' and author = 'bot' group by conversation_id having count(*) > $2`,
    [since, BOT_WORDS_A_ROUND],
  )
  const kept = await db.query<{ id: string; inbox: string; log: string; distinct_log: string }>(
    'kept-messages',
    `select v.id, (select count(*) from inbox i where i.conversation_id = v.id)::text as inbox,
            (select count(*) from exchange e where e.conversation_id = v.id and e.direction = 'in')::text as log,
            (select count(distinct source_id) from exchange e where e.conversation_id = v.id and e.direction = 'in')::text as distinct_log
       from conversation v where v.id = any($1)`,
    [talks.map(({ user }) => stage.conversationId(user))],
  )
  const counts = new Map(kept.map((row) => [row.id, row]))
  const lost = talks.flatMap(({ user, sent }) => {
    const id = stage.conversationId(user)
    const row = counts.get(id)
    const whole = [row?.inbox ?? '0', row?.log ?? '0', row?.distinct_log ?? '0'].every(
      (count) => count === String(sent.length),
    )
    return whole ? [] : [{ id, fault: `${sent.length} messages sent, kept: ${JSON.stringify(row ?? null)}` }]
  })
  return [...faults, ...lost]
}
