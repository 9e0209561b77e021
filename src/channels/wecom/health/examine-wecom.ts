import type { Clock } from '../../../platform/clock'
import type { Queryable } from '../../../platform/database/db'
import type { Finding } from '../../../platform/health/finding'
import type { Settings } from '../../../platform/settings'
import type { TokenStore } from '../access-token'
import { checkAccounts } from './check-accounts'
import { checkAibot } from './check-aibot'
import { checkApp } from './check-app'
import { checkCallback } from './check-callback'
import { checkClock } from './check-clock'
import { checkGroupRobot } from './check-group-robot'
import { checkUndelivered } from './check-undelivered'
import { createProbe } from './probe'

export interface WecomLook {
  settings: Pick<Settings, 'wecom' | 'wecomApiBase' | 'publicUrl' | 'aibot' | 'groupWebhook'>
  clock: Clock
  /** Null when the store is not there yet. */
  db: Queryable | null
  /** The deployment's own token, so that a look costs no new one; absent: one is fetched. */
  tokens?: TokenStore
  /** Sends one message into the staff group, for only that shows whether its robot works. */
  sayHello?: boolean
}

/** Everything about WeCom that can be seen from here, in the order an administrator sets it up. */
export async function examineWecom(look: WecomLook): Promise<Finding[]> {
  const { settings, clock, db } = look
  const [door, robot, bot] = await Promise.all([
    theDoor(look),
    checkGroupRobot(settings.groupWebhook, look.sayHello === true),
    checkAibot(settings.aibot, db, clock),
  ])
  return [...door, robot, bot]
}

async function theDoor({ settings, clock, db, tokens }: WecomLook): Promise<Finding[]> {
  const { wecom, wecomApiBase, publicUrl } = settings
  if (!wecom)
    return [
      {
        area: 'app',
        what: '企业微信',
        state: 'off',
        sentence: '未配置（试用请打开 /chat，或运行 npm run emulator）',
      },
    ]
  const probe = createProbe({ base: wecomApiBase, ...wecom }, { clock, tokens })
  const app = await checkApp(probe, wecom.agentId)
  const accounts = app.usable ? await checkAccounts(probe, wecom.kfAccounts) : []
  const keys = { token: wecom.token, aesKey: wecom.encodingAesKey, receiveId: wecom.corpId }
  return [
    ...app.findings,
    ...checkClock(probe.clockOffsetMs()),
    ...accounts,
    ...(await checkUndelivered(db, clock)),
    ...(await checkCallback({ publicUrl, keys, clock, db })),
  ]
}
