import { openDatabase } from '../../platform/database/open-database'
import type { Clock } from '../../platform/clock'
import { connectRedis } from '../../platform/redis'
import type { Settings } from '../../platform/settings'
import { createWecomApi } from '../../channels/wecom/api-client'
import { WecomError } from '../../channels/wecom/wecom-error'
import { remedyFor } from './remedies'

/** One line of the doctor: what was looked at, how it is, and what to do when it is not well. `off`: not configured, so no fault. */
export interface Finding {
  what: string
  state: 'ok' | 'bad' | 'off' | 'hint'
  sentence: string
  remedy?: string
}

const PATIENCE_MS = 3000

export async function examine(settings: Settings, clock: Clock): Promise<Finding[]> {
  return [
    { what: '设置', state: 'ok', sentence: '全部变量可用' },
    await database(settings),
    await redis(settings),
    ...(await wecom(settings, clock)),
    await model(settings),
  ]
}

async function database(settings: Settings): Promise<Finding> {
  const what = settings.databaseUrl === undefined ? '数据库（内嵌）' : '数据库（DATABASE_URL）'
  try {
    const db = await openDatabase({
      databaseUrl: settings.databaseUrl,
      dataDir: settings.dataDir,
      readOnly: true,
      log: () => {},
    })
    try {
      const rows = await db.query<{ version: string }>(
        'doctor-version',
        `select current_setting('server_version') as version`,
      )
      return { what, state: 'ok', sentence: `PostgreSQL ${rows[0]!.version}` }
    } finally {
      await db.close()
    }
  } catch (error) {
    const text = messageOf(error)
    if (settings.databaseUrl === undefined && /not there|no store|does not exist|ENOENT/i.test(text))
      return { what, state: 'hint', sentence: '还没有数据：第一次 npm start 会自动建立' }
    return {
      what,
      state: 'bad',
      sentence: text,
      remedy:
        settings.databaseUrl === undefined
          ? '检查 DATA_DIR 的读写权限和磁盘空间'
          : '检查 DATABASE_URL 的地址、账号和网络，需要 PostgreSQL 15 及以上',
    }
  }
}

async function redis(settings: Settings): Promise<Finding> {
  const what = 'Redis'
  if (settings.redisUrl === undefined) return { what, state: 'off', sentence: '未配置，单机或多进程都能正常工作' }
  const client = connectRedis(settings.redisUrl, { namespace: 'shouwen:doctor' })
  try {
    const deadline = performance.now() + PATIENCE_MS
    while (!client.isUp() && performance.now() < deadline) await new Promise((resolve) => setTimeout(resolve, 50))
    return client.isUp()
      ? { what, state: 'ok', sentence: '已连接' }
      : { what, state: 'bad', sentence: '连不上', remedy: '检查 REDIS_URL；Redis 停了不会丢数据，只是变慢' }
  } finally {
    await client.close()
  }
}

async function wecom(settings: Settings, clock: Clock): Promise<Finding[]> {
  if (!settings.wecom)
    return [{ what: '企业微信', state: 'off', sentence: '未配置（试用请打开 /chat，或运行 npm run emulator）' }]
  const { corpId, secret, agentId, kfAccounts } = settings.wecom
  const api = createWecomApi({ base: settings.wecomApiBase, corpId, secret, agentId }, { clock, log: silent })
  const findings: Finding[] = []
  try {
    const accounts = await api.kfAccounts()
    findings.push({ what: '企业微信凭证', state: 'ok', sentence: '企业 ID、应用 Secret、可信 IP 都通过' })
    if (accounts.length === 0)
      findings.push({
        what: '客服账号',
        state: 'bad',
        sentence: '一个也没有',
        remedy: '管理后台 → 微信客服 → 客服账号：新建账号；再到 API → 通过API管理微信客服账号 里勾选',
      })
    for (const account of accounts) {
      if (kfAccounts && !kfAccounts.includes(account.open_kfid)) continue
      const what = `客服账号 ${account.name || account.open_kfid}`
      if (!account.manage_privilege) {
        findings.push({
          what,
          state: 'bad',
          sentence: '应用没有管理权限，机器人发不出消息',
          remedy: '管理后台 → 微信客服 → API → 通过API管理微信客服账号 → 企业内部开发：勾选这个账号',
        })
        continue
      }
      const { people, departments } = await api.kfServicers(account.open_kfid)
      const receiving = people.filter((one) => one.receiving).length
      if (people.length === 0 && departments.length === 0)
        findings.push({
          what,
          state: 'bad',
          sentence: '没有接待人员，转人工没有人接',
          remedy: '管理后台 → 微信客服 → 该账号 → 接待人员：添加同事，并确认他们在应用的可见范围内',
        })
      else if (receiving === 0)
        findings.push({
          what,
          state: 'hint',
          sentence: `${people.length} 位接待人员，现在没有人在接待`,
          remedy: '请值班同事在企业微信里打开「接待中」',
        })
      else findings.push({ what, state: 'ok', sentence: `可管理，${receiving}/${people.length} 位正在接待` })
    }
    const missing = (kfAccounts ?? []).filter((id) => !accounts.some((account) => account.open_kfid === id))
    for (const id of missing)
      findings.push({
        what: `客服账号 ${id}`,
        state: 'bad',
        sentence: '应用看不到这个账号',
        remedy: '检查 WECOM_KF_ACCOUNTS 的写法，或在后台把账号授权给应用',
      })
  } catch (error) {
    findings.push({
      what: '企业微信凭证',
      state: 'bad',
      sentence: messageOf(error),
      remedy: error instanceof WecomError ? remedyFor(error) : undefined,
    })
  }
  findings.push(callbackHint(settings))
  return findings
}

function callbackHint(settings: Settings): Finding {
  const url = settings.publicUrl
  const what = '回调地址'
  if (url === undefined)
    return {
      what,
      state: 'hint',
      sentence: '没有设置 PUBLIC_URL，企业微信找不到这台服务器',
      remedy: '设置 PUBLIC_URL 为公网能访问的地址，并在 应用 → 接收消息 里填 PUBLIC_URL/wecom/callback',
    }
  if (/\/\/(localhost|127\.|10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.)/.test(url))
    return { what, state: 'hint', sentence: `${url} 只有内网能访问`, remedy: '换成公网地址，或用反向代理转发到这里' }
  return {
    what,
    state: 'hint',
    sentence: `${url}/wecom/callback`,
    remedy: '在 应用 → 接收消息 里填这个地址，Token 和 EncodingAESKey 与设置一致，并打开「微信客服消息和事件」',
  }
}

async function model(settings: Settings): Promise<Finding> {
  const what = '大模型'
  if (!settings.model) return { what, state: 'off', sentence: '未配置，所有功能照常' }
  try {
    const answer = await fetch(new URL('models', `${settings.model.baseUrl.replace(/\/$/, '')}/`), {
      headers: settings.model.apiKey === undefined ? {} : { authorization: `Bearer ${settings.model.apiKey}` },
      signal: AbortSignal.timeout(PATIENCE_MS),
    })
    await answer.body?.cancel()
    if (answer.status === 401 || answer.status === 403)
      return { what, state: 'bad', sentence: `接口拒绝了密钥（${answer.status}）`, remedy: '检查 OPENAI_API_KEY' }
    return answer.status < 500
      ? { what, state: 'ok', sentence: '接口有应答' }
      : { what, state: 'bad', sentence: `接口出错（${answer.status}）`, remedy: '检查 OPENAI_BASE_URL 对应的服务' }
  } catch {
    return { what, state: 'bad', sentence: '接口没有应答', remedy: '检查 OPENAI_BASE_URL 和网络' }
  }
}

const silent = { debug() {}, info() {}, warn() {}, error() {} }

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
