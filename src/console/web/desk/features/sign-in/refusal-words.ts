/** Why a sign-in with WeCom did not let somebody in, and what to do next; null when the address says nothing. */
export function refusalWords(reason: string | null): string | null {
  if (reason === null) return null
  const words: Record<string, string> = {
    broken: '登录中断了，请再点一次「用企业微信登录」。',
    expired: '登录已超时，请再点一次「用企业微信登录」。',
    not_member: '这个账号不是本企业的成员，请换用本企业的企业微信账号登录。',
    unknown: '您的企业微信账号还没有开通工作台。请联系管理员登记为员工，或按部门、标签授权，再来登录。',
    unavailable: '暂时连不上企业微信，请过一分钟再试，或先用账号登录。',
  }
  return words[reason] ?? words.broken!
}
