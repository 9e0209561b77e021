import { startEmulator, type Emulator } from '../../../src/emulator/start-emulator'
import { ManualClock } from '../../../src/platform/clock'
import { createLog } from '../../../src/platform/log'
import { createWecomApi } from '../../../src/channels/wecom/api-client'
import { createContacts } from '../../../src/channels/wecom-app/contacts'
import { roleIn, withParents } from '../../../src/console/api/access/wecom-roles'
import { safeNext, type WecomSignIn } from '../../../src/console/api/access/wecom-sign-in'
import { AT, givenCommunity } from '../../records/given'
import { BEARER, givenServer, type GivenServer } from '../given-server'

const PHONE = { 'user-agent': 'Mozilla/5.0 (iPhone) wxwork/4.1.30 MicroMessenger/7.0.1' }
const DESKTOP = { 'user-agent': 'Mozilla/5.0 (X11; Linux x86_64) Chrome/142' }

let wecom: Emulator
let server: GivenServer
let clock: ManualClock
let communityId: string

beforeAll(async () => {
  clock = new ManualClock(AT)
  wecom = await startEmulator({ clock })
  const { env } = wecom
  const api = createWecomApi(
    {
      ...{ base: wecom.baseUrl, corpId: env.WECOM_CORP_ID, secret: env.WECOM_SECRET },
      agentId: Number(env.WECOM_AGENT_ID),
    },
    { clock, log: createLog('silent') },
  )
  const signIn: WecomSignIn = {
    ...createContacts(api),
    ...{ corpId: env.WECOM_CORP_ID, agentId: api.agentId },
    ...{ oauthBase: env.WECOM_OAUTH_BASE, loginBase: env.WECOM_LOGIN_BASE },
  }
  server = await givenServer({ clock, wecomSignIn: signIn })
  wecom.trustHost(new URL(server.url).host)
  communityId = await givenCommunity(server.db)
  await server.db.query(
    'given-member',
    `insert into staff (id, name, role, wecom_userid, created_at) values ('st1', '张三', 'supervisor', 'ZhangSan', $1)`,
    [AT],
  )
  await server.db.query('given-membership', `insert into staff_community (staff_id, community_id) values ('st1', $1)`, [
    communityId,
  ])
})
afterAll(async () => {
  await server.close()
  await wecom.close()
})

/** A browser: keeps cookies by name, follows nothing by itself. */
function browser(headers: Record<string, string>) {
  const jar = new Map<string, string>()
  return {
    jar,
    async go(address: string) {
      const url = address.startsWith('/') ? server.url + address : address
      const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ')
      const answer = await fetch(url, {
        headers: { ...headers, ...(url.startsWith(server.url) && cookie ? { cookie } : {}) },
        redirect: 'manual',
      })
      for (const line of answer.headers.getSetCookie()) {
        const [name = '', value = ''] = line.split(';', 1)[0]!.split('=', 2)
        if (/Max-Age=0/.test(line)) jar.delete(name)
        else jar.set(name, value)
      }
      return { status: answer.status, to: answer.headers.get('location') ?? '', headers: answer.headers }
    },
  }
}

/** From our start through WeCom's page as `userid`; gives the address WeCom sends back to. */
async function through(who: ReturnType<typeof browser>, userid: string, start = '/console/wecom/start') {
  const sent = await who.go(start)
  const asked = new URL(sent.to)
  asked.searchParams.set('as', userid)
  return { asked, back: (await who.go(asked.toString())).to }
}

const sessionOf = async (who: ReturnType<typeof browser>) =>
  (
    await server.call('GET', '/console/session', undefined, {
      cookie: `shouwen_session=${who.jar.get('shouwen_session')}`,
    })
  ).json

describe('signing in with WeCom', () => {
  it('goes by the client’s own page inside WeCom and comes back to the page that was wanted', async () => {
    const phone = browser(PHONE)

    const { asked, back } = await through(phone, 'ZhangSan', '/console/wecom/start?next=%2F%23%2Fcases%2Fcs_1')
    const done = await phone.go(back)

    expect(asked.pathname).toBe('/connect/oauth2/authorize')
    expect(asked.hash).toBe('#wechat_redirect')
    expect(asked.searchParams.get('scope')).toBe('snsapi_base')
    expect([done.status, done.to]).toEqual([303, '/#/cases/cs_1'])
    expect(await sessionOf(phone)).toMatchObject({ account: 'wecom:zhangsan', name: '张三', role: 'supervisor' })
    expect(wecom.violations).toEqual([])
  })

  it('goes by a QR code in any other browser', async () => {
    const desktop = browser(DESKTOP)

    const { asked, back } = await through(desktop, 'ZhangSan')
    const done = await desktop.go(back)

    expect(asked.pathname).toBe('/wwlogin/sso/login')
    expect(asked.searchParams.get('login_type')).toBe('CorpApp')
    expect(done.to).toBe('/')
    expect(await sessionOf(desktop)).toMatchObject({ name: '张三' })
    expect(wecom.violations).toEqual([])
  })

  it('makes a new session and ends the one the browser brought', async () => {
    const desktop = browser(DESKTOP)
    await desktop.go((await through(desktop, 'ZhangSan')).back)
    const old = desktop.jar.get('shouwen_session')!

    await desktop.go((await through(desktop, 'ZhangSan')).back)

    expect(desktop.jar.get('shouwen_session')).not.toBe(old)
    const before = await server.call('GET', '/console/session', undefined, { cookie: `shouwen_session=${old}` })
    expect(before.json).toBeNull()
  })

  it('does not take a session id that a stranger put into the browser', async () => {
    const desktop = browser(DESKTOP)
    desktop.jar.set('shouwen_session', 'prepared-by-a-stranger')

    await desktop.go((await through(desktop, 'ZhangSan')).back)

    expect(desktop.jar.get('shouwen_session')).not.toBe('prepared-by-a-stranger')
  })

  it('refuses a way back that another browser began, and burns it', async () => {
    const [attacker, victim] = [browser(DESKTOP), browser(DESKTOP)]
    const { back } = await through(attacker, 'ZhangSan')
    await victim.go('/console/wecom/start')

    const lured = await victim.go(back)
    const again = await attacker.go(back)

    expect([lured.to, again.to]).toEqual(['/?sign-in=broken', '/?sign-in=broken'])
    expect(victim.jar.has('shouwen_session')).toBe(false)
    expect(attacker.jar.has('shouwen_session')).toBe(false)
  })

  it('works once, and only within ten minutes', async () => {
    const [first, late] = [browser(DESKTOP), browser(DESKTOP)]
    const { back } = await through(first, 'ZhangSan')
    await first.go(back)
    const { back: lateBack } = await through(late, 'ZhangSan')

    const twice = await first.go(back)
    clock.advance(11 * 60_000)
    const tooLate = await late.go(lateBack)

    expect([twice.to, tooLate.to]).toEqual(['/?sign-in=broken', '/?sign-in=broken'])
  })

  it('says so when the code has died on the way', async () => {
    const desktop = browser(DESKTOP)
    const { back } = await through(desktop, 'ZhangSan')

    clock.advance(6 * 60_000)

    expect((await desktop.go(back)).to).toBe('/?sign-in=expired')
  })

  it('refuses members whom nobody has let in, clearly, and writes that down', async () => {
    const stranger = browser(PHONE)

    const done = await stranger.go((await through(stranger, 'nobody')).back)

    expect(done.to).toBe('/?sign-in=unknown')
    expect(stranger.jar.has('shouwen_session')).toBe(false)
    const written = await server.db.query<{ act: string; actor: string; facts: object }>(
      'test-audit',
      'select act, actor, facts from audit order by seq desc limit 1',
    )
    expect(written[0]).toEqual({
      ...{ act: 'session.refused', actor: 'wecom:nobody', facts: { by: 'wecom', reason: 'unknown' } },
    })
  })

  it('puts somebody out at once who no longer works here', async () => {
    await server.db.query(
      'given-leaver',
      `insert into staff (id, name, role, wecom_userid, created_at) values ('st9', '钱九', 'service', 'qianjiu', $1)`,
      [AT],
    )
    const desktop = browser(DESKTOP)
    await desktop.go((await through(desktop, 'qianjiu')).back)
    const before = await sessionOf(desktop)

    await server.db.query('leaves', `update staff set active = false where id = 'st9'`)

    expect(before).toMatchObject({ name: '钱九', role: 'staff' })
    expect(await sessionOf(desktop)).toBeNull()
    const again = browser(DESKTOP)
    expect((await again.go((await through(again, 'qianjiu')).back)).to).toBe('/?sign-in=unknown')
  })

  it('does not open an account again that an administrator has closed', async () => {
    const phone = browser(PHONE)
    await phone.go((await through(phone, 'ZhangSan')).back)
    const close = (at: Date | null) =>
      server.db.query('close', `update console_account set disabled_at = $1 where name = 'wecom:zhangsan'`, [at])

    await close(AT)
    const refused = await phone.go((await through(phone, 'ZhangSan')).back)

    expect(refused.to).toBe('/?sign-in=unknown')
    expect(await sessionOf(phone)).toBeNull()
    await close(null)
  })

  it('ends the sessions that somebody had under another role', async () => {
    const [before, after] = [browser(PHONE), browser(PHONE)]
    await before.go((await through(before, 'ZhangSan')).back)
    const roleOf = (role: string) => server.db.query('role-of', `update staff set role = $1 where id = 'st1'`, [role])

    await roleOf('manager')
    await after.go((await through(after, 'ZhangSan')).back)

    expect(await sessionOf(before)).toBeNull()
    expect(await sessionOf(after)).toMatchObject({ role: 'manager' })
    await roleOf('supervisor')
  })

  it('says so when WeCom does not answer', async () => {
    const desktop = browser(DESKTOP)
    const { back } = await through(desktop, 'ZhangSan')
    wecom.faults.set({ busy: { on: 'auth/getuserinfo', probability: 1 } })

    const done = await desktop.go(back)

    wecom.faults.clear()
    expect(done.to).toBe('/?sign-in=unavailable')
  })

  it.each(['//evil.example', '/\\evil.example', 'https://evil.example', '/console/session', '/#/a\nb', '/@evil'])(
    'leads to our own page and never to %s',
    (next) => expect(safeNext(next)).toBe('/'),
  )

  it('does not trust the host that a stranger names', async () => {
    const answer = await server.call('GET', '/console/wecom/start', undefined, { 'x-forwarded-host': 'evil.example' })

    expect([answer.status, answer.headers.get('location')]).toEqual([503, null])
  })
})

describe('the table of roles', () => {
  const put = (rows: object[]) => server.call('PUT', '/console/access/wecom-roles', { rows }, BEARER)

  it('gives a role by a department below a listed one, by a tag, by name, and takes back what it gave', async () => {
    wecom.addDepartment(10)
    wecom.addDepartment(11, 10)
    wecom.addMember('lisi', { name: '李四', departments: [11] })
    wecom.addMember('wangwu', { name: '王五', departments: [1] })
    wecom.addTag({ id: 5, userids: ['wangwu'] })
    const written = await put([
      { tag: 5, role: 'manager', communities: [communityId] },
      { department: 10, role: 'staff', communities: [communityId] },
    ])
    expect(written.status).toBe(200)
    const [lisi, wangwu] = [browser(DESKTOP), browser(PHONE)]

    await lisi.go((await through(lisi, 'lisi')).back)
    await wangwu.go((await through(wangwu, 'wangwu')).back)

    expect(await sessionOf(lisi)).toMatchObject({ name: '李四', role: 'staff' })
    expect(await sessionOf(wangwu)).toMatchObject({ name: '王五', role: 'manager' })
    const places = () =>
      server.db.query(
        'test-places',
        `select community_id from staff_community c join staff s on s.id = c.staff_id where s.wecom_userid = 'lisi'`,
      )
    expect(await places()).toEqual([{ community_id: communityId }])

    await put([{ userid: 'LiSi', role: 'editor', communities: [] }])
    const again = browser(DESKTOP)
    await again.go((await through(again, 'lisi')).back)
    expect(await sessionOf(again)).toMatchObject({ role: 'editor' })
    expect(await places()).toEqual([])
  })

  it.each([
    ['a role that does not exist', [{ department: 1, role: 'king', communities: ['x'] }]],
    ['a line for nobody', [{ role: 'administrator' }]],
    ['a line for two kinds at once', [{ department: 1, tag: 2, role: 'administrator' }]],
    ['a role without its communities', [{ department: 1, role: 'staff' }]],
    ['a community that does not exist', [{ department: 1, role: 'staff', communities: ['没有的小区'] }]],
  ])('refuses %s', async (_, rows) => {
    expect((await put(rows)).status).toBe(400)
  })

  it('lets the first line that fits decide, and climbs departments without being caught in a circle', () => {
    const departments = withParents(
      [3],
      new Map([
        [3, 2],
        [2, 3],
      ]),
    )
    const place = { userid: 'a', departments, tags: new Set([7]) }
    const rows = [
      { tag: 8, role: 'manager' as const, communities: ['c'] },
      { department: 2, role: 'staff' as const, communities: ['c'] },
      { tag: 7, role: 'administrator' as const, communities: [] },
    ]

    expect(roleIn({ rows }, place)?.role).toBe('staff')
    expect(roleIn({ rows }, { ...place, departments: new Set([9]) })?.role).toBe('administrator')
    expect(roleIn({ rows: [] }, place)).toBeNull()
  })
})
