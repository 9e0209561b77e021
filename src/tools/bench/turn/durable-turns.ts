import { systemClock } from '../../../platform/clock'
import type { Db } from '../../../platform/database/db'
import type { ChannelSender } from '../../../queue/delivery'
import { createInbox } from '../../../queue/inbox'
import { startSender } from '../../../queue/sender'
import type { ClaimedTurn, TurnDecision } from '../../../queue/turn'
import { startWorker } from '../../../queue/worker'
import { localWaker } from '../support/local-waker'
import { ANSWER, QUESTION, stateAfter, UNDERSTANDING } from './load'

export interface DurableTurns {
  /** Accept, claim, think, commit, send: resolves when the channel took the answer and that is on record. */
  takeTurn(talk: number): Promise<void>
  stop(): Promise<void>
}

/** The queue as a deployment runs it, with a trivial thought and a channel that takes everything at once. */
export function startDurableTurns(db: Db, concurrency: number): DurableTurns {
  const { waker, wake } = localWaker()
  const answered = new Map<string, () => void>()
  let next = 0
  const fail = (error: unknown) => {
    throw error
  }
  const channel: ChannelSender = {
    channel: 'wecom-kf',
    shape: (content) => [content],
    deliver: (item) => Promise.resolve({ kind: 'sent', sourceId: `v-${item.id}` }),
  }
  const inbox = createInbox({
    db,
    clock: systemClock,
    pace: () => ({ settleMs: 0, answerMs: 0 }),
    onAccepted: () => wake('turn'),
  })
  const worker = startWorker({
    db,
    clock: systemClock,
    waker,
    concurrency,
    think: (claimed) => Promise.resolve(think(claimed)),
    giveUp: (_claimed, error) => fail(error),
    channelOf: () => ({ shape: channel.shape, delivers: true }),
    onCommitted: () => wake('send'),
    onError: fail,
  })
  const sender = startSender({
    db,
    clock: systemClock,
    waker,
    concurrency,
    senderOf: () => channel,
    onSent: (item) => answered.get(item.user)?.(),
    onError: fail,
  })
  return {
    takeTurn: async (talk) => {
      const user = `wmOwner${talk}`
      const id = `m${next++}`
      const answer = new Promise<void>((resolve) => answered.set(user, resolve))
      const at = systemClock.now()
      const content = { kind: 'text', text: QUESTION } as const
      const message = { id, channel: 'wecom-kf', account: 'wkBench', user, sourceId: id, at, content } as const
      await inbox.accept([{ author: 'owner', direction: 'in', turn: true, message }])
      await answer
    },
    stop: async () => {
      await worker.stop()
      await sender.stop()
    },
  }
}

export function think(claimed: ClaimedTurn): TurnDecision {
  return {
    at: claimed.messages.at(-1)!.message.at,
    state: stateAfter(Number(claimed.conversation.state['turns'] ?? 0) + 1),
    understanding: claimed.messages.map(({ exchangeId }) => ({ exchangeId, value: UNDERSTANDING })),
    out: [{ say: { content: { type: 'text', text: ANSWER } } }],
    effects: [],
    trace: { skill: 'bench' },
  }
}
