import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { WebSocketServer } from 'ws'
import { examine } from '../../src/app/console/examine'
import { main } from '../../src/tools/doctor'
import { ManualClock, systemClock } from '../../src/platform/clock'
import type { Clock } from '../../src/platform/clock'
import type { Finding } from '../../src/platform/health/finding'
import { readSettings } from '../../src/platform/settings'
import { startEmulator } from '../../src/emulator/start-emulator'
import type { Emulator } from '../../src/emulator/start-emulator'
import { givenTalk } from '../records/given'
import { createTestDatabase } from '../support/database'
import type { TestDatabase } from '../support/database'

let wecom: Emulator
let database: TestDatabase
const closing: (() => unknown)[] = []
beforeAll(async () => {
  database = await createTestDatabase()
})
afterAll(() => database.close())
beforeEach(async () => {
  wecom = await startEmulator()
})
afterEach(async () => {
  for (const close of closing.splice(0)) await close()
  await wecom.close()
  await database.db.query('forget-sightings', 'delete from wecom_sighting')
  await database.db.query('forget-unsent', 'delete from outbox')
})

const environment = (env: Record<string, string> = {}) => ({ DATABASE_URL: database.url, ...wecom.env, ...env })
const look = (env: Record<string, string> = {}, clock: Clock = systemClock) =>
  examine(readSettings(environment(env)), { clock })
const find = (findings: Finding[], what: string) => findings.find((finding) => finding.what.startsWith(what))
const refuse = (errcode: number, ...paths: string[]) =>
  wecom.faults.set({ errcode: (paths.length ? paths : [undefined]).map((on) => ({ errcode, probability: 1, on })) })
const bad = (findings: Finding[]) => findings.filter(({ state }) => state === 'bad')

const KF = ['kf/account/list', 'kf/servicer/list']

interface Fault {
  fault: string
  arrange: () => unknown
  env?: Record<string, string>
  clock?: () => Clock
  /** The line it must print. */
  what: string
  state: Finding['state']
  says: string
  /** What to click, or where to write. */
  remedy: string[]
}

/** Each fault of the admin console, the line it prints and what is to be clicked. */
const FAULTS: Fault[] = [
  {
    fault: 'a wrong secret (40001)',
    arrange: () => {},
    env: { WECOM_SECRET: 'wrong' },
    what: '应用 Secret',
    state: 'bad',
    says: 'Secret 不对',
    remedy: ['应用管理', '自建', 'Secret', 'WECOM_SECRET'],
  },
  {
    fault: 'a wrong corp id (40013)',
    arrange: () => {},
    env: { WECOM_CORP_ID: 'ww0000000000000000' },
    what: '企业 ID',
    state: 'bad',
    says: '企业 ID 不对',
    remedy: ['我的企业', '企业信息', 'WECOM_CORP_ID'],
  },
  {
    fault: 'an agent id of another app (301002)',
    arrange: () => {},
    env: { WECOM_AGENT_ID: '1000099' },
    what: 'AgentId',
    state: 'bad',
    says: '不是同一个应用',
    remedy: ['WECOM_AGENT_ID', 'WECOM_SECRET'],
  },
  {
    fault: 'an address that is not trusted (60020)',
    arrange: () => refuse(60020),
    what: '企业可信 IP',
    state: 'bad',
    says: '127.0.0.1',
    remedy: ['企业可信IP', '配置', '加上', '127.0.0.1'],
  },
  {
    fault: 'an access token that dies at once (42001)',
    arrange: () => refuse(42001, 'agent/get'),
    what: '访问凭证',
    state: 'bad',
    says: '过期',
    remedy: ['服务器的时间'],
  },
  {
    fault: 'an app that was switched off (50003)',
    arrange: () => refuse(50003, 'agent/get'),
    what: '应用状态',
    state: 'bad',
    says: '停用',
    remedy: ['已启用'],
  },
  {
    fault: 'an app that is closed in the console',
    arrange: () => wecom.closeApp(),
    what: '应用「首问助手」',
    state: 'bad',
    says: '停用',
    remedy: ['已启用'],
  },
  {
    fault: 'an app that nobody sees',
    arrange: () => wecom.addMember('zhangsan', { visible: false }),
    what: '应用「首问助手」',
    state: 'bad',
    says: '可见范围是空的',
    remedy: ['可见范围', '编辑'],
  },
  {
    fault: 'a vendor who does not answer',
    arrange: () => wecom.faults.set({ badGateway: { probability: 1 } }),
    what: '连接企业微信',
    state: 'bad',
    says: '没有应答',
    remedy: ['qyapi.weixin.qq.com', 'WECOM_API_BASE'],
  },
  {
    fault: 'a rate limit (45009)',
    arrange: () => refuse(45009, 'agent/get'),
    what: '调用频率',
    state: 'hint',
    says: '太频繁',
    remedy: ['等到限制解除'],
  },
  {
    fault: 'an app that is not linked to 微信客服 (48002)',
    arrange: () => refuse(48002, ...KF),
    what: '关联微信客服',
    state: 'bad',
    says: '没有微信客服的接口权限',
    remedy: ['微信客服', 'API', '可调用接口的应用'],
  },
  {
    fault: 'the API of 微信客服 switched off (95017)',
    arrange: () => refuse(95017, ...KF),
    what: '微信客服 API',
    state: 'bad',
    says: '关掉',
    remedy: ['微信客服', 'API', '开关'],
  },
  {
    fault: 'the secret of the other edition (95011)',
    arrange: () => refuse(95011, ...KF),
    what: '应用 Secret',
    state: 'bad',
    says: '独立版',
    remedy: ['自建应用的 Secret'],
  },
  {
    fault: 'the API granted to another app (95023)',
    arrange: () => refuse(95023, ...KF),
    what: '微信客服 API',
    state: 'bad',
    says: '别的应用',
    remedy: ['取消别的应用的授权'],
  },
  {
    fault: 'no account at all',
    arrange: () => wecom.faults.set({ omitEmpty: { probability: 1 } }),
    env: { WECOM_KF_ACCOUNTS: 'wkNobody' },
    what: '客服账号 wkNobody',
    state: 'bad',
    says: '看不到',
    remedy: ['WECOM_KF_ACCOUNTS', '通过API管理微信客服账号'],
  },
  {
    fault: 'an account that the app may not manage',
    arrange: () => wecom.addAccount({ openKfid: 'wkOther', name: '东区客服', managePrivilege: false }),
    what: '客服账号 东区客服',
    state: 'bad',
    says: '没有管理权限',
    remedy: ['通过API管理微信客服账号', '企业内部开发', '勾选'],
  },
  {
    fault: 'an account that was taken from the app (48007)',
    arrange: () => refuse(48007, 'kf/servicer/list'),
    what: '客服账号 幸福家园物业',
    state: 'bad',
    says: '没有授权',
    remedy: ['勾选这个账号'],
  },
  {
    fault: 'an account without servicers',
    arrange: () => wecom.addAccount({ openKfid: 'wkEmpty', name: '西区客服' }),
    what: '客服账号 西区客服',
    state: 'bad',
    says: '没有接待人员',
    remedy: ['接待人员', '添加'],
  },
  {
    fault: 'nobody on duty',
    arrange: () => wecom.servicer('zhangsan').setReceiving(false),
    what: '客服账号 幸福家园物业',
    state: 'hint',
    says: '没有人在接待',
    remedy: ['接待中'],
  },
  {
    fault: 'a servicer outside the visible range (60011)',
    arrange: () => {
      wecom.addServicer(wecom.openKfid, 'lisi')
      wecom.addMember('lisi', { visible: false })
    },
    what: '客服账号 幸福家园物业 · 可见范围',
    state: 'bad',
    says: 'lisi',
    remedy: ['可见范围', '编辑'],
  },
  {
    fault: 'a servicer who never signed in (95014)',
    arrange: () => {
      wecom.addServicer(wecom.openKfid, 'wangwu')
      wecom.addMember('wangwu', { activated: false })
    },
    what: '客服账号 幸福家园物业 · 未激活',
    state: 'hint',
    says: 'wangwu',
    remedy: ['登录一次'],
  },
  {
    fault: 'a clock that is an hour slow',
    arrange: () => {},
    clock: () => new ManualClock(new Date(Date.now() - 3600_000)),
    what: '服务器时间',
    state: 'bad',
    says: '慢 1 小时',
    remedy: ['自动对时'],
  },
  {
    fault: 'a clock that is three minutes fast',
    arrange: () => {},
    clock: () => new ManualClock(new Date(Date.now() + 180_000)),
    what: '服务器时间',
    state: 'hint',
    says: '快 3 分钟',
    remedy: ['自动对时'],
  },
  {
    fault: 'the quota of a company that is not verified (95003)',
    arrange: () => unsent('wecom_95003'),
    what: '接待额度',
    state: 'bad',
    says: '没有认证',
    remedy: ['企业认证'],
  },
  {
    fault: 'words that did not arrive because the company is not verified (fail type 8)',
    arrange: () => unsent('8 corp not verified'),
    what: '企业认证',
    state: 'bad',
    says: '没有认证',
    remedy: ['企业认证'],
  },
  {
    fault: 'a company where nobody signed in to WeCom (fail type 11)',
    arrange: () => unsent('11 no member has logged in to the WeCom app'),
    what: '企业微信登录',
    state: 'bad',
    says: '登录过企业微信',
    remedy: ['手机'],
  },
  {
    fault: 'no public address',
    arrange: () => {},
    what: '回调地址',
    state: 'hint',
    says: 'PUBLIC_URL',
    remedy: ['PUBLIC_URL', '接收消息'],
  },
  {
    fault: 'a public address that is private',
    arrange: () => {},
    env: { PUBLIC_URL: 'http://192.168.1.10:3978' },
    what: '回调地址',
    state: 'hint',
    says: '内网',
    remedy: ['公网地址'],
  },
  {
    fault: 'a callback that nobody has verified',
    arrange: () => {},
    what: '企业微信的验证和来信',
    state: 'hint',
    says: '还没有来过',
    remedy: ['接收消息', '设置API接收', '/wecom/callback', '微信客服消息和事件'],
  },
  {
    fault: 'a callback with another token',
    arrange: () => sighted('refused', '-40001'),
    what: '被拒绝的来信',
    state: 'hint',
    says: '签名不对',
    remedy: ['WECOM_TOKEN'],
  },
  {
    fault: 'a callback with another key',
    arrange: () => sighted('refused', '-40007'),
    what: '被拒绝的来信',
    state: 'hint',
    says: '解不开',
    remedy: ['WECOM_ENCODING_AES_KEY'],
  },
  {
    fault: 'a callback of another time',
    arrange: () => sighted('skewed', '-3600'),
    what: '来信的时间',
    state: 'bad',
    says: '3600 秒',
    remedy: ['自动对时'],
  },
  {
    fault: 'a group robot whose address lacks its key',
    arrange: () => {},
    env: { WECOM_GROUP_WEBHOOK: 'https://qyapi.weixin.qq.com/cgi-bin/webhook/send' },
    what: '员工群机器人',
    state: 'bad',
    says: 'key',
    remedy: ['WECOM_GROUP_WEBHOOK'],
  },
  {
    fault: 'a Redis that does not answer',
    arrange: () => {},
    env: { REDIS_URL: 'redis://127.0.0.1:1' },
    what: 'Redis',
    state: 'bad',
    says: '连不上',
    remedy: ['REDIS_URL'],
  },
  {
    fault: 'a database that does not answer',
    arrange: () => {},
    env: { DATABASE_URL: 'postgres://nobody@127.0.0.1:1/none' },
    what: '数据库',
    state: 'bad',
    says: '',
    remedy: ['DATABASE_URL'],
  },
  {
    fault: 'a model endpoint that does not answer',
    arrange: () => {},
    env: { OPENAI_BASE_URL: 'http://127.0.0.1:1/v1', OPENAI_API_KEY: 'k' },
    what: '大模型',
    state: 'bad',
    says: '没有应答',
    remedy: ['OPENAI_BASE_URL'],
  },
]

/** Words of today that could not be sent. */
async function unsent(reason: string): Promise<void> {
  const { conversationId } = await givenTalk(database.db, { user: 'wmUnsent' })
  await database.db.query(
    'given-unsent',
    `insert into outbox (id, conversation_id, kind, body, status, next_at, created_at, last_error)
     values ('o_unsent', $1, 'message', '{}', 'parked', now(), now(), $2)`,
    [conversationId, reason],
  )
}

async function sighted(kind: string, detail: string): Promise<void> {
  await database.db.query('given-sighting', 'insert into wecom_sighting (kind, at, detail) values ($1, now(), $2)', [
    kind,
    detail,
  ])
}

describe('the doctor', () => {
  it('finds everything well on a sound deployment, and breaks no rule of WeCom while it looks', async () => {
    const findings = await look()

    expect(bad(findings)).toEqual([])
    expect(findings.filter(({ area }) => area === 'app' || area === 'kf').map(({ state }) => state)).not.toContain(
      'hint',
    )
    expect(find(findings, '客服账号')).toMatchObject({ state: 'ok', sentence: '可管理，1/1 位正在接待' })
    expect(find(findings, '应用「首问助手」')).toMatchObject({ state: 'ok' })
    expect(wecom.violations).toEqual([])
    expect(wecom.webhookMessages).toEqual([])
  })

  it.each(FAULTS)(
    'prints the line and the remedy for $fault',
    async ({ arrange, env, clock, what, state, says, remedy }) => {
      await arrange()

      const findings = await look(env, clock?.())
      const found = findings.find((finding) => finding.what.startsWith(what) && finding.state === state)

      expect(found).toMatchObject({ sentence: expect.stringContaining(says), remedy: expect.any(String) })
      for (const word of remedy) expect(found!.remedy).toContain(word)
      // Nothing else is called a fault because of it.
      if (state !== 'bad') expect(bad(findings)).toEqual([])
      else expect(bad(findings).length).toBeLessThanOrEqual(2)
    },
  )

  it('has no fault without a remedy, and never shows a secret', async () => {
    const { WECOM_SECRET, WECOM_TOKEN, WECOM_ENCODING_AES_KEY } = wecom.env
    for (const { arrange, env, clock } of FAULTS.slice(0, 8)) {
      wecom.faults.clear()
      await arrange()
      const findings = await look(env, clock?.())
      for (const { remedy } of bad(findings)) expect(remedy).toBeTruthy()
      for (const secret of [WECOM_SECRET, WECOM_TOKEN, WECOM_ENCODING_AES_KEY])
        expect(JSON.stringify(findings)).not.toContain(secret)
    }
  })

  it('asks for a token once, and not again with a secret that was refused', async () => {
    let asked = 0
    wecom.beforeCall(({ path }) => void (asked += path === 'gettoken' ? 1 : 0))

    await look({ WECOM_SECRET: 'wrong' })
    await look()

    expect(asked).toBe(2)
    expect(wecom.violations).toEqual([])
  })

  it('tries the callback address as the admin console does, and knows a process with other keys from another server', async () => {
    const answer = { status: 200, body: '' }
    const server = createServer((_request, response) => response.writeHead(answer.status).end(answer.body))
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
    closing.push(() => server.close())
    // A name that is public by its looks and leads to this machine.
    const PUBLIC_URL = `http://kefu.localtest.invalid:${(server.address() as AddressInfo).port}`
    const { checkCallback } = await import('../../src/channels/wecom/health/check-callback')
    const keys = { token: wecom.env.WECOM_TOKEN, aesKey: wecom.env.WECOM_ENCODING_AES_KEY, receiveId: 'ww1' }
    const tryIt = async (fetchIt: typeof fetch) =>
      find(
        await checkCallback({ publicUrl: PUBLIC_URL, keys, clock: systemClock, db: null, fetch: fetchIt }),
        '从本机访问',
      )
    const here: typeof fetch = (url) => fetch(String(url).replace('kefu.localtest.invalid', '127.0.0.1'))

    answer.status = 400
    expect(await tryIt(here)).toMatchObject({ state: 'bad', sentence: expect.stringContaining('另一套') })
    answer.status = 502
    expect(await tryIt(here)).toMatchObject({ state: 'hint', remedy: expect.stringContaining('反向代理') })
    expect(await tryIt(() => Promise.reject(new TypeError('fetch failed')))).toMatchObject({
      state: 'hint',
      remedy: expect.stringContaining('/healthz'),
    })
  })

  it('says a word into the staff group only when it is asked to', async () => {
    const findings = await examine(readSettings(environment()), { clock: systemClock, sayHello: true })

    expect(find(findings, '员工群机器人')).toMatchObject({ state: 'ok', sentence: expect.stringContaining('收到了') })
    expect(wecom.webhookMessages).toHaveLength(1)
  })

  it('tries an AI bot that no process holds, and believes the process that holds it', async () => {
    const answer = { errcode: 0 }
    const server = new WebSocketServer({ port: 0, host: '127.0.0.1' })
    let subscribed = 0
    server.on('connection', (socket) =>
      socket.on('message', (data) => {
        subscribed += 1
        socket.send(JSON.stringify({ headers: JSON.parse(String(data)).headers, ...answer }))
      }),
    )
    await new Promise((done) => server.once('listening', done))
    closing.push(() => new Promise((done) => server.close(done)))
    const url = `ws://127.0.0.1:${(server.address() as AddressInfo).port}`
    const bot = { WECOM_AIBOT_ID: 'bot1', WECOM_AIBOT_SECRET: 'secret', WECOM_AIBOT_URL: url }
    const holds = (values: string) =>
      database.db.query(
        `given-aibot-${values}`,
        `insert into aibot (bot_id, holder, lease_until, connected, connected_at, trouble) values ('bot1', 'p1', now() + interval '1 minute', ${values})
         on conflict (bot_id) do update set connected = excluded.connected, trouble = excluded.trouble`,
      )

    expect(find(await look(bot), '智能机器人')).toMatchObject({ state: 'ok' })
    answer.errcode = 853000
    expect(find(await look(bot), '智能机器人')).toMatchObject({
      state: 'bad',
      remedy: expect.stringContaining('WECOM_AIBOT_SECRET'),
    })
    expect(subscribed).toBe(2)

    await holds('true, now(), null')
    expect(find(await look(bot), '智能机器人')).toMatchObject({
      state: 'ok',
      sentence: expect.stringContaining('已连上'),
    })
    await holds("false, null, 'kicked'")
    expect(find(await look(bot), '智能机器人')).toMatchObject({
      state: 'bad',
      sentence: expect.stringContaining('顶掉'),
    })
    // Held by a process: a look of ours would have thrown it out.
    expect(subscribed).toBe(2)
  })

  it('prints a line for each part and ends with 1 only when something configured does not work', async () => {
    const before = process.exitCode
    const lines: string[] = []
    try {
      process.exitCode = 0
      await main([], environment(), (line) => lines.push(line))
      expect(process.exitCode).toBe(0)
      expect(lines.join('\n')).toContain('✓ 关联微信客服')
      expect(lines.at(-1)).toContain('没有发现故障')

      lines.length = 0
      refuse(60020)
      await main([], environment(), (line) => lines.push(line))
      expect(process.exitCode).toBe(1)
      expect(lines.join('\n')).toMatch(/✗ 企业可信 IP.*127\.0\.0\.1[^]*→ 管理后台 → 应用管理/)
      expect(lines.at(-1)).toContain('有 1 处要处理')
    } finally {
      process.exitCode = before
    }
  })
})
