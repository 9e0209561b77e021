import { randomUUID } from 'node:crypto'
import { startRunningApp } from '../../support/running-app'
import { describeChannel } from './channel-contract'

const PNG = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=='

describeChannel({
  channel: 'web',
  cannot: {
    file: 'the web chat takes words, photos, voice already written down and places, no files (contract §4)',
    unknownType: 'its messages are our own schema: another type is refused with 400 before it is one (contract §4)',
    sendFails: 'nothing is sent: the browser reads our own log, and what is committed is delivered (contract §4)',
  },
  async start() {
    const running = await startRunningApp({ STAFF_HOURS: '00:00-24:00' })
    const post = async (body: object) => {
      const { status, body: answer } = await running.api('POST', '/api/v1/web-chat/messages', body)
      if (status !== 200) throw new Error(`the web chat answered ${status}: ${JSON.stringify(answer)}`)
    }
    return {
      running,
      violations: () => [],
      owner(user) {
        const send = async (content: object, id: string = randomUUID()) => {
          await post({ user, id, ...content })
          return id
        }
        const given = new Map<string, object>()
        return {
          user,
          async text(words) {
            const id = await send({ text: words })
            given.set(id, { text: words })
            return id
          },
          burst: async (lines) =>
            void (await Promise.all(lines.map((line, index) => laterBy(index, () => send({ text: line }))))),
          async tap(label) {
            const { body } = await running.api('GET', `/api/v1/exchanges?user=${user}&limit=500`)
            const menus = (body.items as { kind: string; id: string }[]).filter((row) => row.kind === 'menu')
            const rows = await running.database.db.query<{ id: string }>(
              'contract-option',
              `select option ->> 'id' as id from exchange_content x, jsonb_array_elements(x.body -> 'content' -> 'options') option
                where x.exchange_id = $1 and option ->> 'label' = $2`,
              [menus.at(-1)?.id, label],
            )
            await send({ menuId: rows[0]!.id })
          },
          async heard() {
            const { body } = await running.api('GET', `/api/v1/exchanges?user=${user}&limit=500`)
            return (body.items as { direction: string; text: string }[])
              .filter((row) => row.direction === 'out')
              .map((row) => row.text)
          },
          photo: async () => void (await send({ image: PNG })),
          voice: async (words) => void (await send({ voice: { text: words } })),
          location: async () =>
            void (await send({ location: { name: '幸福家园3栋', latitude: 31.2304, longitude: 121.4737 } })),
          again: async (handle) => void (await send(given.get(handle)!, handle)),
          async backwards(lines) {
            const now = Date.now()
            for (const [index, line] of [...lines.entries()].reverse())
              await send({ text: line, at: new Date(now + index * 1_000).toISOString() })
          },
          recall: async (handle) => void (await send({ recall: handle })),
        }
      },
      close: () => running.stop(),
    }
  },
})

/** Requests of one owner keep their order when each is on its way before the next begins. */
async function laterBy<T>(turns: number, work: () => Promise<T>): Promise<T> {
  for (let turn = 0; turn < turns * 20; turn++) await new Promise((resolve) => setImmediate(resolve))
  return work()
}
