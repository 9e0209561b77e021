import type { Settings } from '../settings'
import type { Finding } from './finding'

const PATIENCE_MS = 3000
const about = { area: 'more', what: '大模型' } as const

/** Asks the endpoint for its models, which costs nothing. */
export async function checkModel(model: Settings['model']): Promise<Finding> {
  if (!model) return { ...about, state: 'off', sentence: '未配置，所有功能照常' }
  try {
    const answer = await fetch(new URL('models', `${model.baseUrl.replace(/\/$/, '')}/`), {
      headers: model.apiKey === undefined ? {} : { authorization: `Bearer ${model.apiKey}` },
      signal: AbortSignal.timeout(PATIENCE_MS),
    })
    await answer.body?.cancel()
    if (answer.status === 401 || answer.status === 403)
      return {
        ...about,
        state: 'bad',
        sentence: `接口拒绝了密钥（${answer.status}）`,
        remedy: '检查 OPENAI_API_KEY 有没有抄错、过期或欠费',
      }
    if (answer.status < 500) return { ...about, state: 'ok', sentence: '接口有应答' }
    return {
      ...about,
      state: 'bad',
      sentence: `接口出错（${answer.status}）`,
      remedy: '检查 OPENAI_BASE_URL 对应的服务；它停着的时候，首问按没有大模型的方式照常工作',
    }
  } catch {
    return {
      ...about,
      state: 'bad',
      sentence: '接口没有应答',
      remedy: '检查 OPENAI_BASE_URL 和网络；它停着的时候，首问按没有大模型的方式照常工作',
    }
  }
}
