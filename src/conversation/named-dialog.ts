import type { DialogDefinition } from '../dialogs/definition'
import type { Dialogs } from '../dialogs/read-dialogs'
import type { Understanding } from '../understanding/understanding'
import { commandOf, takesBack } from './commands'

/** 「装修要办什么手续」 asks; 「我要办装修申请」 wants it done. */
const ASKS = /什么|怎么|如何|多少|哪|吗|几|能不能|可不可以|要不要|需要.{0,4}(材料|手续|证)|[?？]/

/**
 * The dialog an owner asks for by the words of its file (`starts`), or null. Those words are an editor's; they weigh more than a
 * classifier's guess, but never more than danger, anger or a call for a person.
 */
export function namedDialog(dialogs: Dialogs, text: string, understanding: Understanding): DialogDefinition | null {
  const { intent, emergency, handoff, sentiment } = understanding
  if (emergency || ASKS.test(text) || sentiment.label === 'angry' || commandOf(text) !== null) return null
  if ((intent === 'cancel' && takesBack(text)) || (intent === 'complaint' && /投诉|举报|complain/i.test(text)))
    return null
  // Evidence that is the whole message is a guess without words of its own.
  if (handoff.needed && !(handoff.reason === 'requested' && handoff.evidence[0]?.trim() === text.trim())) return null
  const has = (line: string) => line.split(/\s+/).every((words) => words.split('|').some((word) => text.includes(word)))
  for (const definition of dialogs.dialogs.values()) if (definition.starts?.some(has)) return definition
  return null
}

/** What the message means once it is known to ask for that dialog. */
export function asNamed(understanding: Understanding): Understanding {
  return { ...understanding, intent: 'other', handoff: { needed: false, reason: null, evidence: [] } }
}
