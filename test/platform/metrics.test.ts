import { createMetrics } from '../../src/platform/metrics'

const BACKLOG = { inboxWaiting: 3, outboxPending: 2, outboxParked: 1, handoffsWaiting: 4, casesOverdue: 0 }

describe('the metrics', () => {
  it('are Prometheus text with the figures of the process and of the product', async () => {
    const metrics = createMetrics()
    metrics.messagesIn.inc({ channel: 'wecom-kf', kind: 'text' }, 2)
    metrics.turnSeconds.observe(0.02)

    const text = await metrics.text()

    expect(metrics.contentType).toContain('text/plain')
    expect(text).toContain('process_resident_memory_bytes')
    expect(text).toContain('shouwen_messages_in_total{channel="wecom-kf",kind="text"} 2')
    expect(text).toContain('shouwen_turn_seconds_bucket{le="0.025"} 1')
    expect(text).toContain('shouwen_turn_seconds_bucket{le="0.01"} 0')
  })

  it('read the backlog at the moment somebody asks', async () => {
    const metrics = createMetrics()
    let waiting = 3
    metrics.readBacklogWith(async () => ({ ...BACKLOG, inboxWaiting: waiting }))

    const first = await metrics.text()
    waiting = 7
    const second = await metrics.text()

    expect(first).toContain('shouwen_backlog{of="inboxWaiting"} 3')
    expect(second).toContain('shouwen_backlog{of="inboxWaiting"} 7')
    expect(second).toContain('shouwen_backlog{of="handoffsWaiting"} 4')
  })

  it('show no backlog rather than an old one when the database does not answer', async () => {
    const metrics = createMetrics()
    metrics.readBacklogWith(async () => BACKLOG)
    await metrics.text()

    metrics.readBacklogWith(() => Promise.reject(new Error('the database is away')))
    const text = await metrics.text()

    expect(text).not.toContain('shouwen_backlog{')
    expect(text).toContain('process_resident_memory_bytes')
  })

  it('of two applications in one process do not mix', async () => {
    const [one, two] = [createMetrics(), createMetrics()]

    one.turns.inc({ outcome: 'committed' })

    expect(await one.text()).toContain('shouwen_turns_total{outcome="committed"} 1')
    expect(await two.text()).not.toContain('outcome="committed"')
  })

  it('let go of what they read when their application stops', async () => {
    const metrics = createMetrics()
    const read = jest.fn(async () => ({
      inboxWaiting: 1,
      outboxPending: 0,
      outboxParked: 0,
      handoffsWaiting: 0,
      casesOverdue: 0,
    }))
    metrics.readBacklogWith(read)
    expect(await metrics.text()).toContain('shouwen_backlog{of="inboxWaiting"} 1')
    metrics.stop()
    expect((await metrics.text()).trim()).toBe('')
    expect(read).toHaveBeenCalledTimes(1)
  })
})
