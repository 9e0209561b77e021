import type { ConsoleRole } from '../../../../contract/accounts'

/** What each role is for, as the policy table has it. */
export const ROLE_WORDS: Record<ConsoleRole, { name: string; may: string }> = {
  staff: { name: '接待', may: '接待业主、处理工单' },
  supervisor: { name: '主管', may: '接待，并安排同事、处理出错' },
  editor: { name: '编辑', may: '维护知识库，看不到业主' },
  manager: { name: '经理', may: '主管的全部，并管理入口、核对记录' },
  administrator: { name: '管理员', may: '全部功能和所有小区，管理账号' },
}
