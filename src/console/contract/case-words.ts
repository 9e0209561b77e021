import type { CaseItem, CaseKind, CaseStatus } from './case'

/** What staff read for a case's kinds and states, on the page and in a workbook alike. */
export const KIND_WORDS: Record<CaseKind, string> = {
  repair: '报修',
  complaint: '投诉',
  suggestion: '建议',
  praise: '表扬',
  enquiry: '咨询',
  application: '申请',
  emergency: '紧急',
}

export const STATUS_WORDS: Record<CaseStatus, string> = {
  open: '待受理',
  accepted: '已受理',
  in_progress: '处理中',
  paused: '已暂停',
  resolved: '待业主确认',
  closed: '已关闭',
  cancelled: '已撤销',
}

export const PRIORITY_WORDS: Record<CaseItem['priority'], string> = { normal: '普通', urgent: '急', emergency: '紧急' }

/** By which way it came (domain.md B5, B6). */
export const SOURCE_WORDS: Record<string, string> = {
  web: '网页',
  'wecom-kf': '微信客服',
  'wecom-app': '企业微信',
  'wecom-aibot': '智能机器人',
  phone: '电话',
  visit: '上门来访',
  letter: '来信',
  intercom: '楼宇对讲',
  'complaint-line': '公司投诉电话',
  forum: '网上论坛',
}

export function placeWords(location: CaseItem['location']): string {
  const { building, unit, room, place, text } = location
  const home = [building && `${building}栋`, unit && `${unit}单元`, room && `${room}室`].filter(Boolean).join('')
  return [home, place].filter(Boolean).join(' ') || (text ?? '')
}
