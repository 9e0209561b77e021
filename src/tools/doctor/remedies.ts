import type { WecomError } from '../../channels/wecom/wecom-error'

/** What an administrator clicks for the errors that only the admin console can mend (wecom-protocol §4, §5.20). */
const REMEDIES: Record<number, string> = {
  40001:
    '应用 Secret 不对、被重置或应用停用：管理后台 → 应用管理 → 该应用，重新复制 Secret 填到 WECOM_SECRET（连续输错会被封 1 小时）',
  40013: '企业 ID 不对：管理后台 → 我的企业 → 企业信息，最下方的企业 ID 填到 WECOM_CORP_ID',
  48002: '应用没有这个接口的权限：管理后台 → 微信客服 → API → 可调用接口的应用，添加该应用',
  48007: '客服账号没有授权给应用：管理后台 → 微信客服 → API → 通过API管理微信客服账号，勾选账号',
  50003: '应用已停用：管理后台 → 应用管理，启用该应用',
  60030: '接待人员不在应用的可见范围内：管理后台 → 应用管理 → 该应用 → 可见范围',
  95011: '用了独立版微信客服的 Secret：请改用企业微信里自建应用的 Secret',
  95012: '用了独立版微信客服的 Secret：请改用企业微信里自建应用的 Secret',
  95017: '后台关闭了 API：管理后台 → 微信客服 → API，打开开关',
}

export function remedyFor(error: WecomError): string | undefined {
  if (error.errcode === 60020)
    return `把这台服务器的出口 IP ${error.ip ?? ''} 加到 应用管理 → 该应用 → 企业可信IP，约 1 分钟后生效`
  if (error.errcode === null) return '检查 WECOM_API_BASE 和服务器能否访问外网'
  return REMEDIES[error.errcode]
}
