import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client'

export type Metrics = ReturnType<typeof createMetrics>

/** What is read from the database when somebody asks, because no process alone knows it. */
export interface Backlog {
  inboxWaiting: number
  outboxPending: number
  outboxParked: number
  handoffsWaiting: number
  casesOverdue: number
}

/** The figures of `GET /metrics`. Labels are from short lists only: a user or a conversation in one would be a leak and a flood. */
export function createMetrics() {
  const registry = new Registry()
  const registers = [registry]
  collectDefaultMetrics({ register: registry })
  let readBacklog: (() => Promise<Backlog>) | undefined

  const backlog = new Gauge({
    name: 'shouwen_backlog',
    help: 'What waits in the database: messages, sendings, handoffs, cases past their time',
    labelNames: ['of'],
    registers,
    async collect() {
      if (!readBacklog) return
      // A database that is away must not take the other figures with it; stale ones would be worse than none.
      const read = await readBacklog().catch(() => undefined)
      this.reset()
      for (const [of, number] of Object.entries(read ?? {})) this.set({ of }, number)
    },
  })

  return {
    messagesIn: new Counter({
      name: 'shouwen_messages_in_total',
      help: 'Messages stored, by channel and kind',
      labelNames: ['channel', 'kind'],
      registers,
    }),
    messagesOut: new Counter({
      name: 'shouwen_messages_out_total',
      help: 'Messages by channel and what became of them: sent, failed, parked, retried',
      labelNames: ['channel', 'result'],
      registers,
    }),
    turns: new Counter({
      name: 'shouwen_turns_total',
      help: 'Turns by outcome: done, failed',
      labelNames: ['outcome'],
      registers,
    }),
    turnSeconds: new Histogram({
      name: 'shouwen_turn_seconds',
      help: 'From the claim of a turn to its commit',
      buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
      registers,
    }),
    callbackSeconds: new Histogram({
      name: 'shouwen_callback_seconds',
      help: 'From the first byte of a callback of WeCom to the answer, which waits for the commit',
      buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5],
      registers,
    }),
    modelRequests: new Counter({
      name: 'shouwen_model_questions_total',
      help: 'Questions to the model by purpose and outcome: ok, late, resting, spent, busy, refused, unavailable, nonsense',
      labelNames: ['purpose', 'outcome'],
      registers,
    }),
    modelSeconds: new Histogram({
      name: 'shouwen_model_seconds',
      help: 'How long a question to the model took, over all attempts',
      labelNames: ['purpose'],
      buckets: [0.1, 0.25, 0.5, 1, 2, 3.5, 10, 30],
      registers,
    }),
    errorsByKind: new Counter({
      name: 'shouwen_errors_total',
      help: 'Errors by room and kind of failure: refused, invalid, unavailable, bug …',
      labelNames: ['room', 'failure'],
      registers,
    }),
    backlog,
    /** How to read the backlog; until it is given, none is shown. */
    readBacklogWith(read: () => Promise<Backlog>) {
      readBacklog = read
    },
    contentType: registry.contentType,
    /** The Prometheus text. */
    text: () => registry.metrics(),
    /** prom-client watches the garbage collector for good: without this it would hold on to whatever reads the backlog. */
    stop() {
      readBacklog = undefined
      registry.clear()
    },
  }
}
