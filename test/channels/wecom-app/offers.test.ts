import { offerOf } from '../../../src/app/wecom-app/staff-of-case'
import { parseStaffHours } from '../../../src/platform/staff-hours'
import type { NewCase } from '../../../src/records/case/open-case'
import { openCase } from '../../../src/records/case/open-case'
import { createTestDatabase, type TestDatabase } from '../../support/database'
import { ZONE, givenCommunity } from '../../records/given'

const hours = parseStaffHours('08:30-18:00')
const NIGHT = new Date('2026-11-21T03:00:00+08:00')
const MORNING = new Date('2026-11-21T10:00:00+08:00')
const OPENING = new Date('2026-11-21T08:30:00+08:00')

let database: TestDatabase
let communityId: string
beforeAll(async () => {
  database = await createTestDatabase()
  communityId = await givenCommunity(database.db)
  const day = { shift: { name: '白班', from: '08:00', to: '18:00' } }
  await staff('housekeeper', 'housekeeper', { ...day, buildings: ['3'] })
  await staff('elsewhere', 'housekeeper', { ...day, buildings: ['9'] })
  await staff('repairer', 'repair', day)
  await staff('guard', 'security', { shift: { name: '夜班', from: '18:00', to: '08:00' } })
  await staff('supervisor', 'supervisor', {})
  await staff('general', 'manager', {}, true)
})
afterAll(() => database.close())

async function staff(id: string, role: string, duty: object, lastResort = false): Promise<void> {
  await database.db.query(
    'given-person',
    `insert into staff (id, name, role, wecom_userid, on_call, last_resort, created_at) values ($1, $1, $2, $1, $3, $3, $4)`,
    [id, role, lastResort, NIGHT],
  )
  await database.db.query(
    'given-work',
    'insert into staff_community (staff_id, community_id, duty) values ($1, $2, $3::jsonb)',
    [id, communityId, JSON.stringify(duty)],
  )
}

async function offered(at: Date, about: Partial<NewCase> = {}) {
  const one = await database.db.tx((tx) =>
    openCase(tx, {
      ...{ kind: 'repair', category: '水电/漏水', summary: '漏水', conversationId: null, personId: null, user: null },
      ...{ channel: null, communityId, location: { building: '3' }, source: 'phone', at, zone: ZONE },
      ...{ ownerOfRecord: 'housekeeper', sameMatter: null },
      ...about,
    }),
  )
  const { receivers, at: when } = await offerOf(database.db, one, { now: at, zone: ZONE, hours })
  return { to: receivers.sort(), when }
}

describe('a new case is offered', () => {
  it('by day at once, to its owner of record and who works near', async () => {
    expect(await offered(MORNING)).toEqual({ to: ['housekeeper', 'repairer'], when: MORNING })
  })

  it('by night when the office opens, for a dripping tap wakes nobody', async () => {
    expect(await offered(NIGHT)).toEqual({ to: ['housekeeper'], when: OPENING })
  })

  it('by night at once when it is urgent', async () => {
    expect(await offered(NIGHT, { priority: 'urgent' })).toEqual({ to: ['housekeeper'], when: NIGHT })
  })

  it('to nobody it is about, also when it is confidential', async () => {
    const complaint = { kind: 'complaint', category: '服务态度/态度恶劣', ownerOfRecord: 'elsewhere' } as const
    expect((await offered(MORNING, { ...complaint, aboutStaff: ['housekeeper'] })).to).toEqual(['elsewhere'])

    const secret = { ...complaint, confidential: true, aboutStaff: ['supervisor'] } as const
    expect((await offered(MORNING, secret)).to).not.toContain('supervisor')
  })

  it('by night at once to the on-call chain when it is an emergency, down to the last named manager', async () => {
    const emergency = { kind: 'emergency', emergencyType: 'gas', category: '燃气/泄漏' } as const

    expect(await offered(NIGHT, emergency)).toEqual({ to: ['general'], when: NIGHT })
  })

  it('to those who lead alone when it is confidential', async () => {
    const secret = { kind: 'complaint', category: '员工违规/态度', confidential: true } as const

    expect(await offered(MORNING, secret)).toEqual({ to: ['general', 'supervisor'], when: MORNING })
  })
})
