import { maskPersonal } from '../../platform/mask'
import { matterLine } from '../../conversation/slots/matter'
import type { Turn } from '../../conversation/turn'
import type { HandoffReason } from '../../understanding/understanding'

/** The card in words, for staff, in Chinese (design D5), never with a phone number (D14). */
export function noticeText(turn: Turn, reason: HandoffReason, evidence: string[]): string {
  const say = (key: string) => turn.dialogs.words.get(key)!.zh
  const lines = [
    `【转人工】${say(`handoff.reason_${reason}`)}`,
    `小区：${turn.community.name}`,
    evidence.length > 0 ? `触发：「${matterLine(evidence[0]!)}」` : '',
    `情况：${matterLine(turn.text) || '(无文字)'}`,
    turn.decision?.staffSafety ? '业主言语激烈，请平和接待；升级请马上叫主管一起。' : '',
    `请在企业微信会话里接待，或打开控制台 ${turn.services.publicUrl}/`,
  ]
  return maskPersonal(lines.filter(Boolean).join('\n')).text
}
