import { isDistress } from '../../conversation/distress'
import type { Turn } from '../../conversation/turn'
import type { HandoffReason } from '../../understanding/understanding'
import { fileCase, type Filed } from '../filing/file-case'
import { aboutWhom } from '../complaint/about-whom'

/**
 * 「再不来我就打12345」 is a complaint though it names no fault: it is on record before the city calls (domain.md C22), with
 * somebody who answers for it. Whoever only swears has no matter (B19), and grief wants no form (B20).
 */
export async function fileThreat(turn: Turn, reason: HandoffReason): Promise<Filed | null> {
  const { signals } = turn.understanding
  if (!signals.includes('threat') || !['sentiment', 'policy', 'requested'].includes(reason)) return null
  if (turn.filed.length > 0 || isDistress(turn.understanding) || turn.text.trim() === '') return null
  const category = turn.services.reader.category(turn.text, 'complaint') ?? '处理不及时/扬言投诉'
  const { about, beneath } = await aboutWhom(turn, turn.text, category)
  return fileCase(turn, {
    kind: 'complaint',
    category,
    priority: 'urgent',
    values: { matter: turn.text },
    except: about,
    beneath,
  })
}
