import { openCase } from '../../../src/records/case/open-case'
import { openHandoff } from '../../../src/records/handoff/open-handoff'
import { exportPerson } from '../../../src/records/person/export-person'
import { AT, repair } from '../../records/given'
import { givenServer, type GivenServer } from '../given-server'
import { DESK_PASSWORD, givenDesk } from './given-desk'

const COMMUNITY = 'cm-幸福家园'
const WORDS = '徐静在大堂骂人'

describe('the words of a complaint about a colleague', () => {
  let server: GivenServer
  const sessions: Record<string, Awaited<ReturnType<GivenServer['signIn']>>> = {}
  beforeAll(async () => {
    server = await givenServer()
    await givenDesk(server, [
      { name: '徐静', role: 'supervisor' },
      { name: '李明', role: 'supervisor' },
    ])
    for (const name of ['徐静', '李明']) sessions[name] = await server.signIn(name, DESK_PASSWORD)
  })
  afterAll(() => server.close())

  const get = (who: string, path: string) => server.call('GET', path, undefined, sessions[who]!.reading)
  const post = (who: string, path: string, body: object) => server.call('POST', path, body, sessions[who]!.writing)
  const say = async (user: string, text: string) =>
    (await server.call('POST', '/api/v1/web-chat/messages', { user, text, community: '幸福家园' })).json

  /** An owner who asked about something else, then complained, and is waiting for a person because of it. */
  const complained = async (user: string, reason: 'policy' | 'emergency' = 'policy') => {
    await say(user, '东门几点关')
    const { conversationId } = await say(user, WORDS)
    const rows = await server.db.query<{ id: string; person_id: string }>(
      'told-of-talk',
      `select e.id, v.person_id from exchange e join conversation v on v.id = e.conversation_id
         join exchange_content x on x.exchange_id = e.id where v.id = $1 and x.text like '%骂人%'`,
      [conversationId],
    )
    const talk = { conversationId, personId: rows[0]!.person_id, user, exchangeIds: rows.map(({ id }) => id) }
    const facts = { kind: 'complaint', category: '服务态度/辱骂', summary: WORDS, sameMatter: null } as const
    const handoff = await server.db.tx(async (tx) => {
      const found = await openCase(
        tx,
        repair(talk, {
          ...{ ...facts, communityId: COMMUNITY, ownerOfRecord: 'st-李明' },
          ...{ aboutStaff: ['st-徐静'], exchangeIds: talk.exchangeIds },
        }),
      )
      const card = { facts: { said: [WORDS] } }
      const wanted = { ...talk, communityId: COMMUNITY, reason, evidence: [WORDS], mode: 'console' as const }
      return openHandoff(tx, { ...wanted, caseId: found.id, staffed: true, card, at: AT })
    })
    await post('李明', `/console/talks/${conversationId}/notes`, { text: `${WORDS}，我来回电` })
    return { ...talk, handoff: handoff.id }
  }

  it('are on no view of whom it is about, and on those of everybody else', async () => {
    const { conversationId, user, personId } = await complained('投诉的业主')
    const talk = `/console/talks/${conversationId}`
    const views = [
      '/console/talks',
      talk,
      `${talk}/messages?after=0`,
      `${talk}/suggestions`,
      `${talk}/new-case`,
      '/api/v1/handoffs?limit=500',
      `/api/v1/exchanges?user=${encodeURIComponent(user)}`,
      `/api/v1/exchanges?conversation=${encodeURIComponent(conversationId)}`,
      '/api/v1/exchanges?limit=500',
    ]

    for (const view of views) {
      const [theirs, others] = [await get('徐静', view), await get('李明', view)]
      expect([view, theirs.status, theirs.text.includes('骂人')]).toEqual([view, 200, false])
      expect([view, others.status, others.text.includes('骂人')]).toEqual([view, 200, true])
    }
    // The rest of the talk is theirs to read.
    expect((await get('徐静', talk)).text).toContain('东门几点关')
    expect(JSON.stringify(await exportPerson(server.db, personId, 'st-徐静'))).not.toContain('骂人')
    expect(JSON.stringify(await exportPerson(server.db, personId, 'st-李明'))).toContain('骂人')
  })

  it('keep the talk from being taken over by whom it is about, while what one holds already stays with them', async () => {
    const { handoff, conversationId } = await complained('等人的业主')
    const path = `/api/v1/handoffs/${handoff}`

    const refused = await post('徐静', `${path}/accept`, { by: '徐静' })
    const passed = await post('徐静', `/console/handoffs/${handoff}/pass`, { from: '李明', to: '徐静' })
    const taken = await post('李明', `${path}/accept`, { by: '李明' })
    await server.db.query('given-to', `update handoff set assignee = '徐静' where id = $1`, [handoff])
    const closed = await post('徐静', `${path}/close`, { by: '徐静' })

    expect([refused.status, passed.status, taken.status, closed.status]).toEqual([404, 404, 200, 200])
    const { history } = (await get('徐静', `/console/talks/${conversationId}`)).json
    expect(history.handoffs).toEqual([])
  })

  it('never keep danger from anybody', async () => {
    const { conversationId } = await complained('有危险的业主', 'emergency')

    const { items } = (await get('徐静', '/console/talks')).json as { items: { id: string; handoff: unknown }[] }

    expect(items.find(({ id }) => id === conversationId)?.handoff).toMatchObject({ reason: 'emergency' })
  })
})
