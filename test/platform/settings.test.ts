import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { AppError } from '../../src/platform/errors'
import { readEnvironment } from '../../src/platform/environment'
import type { Environment } from '../../src/platform/environment'
import { projectRoot } from '../../src/platform/project-root'
import { settingNames } from '../../src/platform/setting-variables'
import { readSettings } from '../../src/platform/settings'
import { describeHours } from '../../src/platform/staff-hours'

const AES_KEY = 'jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C'
const WECOM = {
  WECOM_CORP_ID: 'ww6a112864f8022910',
  WECOM_AGENT_ID: '1000002',
  WECOM_SECRET: 's3cret',
  WECOM_TOKEN: 'QDG6eK',
  WECOM_ENCODING_AES_KEY: AES_KEY,
}

describe('settings', () => {
  it('start everything on defaults when nothing is given', () => {
    const settings = readSettings({}, '/srv/shouwen')

    expect(settings).toMatchObject({
      host: '127.0.0.1',
      port: 3978,
      dataDir: '/srv/shouwen/data',
      knowledgeDir: '/srv/shouwen/knowledge',
      webChat: 'local',
      turnQuietMs: 1200,
      timeZone: 'Asia/Shanghai',
      logLevel: 'info',
      wecomApiBase: 'https://qyapi.weixin.qq.com',
      wecomOauthBase: 'https://open.weixin.qq.com',
      wecomLoginBase: 'https://login.work.weixin.qq.com',
    })
    expect(describeHours(settings.staffHours)).toBe('每天8:30-18:00')
    for (const name of ['databaseUrl', 'redisUrl', 'wecom', 'aibot', 'model', 'caseWebhook', 'handoffMode'] as const) {
      expect(settings[name]).toBeUndefined()
    }
  })

  it('take every variable of the contract', () => {
    const settings = readSettings({
      ...WECOM,
      HOST: '0.0.0.0',
      PORT: '0',
      PUBLIC_URL: 'https://service.example.com/',
      DATA_DIR: '/var/lib/shouwen',
      DATABASE_URL: 'postgres://u:p@db:5432/shouwen',
      REDIS_URL: 'redis://cache:6379/2',
      API_TOKEN: 'token',
      ADMIN_PASSWORD: 'two words',
      WECOM_API_BASE: 'http://127.0.0.1:8080/',
      WECOM_KF_ACCOUNTS: 'wkA, wkB,',
      WECOM_AIBOT_ID: 'bot',
      WECOM_AIBOT_SECRET: 'hush',
      WECOM_AIBOT_URL: 'ws://127.0.0.1:9000',
      WECOM_GROUP_WEBHOOK: 'https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=k',
      WECOM_OAUTH_BASE: 'http://127.0.0.1:1',
      WECOM_LOGIN_BASE: 'http://127.0.0.1:2',
      HANDOFF_MODE: 'console',
      WEB_CHAT: 'off',
      OPENAI_API_KEY: 'sk',
      OPENAI_BASE_URL: 'http://127.0.0.1:11434/v1/',
      OPENAI_MODEL: 'qwen',
      OPENAI_EMBEDDING_MODEL: 'bge',
      OPENAI_TRANSCRIBE_MODEL: 'whisper',
      MODEL_BUDGET_PER_DAY: '500',
      KNOWLEDGE_DIR: '/srv/articles',
      STAFF_HOURS: '00:00-24:00',
      TURN_QUIET_MS: '0',
      CASE_WEBHOOK_URL: 'https://cases.example.com/hook',
      CASE_WEBHOOK_SECRET: 'sign',
      TIME_ZONE: 'Europe/Berlin',
      LOG_LEVEL: 'debug',
    })

    expect(settings).toMatchObject({
      host: '0.0.0.0',
      port: 0,
      publicUrl: 'https://service.example.com',
      dataDir: '/var/lib/shouwen',
      databaseUrl: 'postgres://u:p@db:5432/shouwen',
      redisUrl: 'redis://cache:6379/2',
      apiToken: 'token',
      adminPassword: 'two words',
      wecom: {
        corpId: 'ww6a112864f8022910',
        agentId: 1000002,
        secret: 's3cret',
        token: 'QDG6eK',
        encodingAesKey: AES_KEY,
        kfAccounts: ['wkA', 'wkB'],
      },
      wecomApiBase: 'http://127.0.0.1:8080',
      wecomOauthBase: 'http://127.0.0.1:1',
      wecomLoginBase: 'http://127.0.0.1:2',
      aibot: { id: 'bot', secret: 'hush', url: 'ws://127.0.0.1:9000' },
      groupWebhook: 'https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=k',
      handoffMode: 'console',
      webChat: 'off',
      model: {
        apiKey: 'sk',
        baseUrl: 'http://127.0.0.1:11434/v1',
        chat: 'qwen',
        embedding: 'bge',
        transcribe: 'whisper',
        budgetPerDay: 500,
      },
      knowledgeDir: '/srv/articles',
      turnQuietMs: 0,
      caseWebhook: { url: 'https://cases.example.com/hook', secret: 'sign' },
      timeZone: 'Europe/Berlin',
      logLevel: 'debug',
    })
  })

  it('count an empty value and one of spaces as not given', () => {
    const settings = readSettings({ PORT: '', DATABASE_URL: '  ', WECOM_SECRET: '' })

    expect(settings.port).toBe(3978)
    expect(settings.databaseUrl).toBeUndefined()
  })

  it.each([
    ['HOST', 'http://127.0.0.1'],
    ['HOST', '127.0.0.1:80'],
    ['PORT', '65536'],
    ['PORT', '-1'],
    ['PORT', '80.5'],
    ['PORT', 'http'],
    ['PUBLIC_URL', 'service.example.com'],
    ['DATABASE_URL', 'mysql://host/name'],
    ['DATABASE_URL', './data'],
    ['REDIS_URL', 'localhost:6379'],
    ['API_TOKEN', 'two words'],
    ['WECOM_API_BASE', 'qyapi.weixin.qq.com'],
    ['WECOM_GROUP_WEBHOOK', 'key'],
    ['HANDOFF_MODE', 'auto'],
    ['WEB_CHAT', 'on'],
    ['OPENAI_BASE_URL', 'ftp://host'],
    ['MODEL_BUDGET_PER_DAY', '1.5'],
    ['STAFF_HOURS', '8-18'],
    ['STAFF_HOURS', 'Mo-Fr 08:30-18:00'],
    ['TURN_QUIET_MS', '1s'],
    ['CASE_WEBHOOK_URL', 'cases'],
    ['TIME_ZONE', 'Asia/Peking'],
    ['LOG_LEVEL', 'verbose'],
  ])('refuse %s=%s with a sentence that names the variable', (name, value) => {
    const faults = faultsOf({ [name]: value })

    expect(faults.filter((fault) => fault.startsWith(`${name} must be `))).toHaveLength(1)
    expect(faults.every((fault) => fault.endsWith('.') && !fault.includes('undefined'))).toBe(true)
  })

  it('refuse a key of the callback that is not 43 characters', () => {
    const faults = faultsOf({ ...WECOM, WECOM_ENCODING_AES_KEY: AES_KEY.slice(1) })

    expect(faults).toHaveLength(1)
    expect(faults[0]).toContain('WECOM_ENCODING_AES_KEY')
    expect(faults[0]).toContain('43')
  })

  it('name every missing part of a half-given group', () => {
    const faults = faultsOf({ WECOM_CORP_ID: 'ww1', WECOM_SECRET: 's' })

    expect(faults).toEqual([
      'WECOM_AGENT_ID must be given too, because WECOM_CORP_ID, WECOM_SECRET are.',
      'WECOM_TOKEN must be given too, because WECOM_CORP_ID, WECOM_SECRET are.',
      'WECOM_ENCODING_AES_KEY must be given too, because WECOM_CORP_ID, WECOM_SECRET are.',
    ])
  })

  it.each([
    [{ WECOM_AIBOT_ID: 'bot' }, 'WECOM_AIBOT_SECRET must be given too'],
    [{ WECOM_AIBOT_URL: 'ws://127.0.0.1' }, 'WECOM_AIBOT_ID must be given too'],
    [{ WECOM_KF_ACCOUNTS: 'wkA' }, 'WECOM_CORP_ID must be given too'],
    [{ CASE_WEBHOOK_URL: 'https://cases.example.com' }, 'CASE_WEBHOOK_SECRET must be given too'],
    [{ CASE_WEBHOOK_SECRET: 's' }, 'CASE_WEBHOOK_URL must be given too'],
    [{ OPENAI_MODEL: 'qwen' }, 'OPENAI_API_KEY or OPENAI_BASE_URL must be given too'],
  ])('refuse %j because something that belongs to it is missing', (given, expected) => {
    const faults = faultsOf(given)

    expect(faults).toHaveLength(1)
    expect(faults[0]).toContain(expected)
  })

  it('list every fault at once', () => {
    const faults = faultsOf({ PORT: 'x', LOG_LEVEL: 'loud', WECOM_AIBOT_ID: 'bot' })

    expect(faults.map((fault) => fault.split(' ')[0])).toEqual(['PORT', 'LOG_LEVEL', 'WECOM_AIBOT_SECRET'])
  })

  it('never repeat a secret in a fault', () => {
    const secret = 'mysql://user:hunter2@host hunter2'

    const faults = faultsOf({
      DATABASE_URL: secret,
      REDIS_URL: secret,
      API_TOKEN: secret,
      WECOM_SECRET: secret,
      WECOM_TOKEN: secret,
      WECOM_ENCODING_AES_KEY: secret,
      WECOM_AIBOT_SECRET: secret,
      WECOM_GROUP_WEBHOOK: secret,
      OPENAI_API_KEY: secret,
      CASE_WEBHOOK_URL: secret,
    })

    expect(faults.length).toBeGreaterThanOrEqual(10)
    expect(faults.join('\n')).not.toContain('hunter2')
  })

  it('use an endpoint that asks for no key', () => {
    const settings = readSettings({ OPENAI_BASE_URL: 'http://127.0.0.1:11434/v1', OPENAI_MODEL: 'qwen' })

    expect(settings.model).toMatchObject({ baseUrl: 'http://127.0.0.1:11434/v1', chat: 'qwen', apiKey: undefined })
  })

  it('ignore the time zone of the machine', () => {
    expect(readSettings({ TZ: 'America/New_York' }).timeZone).toBe('Asia/Shanghai')
  })

  it('stand in .env.example, each with a sentence and its default, and nothing else does', () => {
    const lines = readFileSync(join(projectRoot(), '.env.example'), 'utf8').split('\n')
    const named = lines.flatMap((line) => /^#([A-Z][A-Z_]+)=/.exec(line)?.[1] ?? [])

    expect([...named].sort()).toEqual([...settingNames].sort())
    for (const name of named) {
      const at = lines.findIndex((line) => line.startsWith(`#${name}=`))
      expect(lines.slice(Math.max(0, at - 2), at).join(' ')).toMatch(/# \S.*Default: \S/)
    }
  })

  it('are the same whether the defaults of .env.example are written out or not', () => {
    const example = readFileSync(join(projectRoot(), '.env.example'), 'utf8')
    const written = Object.fromEntries(
      [...example.matchAll(/^#([A-Z][A-Z_]+)=(.+)$/gm)]
        .map((match) => [match[1] ?? '', match[2] ?? ''])
        // These three mean something only together with a key or an id.
        .filter(([name]) => !['OPENAI_BASE_URL', 'OPENAI_MODEL', 'WECOM_AIBOT_URL'].includes(name ?? '')),
    )

    expect(Object.keys(written).length).toBeGreaterThan(10)
    expect(readSettings(written)).toEqual(readSettings({}))
  })
})

describe('the file .env', () => {
  const folder = mkdtempSync(join(tmpdir(), 'shouwen-env-'))
  afterAll(() => rmSync(folder, { recursive: true }))

  it('lies beneath the environment, which wins even when empty', () => {
    writeFileSync(
      join(folder, '.env'),
      '\uFEFF# settings\nPORT=4000\nexport HOST="0.0.0.0" # all\nAPI_TOKEN=\'a # b\'\nREDIS_URL=redis://x\n',
    )

    const environment = readEnvironment(folder, { PORT: '5000', REDIS_URL: '', HOME: '/root' })

    expect(environment).toEqual({ PORT: '5000', HOST: '0.0.0.0', API_TOKEN: 'a # b', REDIS_URL: '', HOME: '/root' })
  })

  it('may be absent', () => {
    expect(readEnvironment(join(folder, 'nowhere'), { PORT: '1' })).toEqual({ PORT: '1' })
  })

  it('is refused with a sentence when it cannot be read', () => {
    const root = mkdtempSync(join(folder, 'x'))
    // A folder of that name cannot be read by anybody, root included.
    const nested = join(root, '.env')
    mkdirSync(nested)

    expect(() => readEnvironment(root, {})).toThrow(`${nested} must be a file this user may read`)
  })
})

function faultsOf(environment: Environment): string[] {
  try {
    readSettings(environment)
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    expect(error.message).toBe((error.details as string[]).join('\n'))
    return error.details as string[]
  }
  throw new Error('expected a fault')
}
