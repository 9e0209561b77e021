import { ActivityTypes, BotAdapter, TurnContext } from 'botbuilder-core'
import type { Activity, ConversationReference, ResourceResponse } from 'botbuilder-core'
import type { Errand, Say } from '../queue/turn'

/** What an activity of ours carries besides its text. */
export type Spoken = { say: Say } | { errand: Errand }

/**
 * botbuilder's door to the outside, turned inwards: activities are collected, not sent, because nothing may leave before the turn
 * has been committed (design D4, §2.4).
 */
export class TurnAdapter extends BotAdapter {
  readonly collected: Partial<Activity>[] = []

  override sendActivities(_context: TurnContext, activities: Partial<Activity>[]): Promise<ResourceResponse[]> {
    this.collected.push(...activities)
    return Promise.resolve(
      activities.map((_, index) => ({ id: String(this.collected.length - activities.length + index) })),
    )
  }

  override updateActivity(): Promise<ResourceResponse | void> {
    return Promise.reject(new Error('a turn is not said until it is committed; there is nothing to update'))
  }

  override deleteActivity(): Promise<void> {
    return Promise.reject(new Error('a turn is not said until it is committed; there is nothing to delete'))
  }

  override continueConversation(
    _reference: Partial<ConversationReference>,
    _logic: (context: TurnContext) => Promise<void>,
  ): Promise<void> {
    return Promise.reject(new Error('words outside a turn go through the queue (queue/say-later.ts)'))
  }

  /** Runs one turn's logic. */
  async run(activity: Partial<Activity>, logic: (context: TurnContext) => Promise<void>): Promise<void> {
    await this.runMiddleware(new TurnContext(this, activity), logic)
  }

  /** What was said and what is to be done, in order. */
  spoken(): Spoken[] {
    return this.collected
      .filter((activity) => activity.type === ActivityTypes.Message || activity.name === ERRAND)
      .map((activity) => activity.channelData as Spoken)
  }

  /** Lets the guard look at everything that was said: a `Say` it gives back is said instead, null is not said. */
  revise(look: (say: Say) => Say | null): void {
    for (const [at, activity] of [...this.collected.entries()].reverse()) {
      if (activity.type !== ActivityTypes.Message) continue
      const { say } = activity.channelData as { say: Say }
      const revised = look(say)
      if (revised === null) this.collected.splice(at, 1)
      else if (revised !== say) this.collected[at] = sayActivity(revised)
    }
  }

  /** The handoff events of the turn (`EventFactory.createHandoffInitiation`). */
  handoffs(): Partial<Activity>[] {
    return this.collected.filter((activity) => activity.name === 'handoff.initiate')
  }
}

const ERRAND = 'shouwen.errand'

export function sayActivity(say: Say): Partial<Activity> {
  return { type: ActivityTypes.Message, text: say.content.text, channelData: { say } satisfies Spoken }
}

export function errandActivity(errand: Errand): Partial<Activity> {
  return { type: ActivityTypes.Event, name: ERRAND, channelData: { errand } satisfies Spoken }
}
