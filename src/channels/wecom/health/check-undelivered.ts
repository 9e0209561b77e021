import type { Clock } from '../../../platform/clock'
import type { Queryable } from '../../../platform/database/db'
import type { Finding } from '../../../platform/health/finding'
import { explainCode } from './remedies'

const DAY_MS = 24 * 3600_000

/**
 * What only shows when something is sent: quotas of a company that is not verified, a member who never signed in
 * (wecom-protocol §5.1, §5.9). Read from how the last day's words fared; nothing is sent to find out.
 */
export async function checkUndelivered(db: Queryable | null, clock: Clock): Promise<Finding[]> {
  if (!db) return []
  const about = { area: 'kf', what: '最近一天的发送' } as const
  const since = new Date(clock.now().getTime() - DAY_MS)
  const rows = await db
    .query<{ reason: string; count: string }>(
      'doctor-undelivered',
      `select reason, count(*) as count from (
         select value ->> 'reason' as reason from exchange_change
          where kind = 'delivery' and at > $1 and value ->> 'delivery' in ('failed', 'pending')
         union all
         select x.body -> 'content' ->> 'reason' from exchange e join exchange_content x on x.exchange_id = e.id
          where e.at > $1 and e.kind = 'event' and x.body -> 'content' ->> 'kind' = 'undelivered'
         union all
         select last_error from outbox where status in ('pending', 'parked') and last_error is not null) told
        where reason is not null group by 1`,
      [since],
    )
    .catch(() => [])
  const findings = new Map<string, Finding & { times: number }>()
  for (const { reason, count } of rows) {
    const told = meaningOf(reason)
    if (!told) continue
    const times = (findings.get(told.what)?.times ?? 0) + Number(count)
    findings.set(told.what, {
      area: 'kf',
      state: 'bad',
      ...told,
      sentence: `${told.sentence}（最近一天 ${times} 次）`,
      times,
    })
  }
  if (findings.size === 0) return [{ ...about, state: 'ok', sentence: '没有因为企业微信的设置或额度发不出去的消息' }]
  return [...findings.values()].map(({ times: _times, ...finding }) => finding)
}

const ADMIN = '管理后台 → 应用管理'

/** `fail_type` of `msg_send_fail`, those an administrator can do something about. */
const FAIL_TYPES: Record<number, { what: string; sentence: string; remedy: string }> = {
  2: {
    what: '应用状态',
    sentence: '应用被停用，消息发不到业主',
    remedy: `${ADMIN} → 应用 → 自建 → 该应用，打开右上角的「已启用」`,
  },
  8: {
    what: '企业认证',
    sentence: '企业没有认证，消息发不到业主',
    remedy: '管理后台 → 我的企业 → 企业信息 → 企业认证 → 去认证',
  },
  11: {
    what: '企业微信登录',
    sentence: '还没有同事在手机上登录过企业微信，消息发不到业主',
    remedy: '请至少一位同事用手机号或微信授权，在手机上登录一次企业微信',
  },
  12: {
    what: '微信客服组件',
    sentence: '这种消息在微信客服组件里不能发',
    remedy: `${ADMIN} → 微信客服，查看该账号的接入方式`,
  },
  13: {
    what: '内容安全',
    sentence: '消息因为内容安全被拦下',
    remedy: '到工作台「对话」里看看是哪一句，改掉 dialogs/ 或知识里的敏感词',
  },
}

function meaningOf(reason: string): { what: string; sentence: string; remedy?: string } | undefined {
  const failType = /^(\d{1,2})(?: |$)/.exec(reason)?.[1]
  if (failType !== undefined) return FAIL_TYPES[Number(failType)]
  const errcode = /(?:wecom_|errcode )(\d{5})/.exec(reason)?.[1]
  return errcode !== undefined && ABOUT_SENDING.has(Number(errcode)) ? explainCode(Number(errcode)) : undefined
}

const ABOUT_SENDING = new Set([
  48002, 48007, 50003, 95003, 95011, 95012, 95015, 95017, 95023, 95026, 95027, 95030, 95032,
])
