/** The callback's door on the store given, on a port it says; its input's end ends it. */
import fastify from 'fastify'
import type { AddressInfo } from 'node:net'
import { registerWecomCallback } from '../../../channels/wecom/callback-routes'
import { createWakeups } from '../../../channels/wecom-kf/wakeups'
import { systemClock } from '../../../platform/clock'
import { openDatabase } from '../../../platform/database/open-database'

const [dataDir = '', token = '', aesKey = '', receiveId = ''] = process.argv.slice(2)

async function main(): Promise<void> {
  const db = await openDatabase({ dataDir })
  const wakeups = createWakeups({ db, clock: systemClock, onStored: () => {} })
  const server = fastify()
  const complain = (facts: object, message: string) => console.error(message, facts)
  await registerWecomCallback(server, {
    token,
    aesKey,
    receiveId,
    clock: systemClock,
    log: { debug: () => {}, info: () => {}, warn: complain, error: complain },
    onEvent: async (event) => {
      const { OpenKfId: openKfid, Token } = event
      if (typeof openKfid !== 'string' || typeof Token !== 'string') throw new Error('not the event we sent')
      await wakeups.wake({ openKfid, token: Token, at: systemClock.now() })
    },
  })
  await server.listen({ host: '127.0.0.1', port: 0 })
  console.log((server.server.address() as AddressInfo).port)
  process.stdin.resume()
  await new Promise((done) => process.stdin.once('close', done))
  await server.close()
  await db.close()
}

void main()
