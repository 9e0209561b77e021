import type { EmergencyType } from '../../understanding/understanding'

/** The first half of the case's category. */
export const CATEGORY: Record<EmergencyType, string> = {
  gas: '燃气',
  water: '水电',
  fire: '消防',
  elevator: '电梯',
  electric: '水电',
  falling: '高空坠物',
  injury: '人身安全',
  intrusion: '安防',
  violence: '安防',
  missing: '安防',
  trapped: '人身安全',
  self_harm: '人身安全',
  other: '其他',
}
