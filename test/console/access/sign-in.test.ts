import { Me } from '../../../src/console/contract/console'
import { BEARER, PASSWORD, givenServer, type GivenServer } from '../given-server'

describe('signing in', () => {
  let server: GivenServer
  beforeAll(async () => {
    server = await givenServer()
  })
  // Whatever an earlier test has closed is open again.
  beforeEach(() => server.clock.advance(11 * 60_000))
  afterAll(() => server.close())
  const me = (headers: Record<string, string>) => server.call('GET', '/console/session', undefined, headers)

  it('opens a session in a cookie that scripts cannot read and other sites do not send', async () => {
    const session = await server.signIn()

    const cookie = session.answer.headers.get('set-cookie')
    expect(cookie).toMatch(/^shouwen_session=[\w-]{43}; Path=\/; Max-Age=43200; HttpOnly; SameSite=Lax$/)
    expect(Me.parse(session.answer.json)).toMatchObject({ account: 'admin', role: 'administrator' })
    expect((await me(session.reading)).json.csrf).toBe(session.csrf)
    expect((await me({})).json).toBeNull()
  })

  it('marks the cookie Secure behind a proxy that speaks https', async () => {
    const body = { account: 'admin', password: PASSWORD }
    const answer = await server.call('POST', '/console/session', body, { 'x-forwarded-proto': 'https' })

    expect(answer.headers.get('set-cookie')).toContain('; Secure')
  })

  it('gives a new id at every sign-in, and the old one ends', async () => {
    const first = await server.signIn()
    const body = { account: 'admin', password: PASSWORD }

    const second = await server.call('POST', '/console/session', body, first.reading)

    expect(second.headers.get('set-cookie')).not.toContain(first.cookie)
    expect((await me(first.reading)).json).toBeNull()
  })

  it('takes no id that somebody else has put into the browser', async () => {
    const planted = { cookie: 'shouwen_session=planted' }
    await server.call('POST', '/console/session', { account: 'admin', password: PASSWORD }, planted)

    expect((await me(planted)).json).toBeNull()
  })

  it('signs out', async () => {
    const session = await server.signIn()

    const answer = await server.call('DELETE', '/console/session', undefined, session.writing)

    expect(answer.status).toBe(204)
    expect(answer.headers.get('set-cookie')).toContain('Max-Age=0')
    expect((await me(session.reading)).json).toBeNull()
  })

  it('ends by itself after a working day', async () => {
    const session = await server.signIn()
    server.clock.advance(12 * 3600_000 + 1)

    expect((await server.call('GET', '/api/v1/cases', undefined, session.reading)).status).toBe(401)
  })

  it('refuses wrong passwords and unknown accounts with the same words', async () => {
    const wrong = await server.signIn('admin', 'wrong')
    const unknown = await server.signIn('nobody', 'wrong')

    expect(wrong.answer.status).toBe(401)
    expect(unknown.answer.text).toBe(wrong.answer.text)
    expect(wrong.answer.headers.get('set-cookie')).toBeNull()
  })

  it('closes the account after five wrong passwords, even given at one moment, and opens it again later', async () => {
    await server.signIn()
    const guesses = await Promise.all(Array.from({ length: 8 }, (_, n) => server.signIn('admin', `guess ${n}`)))
    const right = await server.signIn()
    server.clock.advance(5 * 60_000 + 1)
    const later = await server.signIn()

    expect(guesses.filter(({ answer }) => answer.status === 401)).toHaveLength(5)
    expect(right.answer).toMatchObject({ status: 429, json: { error: { code: 'locked', details: { seconds: 300 } } } })
    expect(right.answer.headers.get('retry-after')).toBe('300')
    expect(later.answer.status).toBe(200)
  })

  it('closes a name that nobody has as well, so that a lock tells nothing about who works here', async () => {
    const knock = async (name: string) => {
      const answers = []
      for (let n = 0; n < 6; n++) answers.push((await server.signIn(name, `guess ${n}`)).answer)
      return answers.map(({ status, text }) => [status, text])
    }

    expect(await knock('never seen')).toEqual(await knock('admin'))
  })

  it('forgets wrong passwords after the right one', async () => {
    for (let n = 0; n < 4; n++) await server.signIn('admin', 'wrong')
    await server.signIn()
    await server.signIn('admin', 'wrong')

    expect((await server.signIn()).answer.status).toBe(200)
  })

  it('stops an address that tries many accounts', async () => {
    await Promise.all(Array.from({ length: 20 }, (_, n) => server.signIn(`account ${n}`, 'wrong')))

    expect((await server.signIn('account 21', 'wrong')).answer.status).toBe(429)
  })

  it('refuses a form of another site', async () => {
    const body = { account: 'admin', password: PASSWORD }
    const cross = await server.call('POST', '/console/session', body, { 'sec-fetch-site': 'cross-site' })
    const form = await server.call('POST', '/console/session', 'account=admin', {
      'content-type': 'application/x-www-form-urlencoded',
    })

    expect(cross.status).toBe(403)
    expect(form.status).toBe(415)
  })

  it('writes down who came, who tried and who left', async () => {
    const [before] = await server.db.query<{ seq: string }>('last-act', 'select max(seq) as seq from audit')
    await server.signIn('admin', 'wrong')
    const session = await server.signIn()
    await server.call('DELETE', '/console/session', undefined, session.writing)

    const acts = await server.db.query('acts', 'select actor, act from audit where seq > $1 order by seq', [
      before!.seq,
    ])
    expect(acts).toEqual([
      { actor: 'admin', act: 'session.refused' },
      { actor: 'admin', act: 'session.open' },
      { actor: 'admin', act: 'session.close' },
    ])
  })

  it('slows down whoever guesses tokens, but not a program that had the right one', async () => {
    const guess = (from: string, token: string) =>
      server.call('GET', '/api/v1/cases', undefined, { authorization: `Bearer ${token}`, 'x-forwarded-for': from })
    const right = BEARER.authorization.slice('Bearer '.length)
    await guess('198.51.100.7', right)
    for (let n = 0; n < 100; n++) {
      await guess('198.51.100.7', `a${n}`)
      await guess('203.0.113.9', `b${n}`)
    }

    expect((await guess('203.0.113.9', right)).status).toBe(429)
    expect((await guess('198.51.100.7', right)).status).toBe(200)
    server.clock.advance(60_001)
    expect((await guess('203.0.113.9', right)).status).toBe(200)
  })
})
