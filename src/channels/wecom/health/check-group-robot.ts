import { z } from 'zod'
import type { Finding } from '../../../platform/health/finding'

const about = { area: 'more', what: '员工群机器人' } as const
const PATIENCE_MS = 5_000
const Answer = z.object({ errcode: z.number().default(0) })

/** The staff group's robot (wecom-protocol §7). Only a message shows whether it works, and that is sent only when `say` asks for it. */
export async function checkGroupRobot(webhook: string | undefined, say: boolean, ask = fetch): Promise<Finding> {
  if (webhook === undefined) return { ...about, state: 'off', sentence: '未配置，提醒只发给接待人员' }
  if (!new URL(webhook).searchParams.get('key'))
    return {
      ...about,
      state: 'bad',
      sentence: '地址里没有 key',
      remedy: '员工群 → 群设置 → 消息推送（群机器人）→ 该机器人，复制完整的 Webhook 地址到 WECOM_GROUP_WEBHOOK',
    }
  if (!say)
    return { ...about, state: 'ok', sentence: '已配置（没有发消息；npm run doctor -- --say-hello 会往群里发一句）' }
  try {
    const answer = await ask(webhook, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ msgtype: 'text', text: { content: '首问自检：员工群机器人可用。' } }),
      signal: AbortSignal.timeout(PATIENCE_MS),
    })
    const { errcode } = Answer.parse(await answer.json())
    return errcode === 0 ? { ...about, state: 'ok', sentence: '刚往群里发了一句，收到了' } : refused(errcode)
  } catch {
    return { ...about, state: 'bad', sentence: '群机器人的接口没有应答', remedy: '检查 WECOM_GROUP_WEBHOOK 和网络' }
  }
}

const REFUSALS: Record<number, string> = {
  45009: '一分钟内发得太多，过一会儿再试',
  93000: '机器人已被删除或地址不对',
  93001: '这个群不允许机器人发消息',
  93004: '机器人已被停用',
  93008: '机器人不在这个群里',
}

function refused(errcode: number): Finding {
  return {
    ...about,
    state: errcode === 45009 ? 'hint' : 'bad',
    sentence: REFUSALS[errcode] ?? `企业微信答复了错误码 ${errcode}`,
    remedy: '员工群 → 群设置 → 消息推送（群机器人），重新添加一个，把 Webhook 地址填到 WECOM_GROUP_WEBHOOK，再重启首问',
  }
}
