import { cutText } from '../../platform/cut-text'
import type { Turn } from '../../conversation/turn'
import { fileCase } from './file-case'

/** Words that put an owner off get what they need (B15): a matter with an owner of record, and its time said in the same breath. */
export async function openDeferralTask(turn: Turn): Promise<void> {
  const filed = await fileCase(turn, {
    kind: 'enquiry',
    category: '咨询/待答复',
    values: { matter: turn.text },
    summary: cutText(`待答复：${turn.text}`, 200),
  })
  await turn.phrase('faq.deferred', { due: filed.due, number: filed.number })
}
