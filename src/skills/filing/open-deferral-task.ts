import { cutText } from '../../platform/cut-text'
import type { Turn } from '../../conversation/turn'
import { fileCase } from './file-case'

/** Words that put an owner off get what they need (B15): a matter with an owner of record, and its time said in the same breath. */
export async function openDeferralTask(turn: Turn, asked = turn.text): Promise<void> {
  const filed = await fileCase(turn, {
    kind: 'enquiry',
    category: '咨询/待答复',
    values: { matter: asked },
    summary: cutText(`待答复：${asked}${asked === turn.text ? askedBefore(turn) : ''}`, 200),
  })
  await turn.phrase('faq.deferred', { due: filed.due, number: filed.number })
}

/** 「要带什么呢」 says nothing to whoever answers without what was asked before it. */
function askedBefore({ text, at, memory }: Turn): string {
  const before = memory.history.at(-1)
  const isSoon = memory.lastAt !== null && at.getTime() - new Date(memory.lastAt).getTime() < SOON_MS
  return isSoon && before && before !== text && [...text].length <= SHORT ? `（前面说的是：${before}）` : ''
}

const SOON_MS = 30 * 60_000
const SHORT = 12
