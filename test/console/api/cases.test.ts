import { CaseItem, CasePage } from '../../../src/console/contract/case'
import { givenServer, type GivenServer } from '../given-server'

describe('cases over REST', () => {
  let server: GivenServer
  let users = 0
  beforeAll(async () => {
    server = await givenServer()
  })
  afterAll(() => server.close())

  async function givenCase(): Promise<{ id: string; user: string }> {
    const user = `c${++users}`
    await server.call('POST', '/api/v1/web-chat/messages', { user, text: `报修 ${user}` })
    const { json } = await server.call('GET', `/api/v1/cases?user=${user}`)
    return { id: json.items[0].id, user }
  }
  const act = (id: string, body: object) => server.call('POST', `/api/v1/cases/${id}/actions`, body)

  it('shows a case with all fields of the contract, alone and in lists', async () => {
    const { id, user } = await givenCase()

    const one = await server.call('GET', `/api/v1/cases/${id}`)
    const list = await server.call('GET', `/api/v1/cases?user=${user}&kind=repair&status=open&channel=web`)

    expect(CaseItem.parse(one.json)).toEqual(one.json)
    expect(CasePage.parse(list.json).items).toEqual([one.json])
    expect(one.json).toMatchObject({
      number: expect.stringMatching(/^BX-20261121-\d{4}$/),
      status: 'open',
      user,
      reporters: [user],
      ownerOfRecord: 'xu-jing',
      openedAt: '2026-11-21T09:30:00.000+08:00',
      location: { building: '3', unit: '1', room: '1202', place: null, text: null },
    })
    expect((await server.call('GET', '/api/v1/cases?kind=complaint')).json.items).toEqual([])
  })

  it('goes through its life and writes a stage for each step', async () => {
    const { id } = await givenCase()

    await act(id, { action: 'accept', by: '李师傅' })
    await act(id, { action: 'progress', by: '李师傅', note: '已到现场' })
    await act(id, { action: 'pause', by: '李师傅', note: '等配件' })
    await act(id, { action: 'resume', by: '李师傅', note: '配件到了' })
    const resolved = await act(id, { action: 'resolve', by: '李师傅', at: '2026-11-21T11:00:00+08:00' })
    const closed = await act(id, { action: 'close', by: '徐静' })

    expect(resolved.json).toMatchObject({ status: 'resolved', assignee: '李师傅' })
    expect(resolved.json.stages.at(-1)).toMatchObject({ stage: 'supervise', at: '2026-11-21T11:00:00.000+08:00' })
    expect(closed.json.status).toBe('closed')
    const stages = closed.json.stages.map(({ stage }: { stage: string }) => stage)
    for (const stage of ['intake', 'pass_on', 'coordinate', 'follow_up', 'supervise', 'revisit'])
      expect(stages).toContain(stage)
  })

  it('answers 409 with the reason for what is not allowed, and changes nothing', async () => {
    const { id } = await givenCase()

    const answer = await act(id, { action: 'close', by: '徐静' })
    const noNote = await act(id, { action: 'accept', by: 'a' }).then(() => act(id, { action: 'pause', by: 'a' }))

    expect(answer).toMatchObject({ status: 409, json: { error: { code: 'case_transition' } } })
    expect(answer.json.error.message).toContain('open')
    expect(noNote).toMatchObject({ status: 409, json: { error: { code: 'note_required' } } })
  })

  it('does the same id once, also at the same moment; a refused one may be tried again', async () => {
    const { id } = await givenCase()
    const early = await act(id, { action: 'progress', by: 'a', id: 'p1' })
    await act(id, { action: 'accept', by: 'a' })

    const twice = await Promise.all(
      [1, 2, 3].map(() => act(id, { action: 'progress', by: 'a', id: 'p1', note: '一次' })),
    )

    expect(early.status).toBe(409)
    expect(twice.map(({ status }) => status)).toEqual([200, 200, 200])
    const { stages } = twice[2]!.json
    expect(stages.filter(({ note }: { note: string }) => note === '一次')).toHaveLength(1)
  })

  it.each([
    ['an action there is not', { action: 'explode', by: 'a' }, 400, /action/],
    ['nobody', { action: 'accept' }, 400, /body\.by/],
    ['a wrong time', { action: 'accept', by: 'a', at: 'now' }, 400, /body\.at/],
  ])('refuses %s', async (_name, body, status, message) => {
    const { id } = await givenCase()

    const answer = await act(id, body)

    expect(answer.status).toBe(status)
    expect(answer.json.error.message).toMatch(message)
  })

  it('answers 404 for a case there is not, and 400 for a filter there is not', async () => {
    expect((await server.call('GET', '/api/v1/cases/cs_none')).status).toBe(404)
    expect((await act('cs_none', { action: 'accept', by: 'a' })).status).toBe(404)
    expect((await server.call('GET', '/api/v1/cases?status=lost')).status).toBe(400)
  })

  it('leaves a line in the audit', async () => {
    const { id } = await givenCase()
    await act(id, { action: 'assign', by: '徐静', to: '李师傅' })

    const rows = await server.db.query('audit-of', 'select actor, act, facts from audit where target = $1', [id])

    expect(rows).toEqual([{ actor: 'api', act: 'case.assign', facts: { by: '徐静', to: '李师傅' } }])
  })
})
