import { ActivityTypes } from 'botbuilder-core'
import type { Activity } from 'botbuilder-core'
import type { HandoffReason } from '../understanding/understanding'

export const HANDOFF_EVENT = 'handoff.initiate'

/**
 * The Bot Framework's handoff event (its protocol page "Transition conversations from bot to human"): name, context as value, the
 * transcript as an attachment. `EventFactory`, which makes it, lives in the package `botbuilder` alone (41 MB more); the transcript
 * is our exchange log, so the attachment names the talk instead of copying it.
 */
export function handoffEvent(
  conversationId: string,
  value: { reason: HandoffReason; evidence: string[] },
): Partial<Activity> {
  return {
    type: ActivityTypes.Event,
    name: HANDOFF_EVENT,
    value,
    attachments: [{ name: 'Transcript', contentType: 'application/json', content: { conversationId } }],
  }
}
