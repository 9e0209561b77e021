export const CASE_KINDS = [
  'repair',
  'complaint',
  'suggestion',
  'praise',
  'enquiry',
  'application',
  'emergency',
] as const
export type CaseKind = (typeof CASE_KINDS)[number]

/** 报修 投诉 建议 表扬 咨询 申请 紧急: what a number begins with (design D10). */
export const NUMBER_PREFIX: Record<CaseKind, string> = {
  repair: 'BX',
  complaint: 'TS',
  suggestion: 'JY',
  praise: 'BY',
  enquiry: 'ZX',
  application: 'SQ',
  emergency: 'JJ',
}

export const CASE_STATUSES = ['open', 'accepted', 'in_progress', 'paused', 'resolved', 'closed', 'cancelled'] as const
export type CaseStatus = (typeof CASE_STATUSES)[number]

export const CASE_PRIORITIES = ['normal', 'urgent', 'emergency'] as const
export type CasePriority = (typeof CASE_PRIORITIES)[number]

/** 受理→传递→协调→跟进→督办→回访 (domain.md B2). */
export const CASE_STAGES = ['intake', 'pass_on', 'coordinate', 'follow_up', 'supervise', 'revisit'] as const
export type CaseStage = (typeof CASE_STAGES)[number]

/** What else the story of a case tells, between the six stages. */
export const CASE_INCIDENTS = ['joined', 'urged', 'paused', 'resumed', 'transferred', 'reopened', 'cancelled'] as const
export type CaseIncident = (typeof CASE_INCIDENTS)[number]

/** 大类 (contract.md §7); 细类 is free, a category is `大类/细类`. */
export const REPAIR_CATEGORIES = [
  '水电',
  '房屋',
  '电梯',
  '安防',
  '消防',
  '暖通',
  '弱电',
  '燃气',
  '公共',
  '其他',
] as const
export const COMPLAINT_CATEGORIES = [
  '噪音扰民',
  '服务态度',
  '处理不及时',
  '环境卫生',
  '安全秩序',
  '停车管理',
  '收费争议',
  '宠物扰民',
  '违章装修',
  '违建占用',
  '高空抛物',
  '绿化',
  '设施管理',
  '群租',
  '信息泄露骚扰',
  '员工违规',
  '机器人体验',
  '其他',
] as const

/** `大类/细类` with a 大类 that exists for the kind; what does not fit is 其他. */
export function toCategory(kind: CaseKind, category: string | undefined): string {
  const [main = '', detail = ''] = (category ?? '').split('/', 2).map((part) => part.trim())
  const known = mainCategoriesOf(kind)
  if (!known) return `${main || '其他'}/${detail || '其他'}`
  return known.includes(main) ? `${main}/${detail || '其他'}` : `其他/${detail || main || '其他'}`
}

/** Null: the contract names none for this kind. */
function mainCategoriesOf(kind: CaseKind): readonly string[] | null {
  if (kind === 'repair') return REPAIR_CATEGORIES
  if (kind === 'complaint') return COMPLAINT_CATEGORIES
  return null
}
