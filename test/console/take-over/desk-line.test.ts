import { deskLine } from '../../../src/console/api/stream/desk-line'
import type { Principal } from '../../../src/console/api/access/principal'
import { ManualClock } from '../../../src/platform/clock'
import { createLog } from '../../../src/platform/log'
import { AT } from '../../records/given'

const principal: Principal = {
  ...{ via: 'session', account: 'xu', accountId: 'ac-xu', name: '徐静', role: 'staff', communityIds: [] },
  ...{ csrf: null, mustChange: false, hasPassword: true },
}

describe('the line of an open desk', () => {
  it('is closed also when the browser has gone before it was opened', async () => {
    const asked: string[] = []
    let opened = () => {}
    let closed = () => {}
    const isClosed = new Promise<void>((resolve) => (closed = resolve))
    const db = {
      async query<R extends object>(name: string): Promise<R[]> {
        asked.push(name)
        if (name === 'open-desk-line') await new Promise<void>((resolve) => (opened = resolve))
        if (name === 'close-desk-line') closed()
        return []
      },
    }
    const line = deskLine({ db: db as never, clock: new ManualClock(AT), log: createLog('info') }, principal)
    await Promise.resolve()

    line.close()
    line.beat()
    opened()
    await isClosed

    expect(asked).toEqual(['open-desk-line', 'close-desk-line'])
  })
})
