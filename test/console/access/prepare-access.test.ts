import { hashPassword } from '../../../src/console/api/access/password'
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

  it('keeps the password that was chosen in the console, until the settings give another one', async () => {
    await prepare({ adminPassword: 'given' })
    await database.db.query('chosen', 'update console_account set password_hash = $1', [await hashPassword('chosen')])

    await prepare({ adminPassword: 'given' })
    expect((await enter('chosen')).kind).toBe('in')

    await prepare({ adminPassword: 'another' })
    expect((await enter('another')).kind).toBe('in')
  })

  it('lets a closed administrator in again with a new password of the settings', async () => {
    await prepare({ adminPassword: 'forgotten' })
    await database.db.query('closed', `update console_account set disabled_at = now(), role = 'staff'`)
    expect((await enter('forgotten')).kind).toBe('wrong')

    await prepare()
    await prepare({ adminPassword: 'forgotten too' })

    expect((await enter('forgotten too')).kind).toBe('in')
    const [account] = await database.db.query('role', 'select role from console_account')
    expect(account).toEqual({ role: 'administrator' })
  })

  it('wants a password that it made itself, and showed, to be replaced; one that was given is the owner’s own', async () => {
    const must = async () =>
      (await database.db.query<{ must_change: boolean }>('must', 'select must_change from console_account'))[0]!
    await prepare()
    expect(await must()).toEqual({ must_change: true })

    await prepare({ adminPassword: 'given' })
    expect(await must()).toEqual({ must_change: false })
  })

  it('keeps sessions when the same password is given again', async () => {
    await prepare({ adminPassword: 'same' })
    const [account] = await database.db.query<{ id: string }>('admin-id', 'select id from console_account')
    const { sessionId } = await openSession(database.db, account!.id, AT)

    await prepare({ adminPassword: 'same' })

    expect(await findSession(database.db, sessionId, AT)).not.toBeNull()
  })
})
