import { peopleForStep } from '../../../src/records/handoff/choose-person'
import { presenceOfAccounts } from '../../../src/records/handoff/presence'
import { until } from '../../support/until'
import { AT, ZONE } from '../../records/given'
import { givenServer, type GivenServer } from '../given-server'
import { DESK_PASSWORD, givenDesk } from './given-desk'

describe('who is at the desk', () => {
  let server: GivenServer
  beforeAll(async () => {
    server = await givenServer()
    await givenDesk(server, [
      { name: '在岗', role: 'staff' },
      { name: '在家', role: 'staff' },
    ])
    await server.db.query(
      'shift-of',
      `update staff_community set duty = '{"shift": {"name": "白班", "from": "08:00", "to": "20:00"}}' where staff_id = 'st-在岗'`,
      [],
    )
  })
  afterAll(() => server.close())

  const asked = async () =>
    (
      await server.db.tx((tx) =>
        peopleForStep(tx, {
          ask: 'best',
          matter: { communityId: 'cm-幸福家园', building: null, words: '', served: null },
          except: [],
          at: AT,
          zone: ZONE,
        }),
      )
    ).map(({ staff }) => staff)
  const presence = async (name: string) =>
    (await presenceOfAccounts(server.db)).find(({ account }) => account === name)!.presence
  const sit = async (headers: Record<string, string>) => {
    const stop = new AbortController()
    const answer = await fetch(`${server.url}/api/v1/stream`, { headers, signal: stop.signal })
    await answer.body!.getReader().read()
    return () => stop.abort()
  }

  it('asks whoever is on shift, before them whoever has the desk open, and nobody who rests', async () => {
    expect(await asked()).toEqual(['st-在岗'])
    const home = await server.signIn('在家', DESK_PASSWORD)

    const leave = await sit(home.reading)
    await until(async () => (await presence('在家')) === 'serving', 'the desk to be noticed')
    expect(await asked()).toEqual(['st-在家', 'st-在岗'])

    await server.call('PUT', '/console/presence', { resting: true }, home.writing)
    expect((await server.call('GET', '/console/presence', undefined, home.reading)).json).toEqual({ resting: true })
    expect(await asked()).toEqual(['st-在岗'])

    await server.call('PUT', '/console/presence', { resting: false }, home.writing)
    expect(await asked()).toEqual(['st-在家', 'st-在岗'])
    leave()
    await until(async () => (await presence('在家')) === 'away', 'the empty desk to be noticed')
    expect(await asked()).toEqual(['st-在岗'])
  })

  it('asks nobody on shift who rests, and forgets a rest and a killed desk by itself', async () => {
    const duty = await server.signIn('在岗', DESK_PASSWORD)
    await server.call('PUT', '/console/presence', { resting: true }, duty.writing)
    expect(await asked()).toEqual([])

    await server.db.query('rest-over', `update desk_rest set until = now() - interval '1 second'`, [])
    await server.db.query(
      'killed-line',
      `insert into desk_line (id, account_id, until) values ('dl-killed', 'ac-在家', now() - interval '1 second')`,
      [],
    )

    expect(await asked()).toEqual(['st-在岗'])
  })

  it('takes a program’s line for nobody at a desk', async () => {
    const leave = await sit({ authorization: 'Bearer token-of-the-tests' })
    const lines = await server.db.query('live-lines', 'select id from desk_line where until > now()', [])
    leave()

    expect(lines).toEqual([])
  })
})
