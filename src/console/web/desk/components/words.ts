import type { CaseAction, CaseItem, CaseStatus } from '../../../contract/case'
import { KIND_WORDS, STATUS_WORDS } from '../../../contract/case-words'
export { placeWords } from '../../../contract/case-words'
import type { HandoffItem } from '../../../contract/handoff'

export const CHANNEL: Record<string, string> = {
  web: '网页',
  'wecom-kf': '微信客服',
  'wecom-app': '企业微信',
  'wecom-aibot': '智能机器人',
}

export const REASON: Record<HandoffItem['reason'], string> = {
  emergency: '紧急情况',
  requested: '业主要找人工',
  sentiment: '业主情绪激动',
  policy: '需要人来处理',
  stuck: '没能答上来',
  error: '系统出错',
}

export const KIND = KIND_WORDS

export const STATUS = STATUS_WORDS

export const STATUS_COLOR: Record<CaseStatus, string> = {
  open: 'red',
  accepted: 'blue',
  in_progress: 'blue',
  paused: 'orange',
  resolved: 'green',
  closed: 'default',
  cancelled: 'default',
}

export const PRIORITY: Record<CaseItem['priority'], string> = { normal: '', urgent: '急', emergency: '紧急' }

/** 受理→传递→协调→跟进→督办→回访, and what happens between them (domain.md B2). */
export const STAGE: Record<string, string> = {
  intake: '受理',
  pass_on: '传递',
  coordinate: '协调',
  follow_up: '跟进',
  supervise: '督办',
  revisit: '回访',
  joined: '又有业主反映',
  urged: '业主催办',
  paused: '暂停',
  resumed: '恢复',
  transferred: '转交',
  reopened: '重新打开',
  cancelled: '撤销',
}

export const ACTION: Record<CaseAction, string> = {
  accept: '受理',
  assign: '派给',
  progress: '记进展',
  pause: '暂停',
  resume: '恢复',
  resolve: '办结',
  reopen: '重新打开',
  close: '关闭',
  cancel: '撤销',
  urge: '催办',
  transfer: '转交',
}

/** What makes sense in a state, the usual next step first; the server has the last word (contract.md §8). */
export const ACTIONS: Record<CaseStatus, readonly CaseAction[]> = {
  open: ['accept', 'assign', 'cancel'],
  accepted: ['progress', 'resolve', 'assign', 'transfer', 'pause', 'cancel'],
  in_progress: ['resolve', 'progress', 'assign', 'transfer', 'pause', 'cancel'],
  paused: ['resume', 'assign', 'cancel'],
  resolved: ['close', 'reopen'],
  closed: ['reopen'],
  cancelled: [],
}
