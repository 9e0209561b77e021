import { colleagueOf, serves } from '../../../src/app/wecom-app/who-writes'
import { createTestDatabase, type TestDatabase } from '../../support/database'
import { AT, givenCommunity } from '../../records/given'

let database: TestDatabase
let communityId: string
beforeAll(async () => {
  database = await createTestDatabase()
  const { db } = database
  communityId = await givenCommunity(db)
  const staff = (id: string, userid: string, active: boolean) =>
    db.query(
      'given-staff-member',
      `insert into staff (id, name, role, wecom_userid, active, created_at) values ($1, $1, 'service', $2, $3, $4)`,
      [id, userid, active, AT],
    )
  await staff('working', 'LiSi', true)
  await staff('left', 'qianjiu', false)
  await db.query('given-membership', 'insert into staff_community (staff_id, community_id) values ($1, $2)', [
    'working',
    communityId,
  ])
  await db.query('given-account', `insert into kf_account (open_kfid, due_at) values ('wk1', $1)`, [AT])
  for (const userid of ['ZhaoLiu', 'qianjiu'])
    await db.query(
      'given-servicer',
      `insert into kf_servicer (open_kfid, userid, receiving, told_at) values ('wk1', $1, true, $2)`,
      [userid, AT],
    )
})
afterAll(() => database.close())

describe('whoever writes to the app', () => {
  it('is a colleague when entered as staff, in whatever case WeCom spells the user id', async () => {
    expect(await colleagueOf(database.db, 'lisi')).toMatchObject({ staffId: 'working', communityIds: [communityId] })
  })

  it('is a colleague as a servicer of an account, although nobody has entered them yet', async () => {
    expect(await colleagueOf(database.db, 'zhaoliu')).toMatchObject({ staffId: null, communityIds: [] })
  })

  it('is no colleague any more after leaving, also while still listed as a servicer', async () => {
    expect(await colleagueOf(database.db, 'qianjiu')).toBeNull()
  })

  it('is an owner in any other case', async () => {
    expect(await colleagueOf(database.db, 'somebody')).toBeNull()
  })

  it('serves their own communities only', async () => {
    const colleague = (await colleagueOf(database.db, 'LiSi'))!

    expect([serves(colleague, communityId), serves(colleague, 'cm-elsewhere'), serves(colleague, null)]).toEqual([
      ...[true, false, true],
    ])
  })
})
