import { prepareAccess, hashToken } from '../../../src/console/api/access/prepare-access'
import { openSession, findSession } from '../../../src/console/api/access/sessions'
import { signIn } from '../../../src/console/api/access/sign-in'
import { ManualClock } from '../../../src/platform/clock'
import { createTestDatabase, type TestDatabase } from '../../support/database'
import { AT } from '../../records/given'

describe('the first start', () => {
  let database: TestDatabase
  beforeEach(async () => {
    database = await createTestDatabase()
  })
  afterEach(() => database.close())
  const prepare = (settings: { apiToken?: string; adminPassword?: string } = {}) =>
    prepareAccess({ db: database.db, clock: new ManualClock(AT), settings })
  const enter = (password: string) => signIn(database.db, { account: 'admin', password, now: AT })

  it('makes a token and a password, shows them once, and keeps only hashes', async () => {
    const first = await prepare()
    const second = await prepare()

    const { apiToken, adminPassword } = first.made
    expect(first.tokenHash.toString('hex')).toBe(hashToken(apiToken!))
    expect(second).toEqual({ ...first, made: {} })
    expect((await enter(adminPassword!)).kind).toBe('in')
    const stored = JSON.stringify([
      await database.db.query('all-settings', 'select * from setting'),
      await database.db.query('all-accounts', 'select * from console_account'),
    ])
    expect(stored).not.toContain(apiToken)
    expect(stored).not.toContain(adminPassword)
  })

  it('gives two processes that start at the same moment one token, one key and one account', async () => {
    const [one, two] = await Promise.all([prepare(), prepare()])

    expect(one.tokenHash.equals(two.tokenHash)).toBe(true)
    expect(one.guestKey.equals(two.guestKey)).toBe(true)
    expect([one.made.apiToken, two.made.apiToken].filter(Boolean)).toHaveLength(1)
    expect([one.made.adminPassword, two.made.adminPassword].filter(Boolean)).toHaveLength(1)
  })

  it('shows nothing of what the settings give', async () => {
    const access = await prepare({ apiToken: 'mine', adminPassword: 'also mine' })

    expect(access.made).toEqual({})
    expect(access.tokenHash.toString('hex')).toBe(hashToken('mine'))
    expect((await enter('also mine')).kind).toBe('in')
  })

  it('lets a new password of the settings replace the old one and end its sessions', async () => {
    await prepare({ adminPassword: 'old' })
    const [account] = await database.db.query<{ id: string }>('admin-id', 'select id from console_account')
    const { sessionId } = await openSession(database.db, account!.id, AT)

    await prepare({ adminPassword: 'new' })

    expect((await enter('old')).kind).toBe('wrong')
    expect((await enter('new')).kind).toBe('in')
    expect(await findSession(database.db, sessionId, AT)).toBeNull()
  })

  it('keeps sessions when the same password is given again', async () => {
    await prepare({ adminPassword: 'same' })
    const [account] = await database.db.query<{ id: string }>('admin-id', 'select id from console_account')
    const { sessionId } = await openSession(database.db, account!.id, AT)

    await prepare({ adminPassword: 'same' })

    expect(await findSession(database.db, sessionId, AT)).not.toBeNull()
  })
})
