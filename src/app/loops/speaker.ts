import type { Signals } from '../../platform/signals/signals'
import { shippedGuardRules } from '../../messages/guard/guard-rules'
import { saySomething } from '../../queue/say-later'
import { EXCHANGE_TOPIC, wakeUp } from '../../queue/wakers'
import { guardNews } from '../../conversation/guard/guard-news'
import type { ChannelForm } from '../../console/api/console-deps'
import type { TaskDeps } from '../../tasks/speak'

/** How a task says something to an owner who has not asked: guarded as a turn's words are, and sent after the job's commit. */
export function speakerOf(signals: Signals, channelOf: (channel: string) => ChannelForm): TaskDeps['speak'] {
  return async (tx, words) => {
    const talks = await tx.query<{ channel: string }>(
      'channel-of-talk',
      'select channel from conversation where id = $1',
      [words.conversationId],
    )
    const said = await saySomething(tx, {
      ...words,
      content: guardNews(words.content, shippedGuardRules()),
      author: 'bot',
      channel: channelOf(talks[0]?.channel ?? 'web'),
    })
    // After the commit; polling covers the gap if the transaction takes longer.
    setImmediate(() => {
      wakeUp(signals, 'send')
      signals.publish(EXCHANGE_TOPIC, words.conversationId)
    })
    return said
  }
}
