import { createPace } from '../../src/queue/pace'
import type { InboundMessage } from '../../src/messages/inbound'

const settleMs = (quietMs: number, text: string) =>
  createPace({ quietMs, isEmergency: (words) => words === '着火了', isRequest: (words) => words.length > 6 })({
    content: { kind: 'text', text },
  } as InboundMessage).settleMs

it.each([
  [1200, '我家漏水', 4000],
  [1200, '物业费什么时候交', 1200],
  [0, '我家漏水', 0],
  [1200, '着火了', 0],
  [30_000, '我家漏水', 30_000],
  [30_000, '物业费什么时候交', 30_000],
])('with a window of %i ms, 「%s」 is waited after for %i ms', (quietMs, text, expected) => {
  expect(settleMs(quietMs, text)).toBe(expected)
})
