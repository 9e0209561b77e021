// eslint-disable-next-line @typescript-eslint/no-restricted-imports -- a peer to be measured against, no part of the product
import { ActivityTypes, BotAdapter, ConversationState, MemoryStorage, TurnContext } from 'botbuilder-core'
// eslint-disable-next-line @typescript-eslint/no-restricted-imports -- as above
import type { Activity, ConversationReference, ResourceResponse } from 'botbuilder-core'
import { QUESTION, stateAfter } from './load'

export interface EchoTurns {
  takeTurn(talk: number): Promise<void>
}

/** What a bare botbuilder costs: adapter, turn context, conversation state in `MemoryStorage`, an echo. Nothing is durable. */
export function startEchoTurns(): EchoTurns {
  const adapter = new EchoAdapter()
  const conversations = new ConversationState(new MemoryStorage())
  const state = conversations.createProperty<Record<string, unknown>>('state')
  let next = 0
  return {
    takeTurn: (talk) =>
      adapter.take(talk, `m${next++}`, async (context) => {
        const before = await state.get(context, {})
        await state.set(context, stateAfter(Number(before['turns'] ?? 0) + 1))
        await context.sendActivity(context.activity.text)
        await conversations.saveChanges(context)
      }),
  }
}

class EchoAdapter extends BotAdapter {
  take(talk: number, id: string, bot: (context: TurnContext) => Promise<void>): Promise<void> {
    const activity: Partial<Activity> = {
      id,
      type: ActivityTypes.Message,
      channelId: 'bench',
      serviceUrl: 'bench',
      conversation: { id: `talk${talk}`, isGroup: false, conversationType: 'personal', name: '' },
      from: { id: `wmOwner${talk}`, name: '' },
      recipient: { id: 'bot', name: '' },
      text: QUESTION,
    }
    return this.runMiddleware(new TurnContext(this, activity), bot)
  }

  override sendActivities(_context: TurnContext, activities: Partial<Activity>[]): Promise<ResourceResponse[]> {
    return Promise.resolve(activities.map((_, index) => ({ id: `sent${index}` })))
  }

  override updateActivity(): Promise<ResourceResponse | void> {
    return Promise.reject(new Error('an echo changes nothing it said'))
  }

  override deleteActivity(): Promise<void> {
    return Promise.reject(new Error('an echo takes nothing back'))
  }

  override continueConversation(
    _reference: Partial<ConversationReference>,
    _logic: (context: TurnContext) => Promise<void>,
  ): Promise<void> {
    return Promise.reject(new Error('an echo does not speak first'))
  }
}
