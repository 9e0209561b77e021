import { hashPassword } from '../../../src/console/api/access/password'
import { SESSION_COOKIE, openSession } from '../../../src/console/api/access/sessions'
import { AccountItem, AccountWithPassword } from '../../../src/console/contract/accounts'
import { Me } from '../../../src/console/contract/console'
import { openCase } from '../../../src/records/case/open-case'
import { until } from '../../support/until'
import { AT, givenCommunity, givenStaff, givenTalk, repair } from '../../records/given'
import { BEARER, givenServer, type GivenServer } from '../given-server'

const OWN = '我自己选的-月亮很圆'
type Session = Pick<Awaited<ReturnType<GivenServer['signIn']>>, 'reading' | 'writing' | 'csrf' | 'cookie'>

describe('accounts of the console', () => {
  let server: GivenServer
  let admin: Session
  let ownHash: string
  let here: string
  let there: string
  beforeAll(async () => {
    server = await givenServer()
    ownHash = await hashPassword(OWN)
    here = await givenCommunity(server.db, '幸福家园')
    there = await givenCommunity(server.db, '阳光花园')
  })
  beforeEach(async () => {
    // Whatever an earlier test has closed is open again.
    server.clock.advance(11 * 60_000)
    admin = await sessionOf('admin')
  })
  afterAll(() => server.close())

  const asAdmin = (method: string, path: string, body?: object) => server.call(method, path, body, admin.writing)
  const create = async (account: string, given: object = {}) => {
    const body = { account, role: 'staff', staffId: null, communities: [here], ...given }
    return AccountWithPassword.parse((await asAdmin('POST', '/console/accounts', body)).json)
  }
  const choose = (session: Session, old: string, chosen: string) =>
    server.call('POST', '/console/session/password', { old, new: chosen }, session.writing)
  /** As after signing in, without the quarter of a second that a password costs. */
  const sessionOf = async (account: string): Promise<Session> => {
    const rows = await server.db.query<{ id: string }>('id-of', 'select id from console_account where name = $1', [
      account,
    ])
    const { sessionId, csrf } = await openSession(server.db, rows[0]!.id, server.clock.now())
    const cookie = `${SESSION_COOKIE}=${sessionId}`
    return { cookie, csrf, reading: { cookie }, writing: { cookie, 'x-csrf-token': csrf } }
  }
  /** Somebody who has chosen a password of their own and is at work. */
  const given = async (account: string, place: object = {}) => {
    const made = await create(account, place)
    await server.db.query(
      'chosen',
      'update console_account set password_hash = $2, must_change = false where name = $1',
      [account, ownHash],
    )
    return { ...made.account, session: await sessionOf(account) }
  }
  const statusOf = async (session: Session, path = '/api/v1/cases') =>
    (await server.call('GET', path, undefined, session.reading)).status

  it('makes an account with a password that is shown once and kept as a hash', async () => {
    const { account, password } = await create('xujing', { role: 'supervisor' })
    const listed = (await asAdmin('GET', '/console/accounts')).json

    expect(account).toMatchObject({ account: 'xujing', role: 'supervisor', communities: [here], mustChange: true })
    expect(password).toMatch(/^([a-z2-9]{4}-){2}[a-z2-9]{4}$/)
    expect(listed.items.map(({ account: name }: AccountItem) => name)).toEqual(['admin', 'xujing'])
    const kept = JSON.stringify([listed, await server.db.query('kept', 'select * from console_account, audit')])
    expect(kept).not.toContain(password)
    expect(JSON.stringify(listed)).not.toContain('scrypt')
    expect(server.logged.join('')).not.toContain(password)
  })

  it('lets nobody do anything with that password but replace it', async () => {
    const { password } = await create('first')
    const session = await server.signIn('first', password)

    const blocked = await server.call('GET', '/api/v1/cases', undefined, session.reading)
    const changed = await choose(session, password, OWN)

    expect(session.answer.json).toMatchObject({ mustChange: true })
    expect([blocked.status, blocked.json.error.code]).toEqual([403, 'password_change_needed'])
    expect(Me.parse(changed.json)).toMatchObject({ account: 'first', mustChange: false })
    expect(await statusOf(await server.signIn('first', OWN))).toBe(200)
    expect((await server.signIn('first', password)).answer.status).toBe(401)
  })

  it('ends all other sessions with a new password, and goes on here under a new id', async () => {
    const { session } = await given('wandering')
    const elsewhere = await sessionOf('wandering')

    const changed = await choose(session, OWN, `${OWN}-2`)

    const cookie = changed.headers.get('set-cookie')!.split(';', 1)[0]!
    const me = (headers: Record<string, string>) => server.call('GET', '/console/session', undefined, headers)
    expect(await statusOf(elsewhere)).toBe(401)
    expect(await statusOf(session)).toBe(401)
    expect((await me({ cookie })).json).toMatchObject({ account: 'wandering', csrf: changed.json.csrf })
    expect(changed.json.csrf).not.toBe(session.csrf)
  })

  it('asks for the old password, as slowly as at the door, and says clearly what a new one lacks', async () => {
    const { session } = await given('careful')

    const weak = await choose(session, OWN, 'password12')
    const same = await choose(session, OWN, OWN)
    const guesses = []
    for (let n = 0; n < 6; n++) guesses.push(await choose(session, `guess ${n}`, `${OWN}-2`))

    expect([weak.status, weak.json.error]).toMatchObject([
      400,
      { code: 'weak_password', details: { weaknesses: ['common'] } },
    ])
    expect(same.json.error.code).toBe('same_password')
    expect(guesses.map(({ status }) => status)).toEqual([400, 400, 400, 400, 400, 429])
    expect(guesses[0]!.json.error.code).toBe('wrong_old_password')
    expect((await choose(session, OWN, `${OWN}-2`)).status).toBe(429)
    expect((await server.signIn('careful', OWN)).answer.status).toBe(429)
  })

  it('closes an account and its live sessions and streams at once, and says no more about it than of one that never was', async () => {
    const { id, session } = await given('leaving')
    const stop = new AbortController()
    const stream = await fetch(`${server.url}/api/v1/stream`, { headers: session.reading, signal: stop.signal })
    const reader = stream.body!.getReader()
    await reader.read()
    let isOver = false
    const end = (async () => {
      while (!(await reader.read()).done);
      isOver = true
    })().catch(() => {
      isOver = true
    })

    const closed = await asAdmin('POST', `/console/accounts/${id}/disable`)

    await until(() => isOver, 'the end of the stream')
    stop.abort()
    await end
    expect(AccountItem.parse(closed.json)).toMatchObject({ disabled: true })
    expect(await statusOf(session)).toBe(401)
    const [right, nobody] = [await server.signIn('leaving', OWN), await server.signIn('never-was', OWN)]
    expect([right.answer.status, right.answer.text]).toEqual([401, nobody.answer.text])

    await asAdmin('POST', `/console/accounts/${id}/enable`)
    expect(await statusOf(session)).toBe(401)
    expect(await statusOf(await sessionOf('leaving'))).toBe(200)
  })

  it('resets a password: the old one and its sessions end, the new one is good for replacing it, a lock is gone', async () => {
    const { id, session } = await given('forgetful')
    for (let n = 0; n < 5; n++) await server.signIn('forgetful', 'wrong')

    const reset = AccountWithPassword.parse((await asAdmin('POST', `/console/accounts/${id}/password`)).json)

    expect(await statusOf(session)).toBe(401)
    expect((await server.signIn('forgetful', OWN)).answer.status).toBe(401)
    const entered = await server.signIn('forgetful', reset.password)
    expect(entered.answer.json).toMatchObject({ mustChange: true })
    expect(await statusOf(entered)).toBe(403)
  })

  it('ends the sessions of somebody whose role changes', async () => {
    const { id, session } = await given('rising')
    const place = { role: 'editor', staffId: null, communities: [here] }

    const answer = await asAdmin('PUT', `/console/accounts/${id}`, place)

    expect(AccountItem.parse(answer.json)).toMatchObject({ role: 'editor' })
    expect(await statusOf(session)).toBe(401)
    const again = await sessionOf('rising')
    expect([await statusOf(again), await statusOf(again, '/api/v1/knowledge/entries')]).toEqual([403, 200])
  })

  it('shows the owners of its own communities and of its member of staff, and takes them away at once', async () => {
    const staffId = await givenStaff(server.db, { id: 'st-wang', name: '王芳', communityId: there })
    const talks = [await givenTalk(server.db, { user: '这边' }), await givenTalk(server.db, { user: '那边' })] as const
    for (const [n, community] of [here, there].entries())
      await server.db.query('belongs', 'update conversation set community_id = $2 where id = $1', [
        talks[n]!.conversationId,
        community,
      ])
    const [ours, theirs] = await Promise.all(
      [here, there].map((communityId, n) => server.db.tx((tx) => openCase(tx, repair(talks[n]!, { communityId })))),
    )
    const { id, session } = await given('wangfang', { communities: [here] })
    const seen = async () => {
      const { json } = await server.call('GET', '/console/talks', undefined, session.reading)
      return json.items.map(({ user }: { user: string }) => user).sort()
    }
    const put = (place: object) => asAdmin('PUT', `/console/accounts/${id}`, { role: 'staff', ...place })

    expect(await seen()).toEqual(['这边'])
    expect(await statusOf(session, `/console/cases/${ours!.id}`)).toBe(200)
    expect(await statusOf(session, `/console/cases/${theirs!.id}`)).toBe(404)
    expect(await statusOf(session, `/console/talks/${talks[1].conversationId}/messages`)).toBe(404)

    await put({ staffId: null, communities: [there] })
    expect(await seen()).toEqual(['那边'])
    const linked = await put({ staffId, communities: [here] })
    expect(linked.json).toMatchObject({ staff: { name: '王芳' }, communities: [here], staffCommunities: [there] })
    expect(await statusOf(session)).toBe(401)
    const again = await sessionOf('wangfang')
    const me = await server.call('GET', '/console/session', undefined, again.reading)
    expect(me.json).toMatchObject({ name: '王芳' })
    expect((await server.call('GET', '/console/talks', undefined, again.reading)).json.items).toHaveLength(2)
    await put({ staffId, communities: [] })
    expect(await statusOf(again, `/console/cases/${ours!.id}`)).toBe(404)
  })

  it('does not hand the resting events of the whole company to somebody of one community', async () => {
    const { session } = await given('leader', { role: 'supervisor' })

    const answer = await server.call('POST', '/console/troubles/x/resend', {}, session.writing)

    expect(answer.status).toBe(404)
  })

  it('keeps an administrator from closing, resetting or demoting themselves, and the company from losing its last one', async () => {
    const me = (await asAdmin('GET', '/console/accounts')).json.items[0]
    const place = { role: 'staff', staffId: null, communities: [] }
    const codeOf = async (answer: ReturnType<typeof asAdmin>) => (await answer).json.error.code
    const byProgram = (path: string) => server.call('POST', path, undefined, BEARER)

    expect(await codeOf(asAdmin('PUT', `/console/accounts/${me.id}`, place))).toBe('own_account')
    for (const act of ['disable', 'password'])
      expect(await codeOf(asAdmin('POST', `/console/accounts/${me.id}/${act}`))).toBe('own_account')
    expect((await byProgram(`/console/accounts/${me.id}/disable`)).json.error.code).toBe('last_administrator')
    expect(await statusOf(admin)).toBe(200)
  })

  it('leaves one of two administrators who close one another at the same moment', async () => {
    const other = await given('second-admin', { role: 'administrator' })
    const me = (await asAdmin('GET', '/console/accounts')).json.items[0]

    const answers = await Promise.all([
      asAdmin('POST', `/console/accounts/${other.id}/disable`),
      server.call('POST', `/console/accounts/${me.id}/disable`, undefined, other.session.writing),
    ])

    const left = await server.db.query(
      'left',
      `select name from console_account where role = 'administrator' and disabled_at is null`,
    )
    expect(left).toHaveLength(1)
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1)
    // So that the other tests find their administrator.
    await server.db.query('open-again', `update console_account set disabled_at = null where name = 'admin'`)
    await server.db.query('close-other', `update console_account set disabled_at = $1 where name = 'second-admin'`, [
      AT,
    ])
  })

  it('leaves role and password of an account that WeCom made to WeCom', async () => {
    await server.db.query(
      'of-wecom',
      `insert into console_account (id, name, password_hash, role, wecom_userid, created_at)
       values ('ac-w', 'wecom:li', 'scrypt$x', 'staff', 'li', $1)`,
      [AT],
    )
    const put = (role: string) =>
      asAdmin('PUT', '/console/accounts/ac-w', { role, staffId: null, communities: [there] })

    expect((await put('administrator')).json.error.code).toBe('account_of_wecom')
    expect((await put('staff')).json).toMatchObject({ wecom: true, communities: [there] })
    expect((await asAdmin('POST', '/console/accounts/ac-w/password')).json.error.code).toBe('account_of_wecom')
  })

  it.each([
    ['a name that is taken', { account: 'admin' }, 409, 'account_taken'],
    ['a name like those of WeCom', { account: 'wecom:li' }, 400, 'invalid_request'],
    ['a name with markup', { account: '<b>x</b>' }, 400, 'invalid_request'],
    ['an unknown role', { role: 'owner' }, 400, 'invalid_request'],
    ['somebody who does not work here', { staffId: 'nobody' }, 400, 'unknown_staff'],
    ['a community that does not exist', { communities: ['nowhere'] }, 400, 'unknown_community'],
    ['a password of one’s own choice', { password: 'x' }, 400, 'invalid_request'],
  ])('refuses %s', async (_name, wrong, status, code) => {
    const body = { account: 'newcomer', role: 'staff', staffId: null, communities: [], ...wrong }

    const answer = await asAdmin('POST', '/console/accounts', body)

    expect([answer.status, answer.json.error.code]).toEqual([status, code])
  })

  it('writes down every act with who did it', async () => {
    const [before] = await server.db.query<{ seq: string }>('last-act', 'select max(seq) as seq from audit')
    const { account, password } = await create('watched')
    const { id } = account
    await choose(await sessionOf('watched'), password, OWN)
    await asAdmin('PUT', `/console/accounts/${id}`, { role: 'editor', staffId: null, communities: [] })
    await asAdmin('POST', `/console/accounts/${id}/password`)
    await asAdmin('POST', `/console/accounts/${id}/disable`)
    await asAdmin('POST', `/console/accounts/${id}/enable`)

    const acts = await server.db.query(
      'acts',
      `select actor, act, target, facts ->> 'account' as account, facts ->> 'role' as role
         from audit where seq > $1 and act like 'account.%' order by seq`,
      [before!.seq],
    )
    const by = (actor: string, act: string, role: string | null = null) => ({
      ...{ actor, act: `account.${act}`, target: id, role },
      account: act === 'own-password' ? null : 'watched',
    })
    expect(acts).toEqual([
      by('admin', 'create', 'staff'),
      by('watched', 'own-password'),
      by('admin', 'change', 'editor'),
      by('admin', 'reset'),
      by('admin', 'disable'),
      by('admin', 'enable'),
    ])
  })

  it('does not open a session with a password that is replaced while it is checked', async () => {
    const { id } = await given('racing')

    const [entered] = await Promise.all([
      server.signIn('racing', OWN),
      asAdmin('POST', `/console/accounts/${id}/password`),
    ])

    // Whichever came first: nobody is in with the old password.
    expect(entered.cookie === '' || (await statusOf(entered)) === 401).toBe(true)
  })
})
