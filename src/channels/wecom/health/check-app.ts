import { z } from 'zod'
import type { Finding } from '../../../platform/health/finding'
import { WecomError } from '../wecom-error'
import type { Probe } from './probe'
import { explain, isAboutTheApp } from './remedies'

/** `agent/get`: https://developer.work.weixin.qq.com/document/path/90227 */
const Agent = z.object({
  name: z.string().default(''),
  allow_userinfos: z.object({ user: z.array(z.unknown()).default([]) }).prefault({}),
  allow_partys: z.object({ partyid: z.array(z.unknown()).default([]) }).prefault({}),
  allow_tags: z.object({ tagid: z.array(z.unknown()).default([]) }).prefault({}),
  close: z.coerce.number().default(0),
})

export interface AppVerdict {
  findings: Finding[]
  /** False: nothing else can be asked until this is mended. */
  usable: boolean
}

/** Corp id and secret, the trusted address, the app itself and who sees it. */
export async function checkApp(probe: Probe, agentId: number): Promise<AppVerdict> {
  try {
    await probe.credentials()
  } catch (error) {
    return { findings: [refusedAs(error)], usable: false }
  }
  const findings: Finding[] = [
    { area: 'app', what: '企业 ID 和 Secret', state: 'ok', sentence: '企业微信认得这个应用' },
  ]
  try {
    const agent = await probe.get('agent/get', { agentid: String(agentId) }, Agent)
    findings.push({ area: 'app', what: '企业可信 IP', state: 'ok', sentence: '企业微信接受这台服务器的调用' })
    return { findings: [...findings, ...aboutAgent(agent)], usable: true }
  } catch (error) {
    if (!(error instanceof WecomError)) throw error
    if (isAboutTheApp(error.errcode)) return { findings: [...findings, refusedAs(error)], usable: false }
    if (error.errcode === 301002 || error.errcode === 40056)
      return { findings: [...findings, refusedAs(error)], usable: true }
    // A proxy or a private deployment may not know this call; what the bot needs is checked by the calls it makes.
    findings.push({
      area: 'app',
      what: '应用信息',
      state: 'hint',
      sentence: '没能读到应用的名称和可见范围',
      remedy: '请在管理后台 → 应用管理 → 应用 → 自建 → 该应用 里核对：应用已启用，可见范围包含所有接待业主的同事',
    })
    return { findings, usable: true }
  }
}

function aboutAgent(agent: z.infer<typeof Agent>): Finding[] {
  const about = { area: 'app', what: `应用「${agent.name || '未命名'}」` } as const
  if (agent.close === 1)
    return [
      {
        ...about,
        state: 'bad',
        sentence: '应用已停用',
        remedy: '管理后台 → 应用管理 → 应用 → 自建 → 该应用，打开右上角的「已启用」',
      },
    ]
  const [people, departments, tags] = [
    agent.allow_userinfos.user.length,
    agent.allow_partys.partyid.length,
    agent.allow_tags.tagid.length,
  ]
  if (people + departments + tags === 0)
    return [
      {
        ...about,
        state: 'bad',
        sentence: '可见范围是空的，谁也收不到提醒，也不能接待',
        remedy: '管理后台 → 应用管理 → 应用 → 自建 → 该应用 → 可见范围 → 编辑，加上所有接待业主的同事',
      },
    ]
  const seen = [people && `${people} 位成员`, departments && `${departments} 个部门`, tags && `${tags} 个标签`]
  return [{ ...about, state: 'ok', sentence: `已启用，可见范围：${seen.filter(Boolean).join('、')}` }]
}

export function refusedAs(error: unknown): Finding {
  if (!(error instanceof WecomError)) throw error
  return { area: 'app', state: error.errcode === 45009 ? 'hint' : 'bad', ...explain(error) }
}
