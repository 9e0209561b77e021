import type { Db } from '../../src/platform/database/db'
import { ManualClock } from '../../src/platform/clock'
import { conversationIdOf, createInbox } from '../../src/queue/inbox'
import type { NewCase } from '../../src/records/case/open-case'

/** A Saturday morning within office hours. */
export const AT = new Date('2026-11-21T09:30:00+08:00')
export const ZONE = 'Asia/Shanghai'

export interface GivenTalk {
  conversationId: string
  personId: string
  user: string
  exchangeIds: string[]
}

let messages = 0

/** An owner who has said something: a conversation with its person and its first exchanges, through the real inbox. */
export async function givenTalk(
  db: Db,
  talk: { user?: string; channel?: 'web' | 'wecom-kf'; account?: string; says?: string[]; at?: Date } = {},
): Promise<GivenTalk> {
  const channel = talk.channel ?? 'web'
  const account = talk.account ?? 'web'
  const user = talk.user ?? `owner-${++messages}`
  const at = talk.at ?? AT
  const inbox = createInbox({ db, clock: new ManualClock(at), pace: () => ({ settleMs: 0, answerMs: 0 }) })
  for (const text of talk.says ?? ['您好']) {
    const id = `m${++messages}`
    await inbox.accept([
      {
        message: { id, channel, account, user, sourceId: id, at, content: { kind: 'text', text } },
        author: 'owner',
        direction: 'in',
        turn: true,
      },
    ])
  }
  const conversationId = conversationIdOf({ channel, account, user })
  const rows = await db.query<{ id: string; person_id: string }>(
    'given-exchanges',
    'select e.id, v.person_id from exchange e join conversation v on v.id = e.conversation_id where v.id = $1 order by e.seq',
    [conversationId],
  )
  return { conversationId, personId: rows[0]!.person_id, user, exchangeIds: rows.map((row) => row.id) }
}

export async function givenCommunity(db: Db, name = '翠湖花园'): Promise<string> {
  const id = `cm-${name}`
  await db.query('given-community', 'insert into community (id, name, created_at) values ($1, $2, $3)', [id, name, AT])
  return id
}

export async function givenStaff(
  db: Db,
  staff: {
    id: string
    name?: string
    role?: string
    communityId?: string
    lastResort?: boolean
    active?: boolean
    duty?: object
  },
): Promise<string> {
  await db.query(
    'given-staff',
    `insert into staff (id, name, role, last_resort, active, created_at) values ($1, $2, $3, $4, $5, $6)`,
    [staff.id, staff.name ?? staff.id, staff.role ?? 'repair', staff.lastResort ?? false, staff.active ?? true, AT],
  )
  if (staff.communityId !== undefined)
    await db.query(
      'given-staff-community',
      'insert into staff_community (staff_id, community_id, duty) values ($1, $2, $3::jsonb)',
      [staff.id, staff.communityId, JSON.stringify(staff.duty ?? {})],
    )
  return staff.id
}

/** A repair at home, told by somebody in the web chat; a test names only its own facts. */
export function repair(talk: GivenTalk | null, facts: Partial<NewCase> = {}): NewCase {
  return {
    kind: 'repair',
    category: '水电/漏水',
    summary: '厨房水管漏水',
    conversationId: talk?.conversationId ?? null,
    personId: talk?.personId ?? null,
    channel: talk ? 'web' : null,
    user: talk?.user ?? null,
    communityId: null,
    location: { building: '3', unit: '1', room: '1202' },
    source: talk ? 'web' : 'phone',
    at: AT,
    zone: ZONE,
    ownerOfRecord: 'xu-jing',
    ...facts,
  }
}
