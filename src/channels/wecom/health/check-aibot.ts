import { randomUUID } from 'node:crypto'
import WebSocket from 'ws'
import { z } from 'zod'
import type { Clock } from '../../../platform/clock'
import type { Queryable } from '../../../platform/database/db'
import type { Finding } from '../../../platform/health/finding'
import { agoWords } from './check-callback'

const about = { area: 'more', what: '智能机器人' } as const
const ADMIN = '企业微信客户端 → 工作台 → 智能机器人 → 该机器人 → API 设置（长连接）'
const PATIENCE_MS = 5_000

interface Bot {
  id: string
  secret: string
  url: string
}

/**
 * The long connection. A bot has one live connection and a newer one evicts the older (wecom-protocol §8.3), so while a process
 * of ours holds it, what that process wrote down is the answer; only a bot that nobody holds is tried.
 */
export async function checkAibot(bot: Bot | undefined, db: Queryable | null, clock: Clock): Promise<Finding> {
  if (!bot) return { ...about, state: 'off', sentence: '未配置' }
  return (await fromTheHolder(bot, db, clock)) ?? (await subscribeOnce(bot))
}

async function fromTheHolder({ id }: Bot, db: Queryable | null, clock: Clock): Promise<Finding | null> {
  if (!db) return null
  const rows = await db
    .query<{ connected: boolean; connected_at: Date | null; trouble: string | null; trouble_at: Date | null }>(
      'doctor-aibot',
      `select connected, connected_at, trouble, trouble_at from aibot where bot_id = $1 and lease_until > clock_timestamp()`,
      [id],
    )
    .catch(() => [])
  const row = rows[0]
  if (!row) return null
  if (row.connected)
    return { ...about, state: 'ok', sentence: `已连上（${agoWords(row.connected_at ?? clock.now(), clock.now())}起）` }
  if (row.trouble === 'refused') return refused()
  if (row.trouble === 'kicked')
    return {
      ...about,
      state: 'bad',
      sentence: '连接被同一个机器人的另一个程序顶掉了',
      remedy: '一个机器人只能有一个连接：停掉另外那个程序，或给它换一个机器人；首问过几分钟会自己再连',
    }
  if (row.trouble === 'unreachable') return unreachable()
  return { ...about, state: 'hint', sentence: '正在连接', remedy: '过一会儿再查一次' }
}

const Acknowledgement = z.object({ errcode: z.number().default(0) })

function subscribeOnce({ id, secret, url }: Bot): Promise<Finding> {
  return new Promise((resolve) => {
    const socket = new WebSocket(url, { handshakeTimeout: PATIENCE_MS })
    const timer = setTimeout(() => done(unreachable()), PATIENCE_MS)
    const done = (finding: Finding) => {
      clearTimeout(timer)
      socket.terminate()
      resolve(finding)
    }
    socket.on('error', () => done(unreachable()))
    socket.on('close', () => done(unreachable()))
    socket.on('open', () =>
      socket.send(
        JSON.stringify({ cmd: 'aibot_subscribe', headers: { req_id: randomUUID() }, body: { bot_id: id, secret } }),
      ),
    )
    socket.on('message', (data) => {
      const answer = parse(String(data))
      if (answer)
        done(answer.errcode === 0 ? { ...about, state: 'ok', sentence: '机器人 ID 和 Secret 通过' } : refused())
    })
  })
}

function parse(text: string): z.infer<typeof Acknowledgement> | null {
  try {
    return Acknowledgement.safeParse(JSON.parse(text)).data ?? null
  } catch {
    return null
  }
}

function refused(): Finding {
  return {
    ...about,
    state: 'bad',
    sentence: '机器人 ID 或 Secret 不对',
    remedy: `${ADMIN}，重新复制 Bot ID 和 Secret 到 WECOM_AIBOT_ID、WECOM_AIBOT_SECRET，再重启首问`,
  }
}

function unreachable(): Finding {
  return {
    ...about,
    state: 'bad',
    sentence: '长连接连不上',
    remedy: '检查服务器能不能访问 wss://openws.work.weixin.qq.com（443 端口）；网络恢复后首问会自己重连',
  }
}
