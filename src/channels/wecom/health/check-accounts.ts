import { z } from 'zod'
import type { Finding } from '../../../platform/health/finding'
import { KfAccountList, ServicerList } from '../answers'
import type { KfAccount } from '../answers'
import { toServicers } from '../servicers'
import { WecomError } from '../wecom-error'
import { refusedAs } from './check-app'
import type { Probe } from './probe'
import { explain } from './remedies'

const PAGE = 100
/** As many as one desk has; a bigger company's are looked at by sample. */
const MEMBERS_LOOKED_AT = 20
const ADMIN = '管理后台 → 应用管理 → 微信客服'

/** Every 微信客服 account that is ours: may the app manage it, and is there anybody to hand over to? */
export async function checkAccounts(probe: Probe, only: readonly string[] | undefined): Promise<Finding[]> {
  let accounts: KfAccount[]
  try {
    accounts = await allAccounts(probe)
  } catch (error) {
    return [{ ...refusedAs(error), area: 'kf' }]
  }
  const findings: Finding[] = [
    { area: 'kf', what: '关联微信客服', state: 'ok', sentence: '应用可以调用微信客服的接口' },
  ]
  if (accounts.length === 0)
    findings.push({
      area: 'kf',
      what: '客服账号',
      state: 'bad',
      sentence: '一个也没有',
      remedy: `${ADMIN} → 客服账号 → 创建账号；再到 ${ADMIN} → API → 通过API管理微信客服账号 里勾选它`,
    })
  for (const account of accounts)
    if (!only || only.includes(account.open_kfid)) findings.push(...(await checkAccount(probe, account)))
  for (const id of only ?? [])
    if (!accounts.some((account) => account.open_kfid === id))
      findings.push({
        area: 'kf',
        what: `客服账号 ${id}`,
        state: 'bad',
        sentence: '应用看不到这个账号',
        remedy: `核对 WECOM_KF_ACCOUNTS 有没有抄错；没错的话，到 ${ADMIN} → API → 通过API管理微信客服账号 → 企业内部开发 → 修改，勾选它`,
      })
  return findings
}

async function allAccounts(probe: Probe): Promise<KfAccount[]> {
  const all: KfAccount[] = []
  for (let offset = 0; ; offset += PAGE) {
    const { account_list } = await probe.post('kf/account/list', { offset, limit: PAGE }, KfAccountList)
    all.push(...account_list)
    if (account_list.length < PAGE) return all
  }
}

async function checkAccount(probe: Probe, account: KfAccount): Promise<Finding[]> {
  const about = { area: 'kf', what: `客服账号 ${account.name || account.open_kfid}` } as const
  if (!account.manage_privilege)
    return [
      {
        ...about,
        state: 'bad',
        sentence: '应用没有管理权限，机器人发不出消息',
        remedy: `${ADMIN} → API → 通过API管理微信客服账号 → 企业内部开发 → 修改，勾选这个账号`,
      },
    ]
  try {
    const list = await probe.get('kf/servicer/list', { open_kfid: account.open_kfid }, ServicerList)
    const { people, departments } = toServicers(list.servicer_list)
    return [...onDuty(about, people, departments.length), ...(await unseen(probe, about.what, people))]
  } catch (error) {
    if (!(error instanceof WecomError)) throw error
    const { sentence, remedy } = explain(error)
    return [{ ...about, state: 'bad', sentence, remedy }]
  }
}

function onDuty(
  about: { area: 'kf'; what: string },
  people: readonly { receiving: boolean }[],
  departments: number,
): Finding[] {
  const receiving = people.filter((one) => one.receiving).length
  if (people.length === 0 && departments === 0)
    return [
      {
        ...about,
        state: 'bad',
        sentence: '没有接待人员，转人工没有人接',
        remedy: `${ADMIN} → 客服账号 → 该账号 → 接待人员 → 添加同事，并确认他们在应用的可见范围内`,
      },
    ]
  if (people.length === 0)
    return [
      {
        ...about,
        state: 'hint',
        sentence: `可管理，接待人员是 ${departments} 个部门，看不出现在谁在接待`,
        remedy: `想让转人工直接找到人：${ADMIN} → 客服账号 → 该账号 → 接待人员，把同事一位一位加进来`,
      },
    ]
  if (receiving === 0)
    return [
      {
        ...about,
        state: 'hint',
        sentence: `可管理，${people.length} 位接待人员，现在没有人在接待`,
        remedy: '请值班同事打开企业微信 → 工作台 → 微信客服，把自己切换到「接待中」',
      },
    ]
  return [{ ...about, state: 'ok', sentence: `可管理，${receiving}/${people.length} 位正在接待` }]
}

const Member = z.object({ status: z.number().default(1) })

/** Servicers the app does not see cannot be handed a talk (60030), nor told of anything. */
async function unseen(probe: Probe, what: string, people: readonly { userid: string }[]): Promise<Finding[]> {
  const hidden: string[] = []
  const asleep: string[] = []
  for (const { userid } of people.slice(0, MEMBERS_LOOKED_AT)) {
    try {
      const { status } = await probe.get('user/get', { userid }, Member)
      // 4: has not activated WeCom yet, so no talk can be handed over (95014).
      if (status === 4) asleep.push(userid)
    } catch (error) {
      if (!(error instanceof WecomError)) throw error
      if (error.errcode === 60011 || error.errcode === 60111) hidden.push(userid)
    }
  }
  return [
    ...(hidden.length === 0
      ? []
      : [
          {
            area: 'kf' as const,
            what: `${what} · 可见范围`,
            state: 'bad' as const,
            sentence: `接待人员 ${hidden.join('、')} 不在应用的可见范围内，转不到他们手里`,
            remedy: '管理后台 → 应用管理 → 应用 → 自建 → 该应用 → 可见范围 → 编辑，加上这些同事',
          },
        ]),
    ...(asleep.length === 0
      ? []
      : [
          {
            area: 'kf' as const,
            what: `${what} · 未激活`,
            state: 'hint' as const,
            sentence: `接待人员 ${asleep.join('、')} 还没有登录过企业微信，转不到他们手里`,
            remedy: '请他们在手机上登录一次企业微信',
          },
        ]),
  ]
}
