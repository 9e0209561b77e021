import { randomInt } from 'node:crypto'
import type { Clock } from '../../../platform/clock'
import type { Queryable } from '../../../platform/database/db'
import type { Finding } from '../../../platform/health/finding'
import { sealEnvelope } from '../envelope'
import type { EnvelopeKeys } from '../envelope'
import type { Sighting } from './sightings'
import { readSightings } from './sightings'

export const CALLBACK_PATH = '/wecom/callback'

const WHERE = '管理后台 → 应用管理 → 应用 → 自建 → 该应用 → 接收消息 → 设置API接收'
const PATIENCE_MS = 5_000
const DAY_MS = 24 * 3600_000

export interface CallbackLook {
  publicUrl: string | undefined
  keys: EnvelopeKeys
  clock: Clock
  /** Null when the store is not there yet. */
  db: Queryable | null
  fetch?: typeof fetch
}

/** Whether WeCom can reach us: what the address looks like, whether we answer there, and what has come so far. */
export async function checkCallback(look: CallbackLook): Promise<Finding[]> {
  const address = aboutAddress(look.publicUrl)
  const tried = look.publicUrl === undefined ? [] : await tryIt(look)
  return [address, ...tried, ...(await whatCame(look))]
}

function aboutAddress(publicUrl: string | undefined): Finding {
  const about = { area: 'callback', what: '回调地址' } as const
  if (publicUrl === undefined)
    return {
      ...about,
      state: 'hint',
      sentence: '没有设置 PUBLIC_URL，企业微信找不到这台服务器',
      remedy: `把 PUBLIC_URL 设成公网能访问的地址（例如 https://kefu.example.com），重启首问，再到 ${WHERE} 填 PUBLIC_URL${CALLBACK_PATH}`,
    }
  if (isPrivate(new URL(publicUrl).hostname))
    return {
      ...about,
      state: 'hint',
      sentence: `${publicUrl} 只有本机或内网能访问`,
      remedy: '换成公网地址，或用反向代理把公网地址转到这里，再改 PUBLIC_URL',
    }
  return { ...about, state: 'ok', sentence: `${publicUrl}${CALLBACK_PATH}` }
}

function isPrivate(host: string): boolean {
  return /^(localhost|127\.|10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.|169\.254\.|\[::1\]|\[f[cd])/i.test(host)
}

/** What saving the address in the admin console does (wecom-protocol §3.2), from here. */
async function tryIt({ publicUrl, keys, clock, fetch: ask = fetch }: CallbackLook): Promise<Finding[]> {
  const about = { area: 'callback', what: '从本机访问回调地址' } as const
  const echo = String(randomInt(2 ** 47))
  const on = { timestamp: String(Math.floor(clock.now().getTime() / 1000)), nonce: String(randomInt(2 ** 31)) }
  const letter = sealEnvelope(keys, echo, on)
  const query = new URLSearchParams({
    msg_signature: letter.signature,
    timestamp: on.timestamp,
    nonce: on.nonce,
    echostr: letter.encrypt,
  })
  try {
    const answer = await ask(`${publicUrl}${CALLBACK_PATH}?${query}`, { signal: AbortSignal.timeout(PATIENCE_MS) })
    if ((await answer.text()) === echo)
      return [{ ...about, state: 'ok', sentence: '首问在这个地址上应答，Token 和 EncodingAESKey 一致' }]
    if (answer.status === 400)
      return [
        {
          ...about,
          state: 'bad',
          sentence: '那里的程序用的是另一套 Token、EncodingAESKey 或企业 ID，或者时间不对',
          remedy: '改过设置要重启首问；确认反向代理转到的是这一台，并且没有改动地址里的参数',
        },
      ]
    return [
      {
        ...about,
        state: 'hint',
        sentence: `应答的不是首问（HTTP ${answer.status}）`,
        remedy: '先启动首问（npm start），再检查反向代理有没有把 /wecom/callback 转到首问的端口',
      },
    ]
  } catch {
    // Many networks do not let a machine reach itself by its public address.
    return [
      {
        ...about,
        state: 'hint',
        sentence: '从这台机器上打不开这个地址（有的网络不允许从内部访问自己的公网地址，不一定是故障）',
        remedy: `用手机流量打开 ${publicUrl}/healthz，能看到内容就没问题；看不到就检查域名解析、证书和防火墙`,
      },
    ]
  }
}

async function whatCame({ db, clock, publicUrl }: CallbackLook): Promise<Finding[]> {
  const seen = db ? await readSightings(db).catch(() => null) : null
  if (seen === null) return []
  const now = clock.now()
  const about = { area: 'callback', what: '企业微信的验证和来信' } as const
  const last = newest(seen.get('verified'), seen.get('received'))
  const refused = seen.get('refused')
  const findings: Finding[] = []
  if (last)
    findings.push({
      ...about,
      state: 'ok',
      sentence:
        last.kind === 'verified' ? `${agoWords(last.at, now)}验证过回调地址` : `${agoWords(last.at, now)}收到过来信`,
    })
  else
    findings.push({
      ...about,
      state: 'hint',
      sentence: '企业微信还没有来过',
      remedy: `${WHERE}：URL 填 ${publicUrl ?? 'PUBLIC_URL'}${CALLBACK_PATH}，Token 和 EncodingAESKey 与设置一致，保存；再勾选「微信客服消息和事件」`,
    })
  if (refused && now.getTime() - refused.at.getTime() < DAY_MS && (!last || refused.at > last.at))
    findings.push({ area: 'callback', what: '被拒绝的来信', state: 'hint', ...aboutRefusal(refused, now) })
  const skewed = seen.get('skewed')
  if (skewed && now.getTime() - skewed.at.getTime() < DAY_MS && (!last || skewed.at > last.at))
    findings.push({
      area: 'callback',
      what: '来信的时间',
      state: 'bad',
      sentence: `${agoWords(skewed.at, now)}有一封真的来信，时间和服务器差 ${Math.abs(Number(skewed.detail))} 秒，被拒绝了`,
      remedy: '打开服务器的自动对时（例如 timedatectl set-ntp true），再重启首问',
    })
  return findings
}

const REASONS: Record<string, { why: string; remedy: string }> = {
  '-40001': { why: '签名不对', remedy: `到 ${WHERE} 核对 Token，和 WECOM_TOKEN 一字不差，改完重启首问再保存` },
  '-40005': { why: '企业 ID 不对', remedy: '核对 WECOM_CORP_ID，是不是把别的企业的回调指到了这里' },
}
const WRONG_KEY = {
  why: '解不开',
  remedy: `到 ${WHERE} 核对 EncodingAESKey，和 WECOM_ENCODING_AES_KEY 一字不差，改完重启首问再保存`,
}

function aboutRefusal({ at, detail }: Sighting, now: Date): Pick<Finding, 'sentence' | 'remedy'> {
  const { why, remedy } = REASONS[detail] ?? WRONG_KEY
  return { sentence: `${agoWords(at, now)}有一封来信${why}，没有收下（也可能是网上有人在试探）`, remedy }
}

function newest(...sightings: (Sighting | undefined)[]): Sighting | undefined {
  return sightings.filter((one) => one !== undefined).sort((a, b) => b.at.getTime() - a.at.getTime())[0]
}

export function agoWords(at: Date, now: Date): string {
  const minutes = Math.max(0, Math.round((now.getTime() - at.getTime()) / 60_000))
  if (minutes < 1) return '刚刚'
  if (minutes < 60) return `${minutes} 分钟前`
  if (minutes < 48 * 60) return `${Math.round(minutes / 60)} 小时前`
  return `${Math.round(minutes / 1440)} 天前`
}
