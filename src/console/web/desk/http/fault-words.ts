import { Fault } from './request'

/** What staff read when something does not work: what happened, and what to do next. */
export function faultWords(fault: unknown): string {
  if (!(fault instanceof Fault)) return '页面出了点问题，请刷新后再试。'
  const details = typeof fault.details === 'object' && fault.details !== null ? fault.details : {}
  const holder = 'assignee' in details ? String(details.assignee) : ''
  const seconds = 'seconds' in details ? Number(details.seconds) : 60
  const words: Record<string, string> = {
    unreachable: '连不上服务器，请检查网络，稍后再试。',
    unauthorized: '登录已过期，请重新登录。',
    wrong_password: '账号或密码不对，请核对后再输一次。',
    locked: `密码输错次数太多，请${Math.max(1, Math.ceil(seconds / 60))}分钟后再试。`,
    wrong_old_password: '原来的密码不对，请核对后再输一次。',
    weak_password: '新密码容易被猜中，请按提示换一个。',
    same_password: '新密码和原来的一样，请换一个。',
    password_changed: '密码刚刚被改过，请重新登录。',
    password_change_needed: '请先换成自己的密码，请刷新页面。',
    account_taken: '这个账号名已经有人用了，请换一个。',
    account_of_wecom: '这个账号用企业微信登录，角色、员工和密码都随企业微信。',
    own_account: '不能停用、重置自己的账号，也不能改自己的角色，请另一位管理员来做。',
    last_administrator: '至少要留一位管理员，请先给别人管理员角色。',
    unknown_staff: '这位员工已不在名单里，请重新选择。',
    unknown_community: '有小区已不在名单里，请重新选择。',
    csrf: '页面已过期，请刷新后再试。',
    forbidden: '您的账号没有这项权限，请联系管理员。',
    handoff_held: holder === '' ? '这位业主已由其他同事接手。' : `这位业主已由「${holder}」接手。`,
    handoff_waiting: '请先点「接手」，再回复业主。',
    handoff_closed: '这次转人工已经结束，不能再回复。',
    answer_in_wecom: '这位业主在企业微信里，请在企业微信客服工作台回复。',
    score_steering: '不能请业主打高分或改分，换个说法再发。',
    not_receiving: '这位同事现在没有在企业微信里接待，请换一位正在接待的同事。',
    wecom_unavailable: '企业微信暂时没有响应，请过一会儿再试。',
    case_transition: '工单状态已经变了，这一步现在做不了，请刷新看看。',
    note_required: '这一步需要写明原因，业主会收到说明。',
    transfer_to: '请填写转交给谁。',
    unknown_receiver: '接手人不在员工名单里，请核对姓名。',
    internal: '服务器出了点问题，已经记下，请稍后再试。',
  }
  return words[fault.code] ?? `没有办成：${fault.message}`
}
