import { Readable } from 'node:stream'
import type { AibotConnection } from '../../../src/channels/wecom-aibot/connection'
import { createMessageDelivery, type DeliverDeps } from '../../../src/channels/wecom-aibot/deliver-message'
import { ManualClock } from '../../../src/platform/clock'
import type { OutboxItem } from '../../../src/queue/delivery'

const clock = new ManualClock('2026-11-21T10:00:00Z')
const body = {
  kind: 'message' as const,
  way: 'plain' as const,
  content: { type: 'file' as const, fileId: 'f1', name: '大图纸.pdf', text: '' },
}
const item = (attempts: number): OutboxItem => ({
  ...{ id: 'o1', conversationId: 'cv', channel: 'wecom-aibot', account: 'bot', user: 'zhang', exchangeId: null },
  ...{ body, bot: false, attempts, createdAt: clock.now() },
})

/** A connection on which no upload ever ends. */
async function deliver(attempts: number) {
  const pushed: object[] = []
  const { deliver: send } = createMessageDelivery({
    clock,
    rate: { take: async () => null },
    files: {
      get: async () => ({
        bytes: 3,
        mime: 'application/pdf',
        name: '大图纸.pdf',
        stream: () => Readable.from(['pdf']),
      }),
    },
    log: { warn: () => undefined, error: () => undefined, debug: () => undefined, info: () => undefined },
    uploadMs: 1,
  } as unknown as DeliverDeps)
  const connection = {
    upload: () => new Promise<string>(() => undefined),
    send: async (_command: string, _reqId: string, frame: object) => void pushed.push(frame),
  } as unknown as AibotConnection
  return { result: await send(item(attempts), body, connection), pushed }
}

it('gives a slow upload up before another process would send the file too, and tries again', async () => {
  expect(await deliver(0)).toMatchObject({ result: { kind: 'retry' }, pushed: [] })
})

it('says what the document is after the third upload that does not end', async () => {
  const { result, pushed } = await deliver(2)

  expect(result).toMatchObject({ kind: 'sent' })
  expect(pushed).toMatchObject([{ msgtype: 'markdown', markdown: { content: '[文件] 大图纸.pdf' } }])
})
