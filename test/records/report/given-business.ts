import type { Db } from '../../../src/platform/database/db'

/** The same numbers for the same seed (mulberry32): a failure can be repeated. */
export function randomOf(seed: number) {
  let state = seed
  const next = () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
  return {
    chance: (share: number) => next() < share,
    below: (count: number) => Math.floor(next() * count),
    pick: <T>(list: readonly T[]): T => list[Math.floor(next() * list.length)]!,
  }
}

export const COMMUNITIES = [
  { id: 'cm-a', zone: null },
  { id: 'cm-b', zone: 'America/New_York' },
  { id: 'cm-c', zone: 'Asia/Urumqi' },
] as const
const PEOPLE = ['st-1', 'st-2', '王经理', '李师傅']
const KINDS = ['repair', 'complaint', 'suggestion', 'praise', 'enquiry', 'application', 'emergency']
const STATUSES = ['open', 'accepted', 'in_progress', 'paused', 'resolved', 'closed', 'cancelled']
const LABELS = ['positive', 'neutral', 'negative', 'angry']

/** A company's days at random, written straight into the tables: whoever checks reports must not go through what reports read. */
export async function givenBusiness(
  db: Db,
  options: { seed: number; from: Date; days: number; talks: number; cases: number },
) {
  const random = randomOf(options.seed)
  const span = options.days * 86_400_000
  const moment = () => new Date(options.from.getTime() + random.below(span))
  const after = (at: Date, hours: number) => new Date(at.getTime() + random.below(hours * 3_600_000))
  const place = () => random.pick([...COMMUNITIES.map(({ id }) => id), null])

  for (const { id, zone } of COMMUNITIES)
    await insert(db, 'community', { id, name: `小区${id}`, time_zone: zone, created_at: options.from })
  for (const [id, name] of [
    ['st-1', '徐静'],
    ['st-2', '陈强'],
  ])
    await insert(db, 'staff', { id, name, role: 'service', created_at: options.from })
  await insert(db, 'person', { id: 'pn', created_at: options.from })

  const talks: { id: string; community: string | null }[] = []
  for (let n = 0; n < options.talks; n++) {
    const talk = { id: `cv-${n}`, community: place() }
    talks.push(talk)
    await insert(db, 'conversation', {
      ...{ id: talk.id, channel: 'web', account: 'web', user_id: `u${n}`, community_id: talk.community },
      ...{ person_id: 'pn', created_at: options.from },
    })
    for (let m = random.below(12); m > 0; m--) {
      const author = random.pick(['owner', 'owner', 'owner', 'bot', 'bot', 'staff'])
      const sources = author === 'bot' && random.chance(0.5) ? [{ article: `k${random.below(4)}`, version: 1 }] : []
      await insert(db, 'exchange', {
        ...{ id: `ex-${n}-${m}`, conversation_id: talk.id, author, at: moment(), received_at: options.from },
        ...{
          direction: author === 'owner' ? 'in' : 'out',
          kind: random.chance(0.1) ? 'event' : 'text',
          content_hash: '',
        },
        sources: JSON.stringify(
          random.chance(0.1) && sources.length > 0 ? [...sources, { article: 'k9', version: 2 }] : sources,
        ),
        understanding:
          author === 'owner' && random.chance(0.7)
            ? JSON.stringify({ sentiment: { label: random.pick(LABELS) } })
            : null,
      })
    }
    if (random.chance(0.2))
      await insert(db, 'unanswered', {
        ...{ id: `un-${n}`, community_id: talk.community, conversation_id: talk.id, query: `问题${n % 3}？` },
        ...{ normal: `问题${n % 3}`, at: moment(), reason: 'no_article' },
      })
    if (random.chance(0.4)) {
      const openedAt = moment()
      const status = random.pick(['waiting', 'active', 'closed'])
      await insert(db, 'handoff', {
        ...{
          id: `ho-${n}`,
          conversation_id: talk.id,
          community_id: talk.community,
          reason: random.pick(['requested', 'stuck']),
        },
        ...{ status, mode: 'console', staffed: true, opened_at: openedAt },
        assignee: status === 'waiting' ? null : random.pick(PEOPLE),
        taken_by: status === 'waiting' || random.chance(0.5) ? null : random.pick(PEOPLE),
        accepted_at: status === 'waiting' ? null : after(openedAt, 30),
      })
    }
  }

  for (let n = 0; n < options.cases; n++) {
    const openedAt = moment()
    const id = `cs-${n}`
    const talk = random.chance(0.8) ? random.pick(talks) : null
    const status = random.pick(STATUSES)
    await insert(db, 'cases', {
      ...{
        id,
        number: `BX-${n}`,
        kind: random.pick(KINDS),
        category: random.pick(['水电/漏水', '噪音扰民/夜间', '其他/其他']),
      },
      ...{
        status,
        summary: `第${n}件`,
        conversation_id: talk?.id ?? null,
        community_id: talk ? talk.community : place(),
      },
      priority: random.pick(['normal', 'normal', 'urgent', 'emergency']),
      ...{ opened_at: openedAt, anonymous: random.chance(0.2), source: 'web', owner_of_record: random.pick(PEOPLE) },
      assignee: random.chance(0.7) ? random.pick(PEOPLE) : null,
      about_staff: random.chance(0.1) ? ['st-1'] : [],
      reopened: random.chance(0.3) ? 1 : 0,
      rating: random.chance(0.4)
        ? JSON.stringify({ score: 1 + random.below(5), comment: '', at: after(openedAt, 90).toISOString() })
        : null,
    })
    const isUntouched = random.chance(0.35)
    await insert(db, 'case_stage', {
      case_id: id,
      stage: 'intake',
      at: openedAt,
      actor: isUntouched ? 'bot' : random.pick(['bot', 'st-1']),
      note: '',
    })
    let at = openedAt
    for (const stage of ['intake', 'follow_up', 'supervise', 'reopened', 'supervise', 'revisit']) {
      if (isUntouched || random.chance(0.4)) continue
      at = after(at, random.pick([1, 12, 300]))
      const note = random.pick(['', '已联系', '无需此环节'])
      await insert(db, 'case_stage', { case_id: id, stage, at, actor: random.pick([...PEOPLE, 'system']), note })
    }
    if (random.chance(0.5))
      await insert(db, 'promise', {
        ...{ id: `pm-${n}`, conversation_id: talk?.id ?? null, community_id: talk?.community ?? null },
        ...{ case_id: random.chance(0.8) ? id : null, what: '回电', due_at: openedAt, made_at: openedAt },
        ...{ ended_at: after(openedAt, 80), ending: random.pick(['kept', 'broken', 'renegotiated']) },
      })
  }
}

async function insert(db: Db, table: string, row: Record<string, unknown>): Promise<void> {
  const columns = Object.keys(row)
  const places = columns.map((_, index) => `$${index + 1}`).join(', ')
  await db.query(
    `given-${table}`,
    `insert into ${table} (${columns.join(', ')}) values (${places})`,
    Object.values(row),
  )
}
