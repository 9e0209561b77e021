import { HandoffItem, HandoffPage } from '../../../src/console/contract/handoff'
import { openHandoff } from '../../../src/records/handoff/open-handoff'
import { AT, givenTalk } from '../../records/given'
import { givenServer, type GivenServer } from '../given-server'

const moved: { handoffId: string; to: string }[] = []
let moving: 'ok' | 'not_receiving' | 'unavailable' = 'ok'

describe('handoffs over REST', () => {
  let server: GivenServer
  let users = 0
  beforeAll(async () => {
    server = await givenServer({
      moveSession: async (move) => {
        moved.push(move)
        return moving
      },
    })
  })
  beforeEach(() => {
    moved.length = 0
    moving = 'ok'
  })
  afterAll(() => server.close())

  async function givenHandoff(): Promise<{ id: string; user: string }> {
    const user = `h${++users}`
    const { json } = await server.call('POST', '/api/v1/web-chat/messages', { user, text: '转人工' })
    return { id: json.handoff.id, user }
  }
  async function givenNative(): Promise<string> {
    const talk = await givenTalk(server.db, { channel: 'wecom-kf', account: 'wk1' })
    const { id } = await server.db.tx((tx) =>
      openHandoff(tx, {
        ...talk,
        communityId: null,
        reason: 'requested',
        evidence: ['找人'],
        mode: 'native',
        staffed: true,
        card: {},
        at: AT,
      }),
    )
    return id
  }
  const act = (id: string, verb: string, body: object) => server.call('POST', `/api/v1/handoffs/${id}/${verb}`, body)

  it('lists them with all fields of the contract', async () => {
    const { user } = await givenHandoff()

    const { json } = await server.call('GET', `/api/v1/handoffs?user=${user}&status=waiting`)

    expect(HandoffPage.parse(json)).toEqual(json)
    expect(json.items).toMatchObject([
      { user, reason: 'requested', evidence: ['转人工'], assignee: null, openedAt: '2026-11-21T09:30:00.000+08:00' },
    ])
    expect((await server.call('GET', `/api/v1/handoffs?user=${user}&status=active`)).json.items).toEqual([])
    expect((await server.call('GET', '/api/v1/handoffs?status=lost')).status).toBe(400)
  })

  it('gives a talk to one of two who accept at the same moment, and tells the other who has it', async () => {
    const { id } = await givenHandoff()

    const answers = await Promise.all([act(id, 'accept', { by: '徐静' }), act(id, 'accept', { by: '李明' })])

    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409])
    const [won] = answers.filter(({ status }) => status === 200)
    const [lost] = answers.filter(({ status }) => status === 409)
    expect(HandoffItem.parse(won!.json).status).toBe('active')
    expect(lost!.json.error).toMatchObject({ code: 'handoff_held', details: { assignee: won!.json.assignee } })
  })

  it('brings the words of whoever holds it into the log, once for one id, and nobody else', async () => {
    const { id, user } = await givenHandoff()
    const early = await act(id, 'reply', { by: '徐静', text: '您好' })
    await act(id, 'accept', { by: '徐静' })

    await act(id, 'reply', { by: '徐静', text: '您好，我是徐静', id: 'r1' })
    await act(id, 'reply', { by: '徐静', text: '您好，我是徐静', id: 'r1' })
    const other = await act(id, 'reply', { by: '李明', text: '我来' })

    expect(early).toMatchObject({ status: 409, json: { error: { code: 'handoff_waiting' } } })
    expect(other).toMatchObject({ status: 409, json: { error: { code: 'handoff_held' } } })
    const { items } = (await server.call('GET', `/api/v1/exchanges?user=${user}`)).json
    expect(items.filter(({ author }: { author: string }) => author === 'staff')).toMatchObject([
      { direction: 'out', authorId: '徐静', text: '您好，我是徐静', kind: 'text', delivery: 'sent' },
    ])
  })

  it('ends with a summary, and closing twice changes nothing', async () => {
    const { id } = await givenHandoff()
    await act(id, 'accept', { by: '徐静' })

    const others = await act(id, 'close', { by: '李明' })
    const closed = await act(id, 'close', { by: '徐静', summary: '已答复' })
    const again = await act(id, 'close', { by: '徐静' })

    expect(others.status).toBe(409)
    expect(closed.json).toMatchObject({ status: 'closed', closedAt: expect.any(String) })
    expect(again).toMatchObject({ status: 200, json: { closedAt: closed.json.closedAt } })
    expect((await act(id, 'reply', { by: '徐静', text: '还有' })).json.error.code).toBe('handoff_closed')
  })

  it('moves a WeCom session to a receiving servicer and leaves the answering to WeCom', async () => {
    const id = await givenNative()

    const accepted = await act(id, 'accept', { by: 'zhangsan' })
    const again = await act(id, 'accept', { by: 'zhangsan' })
    const reply = await act(id, 'reply', { by: 'zhangsan', text: '您好' })

    expect(accepted.json).toMatchObject({ status: 'active', assignee: 'zhangsan' })
    expect(again.status).toBe(200)
    expect(moved).toEqual([{ handoffId: id, to: 'zhangsan' }])
    expect(reply).toMatchObject({ status: 409, json: { error: { code: 'answer_in_wecom' } } })
  })

  it.each([
    ['not_receiving', 409, 'not_receiving'],
    ['unavailable', 503, 'wecom_unavailable'],
  ] as const)('leaves it waiting when WeCom says %s', async (result, status, code) => {
    const id = await givenNative()
    moving = result

    const answer = await act(id, 'accept', { by: 'zhangsan' })

    expect(answer).toMatchObject({ status, json: { error: { code } } })
    const [row] = await server.db.query('status-of', 'select status from handoff where id = $1', [id])
    expect(row).toEqual({ status: 'waiting' })
  })

  it('ends the WeCom session of a talk that a person held', async () => {
    const id = await givenNative()
    await act(id, 'accept', { by: 'zhangsan' })

    await act(id, 'close', { by: 'zhangsan' })

    const rows = await server.db.query('errands-of', `select body from outbox where body ->> 'handoffId' = $1`, [id])
    expect(rows).toEqual([{ body: { kind: 'transition', handoffId: id, to: 'end' } }])
  })

  it('brings the session back to the holder when two processes moved it at once', async () => {
    const id = await givenNative()
    const original = server.deps.moveSession
    // The other process wins while ours is still moving the session.
    server.deps.moveSession = async (move) => {
      const result = await original(move)
      if (move.to === 'lisi')
        await server.db.query(
          'other-process-accepts',
          `update handoff set status = 'active', assignee = 'zhangsan', accepted_at = $2 where id = $1`,
          [id, AT],
        )
      return result
    }

    const answer = await act(id, 'accept', { by: 'lisi' })
    server.deps.moveSession = original

    expect(answer.status).toBe(409)
    expect(moved.map(({ to }) => to)).toEqual(['lisi', 'zhangsan'])
  })

  it('answers 404 for one there is not and 400 for an empty answer', async () => {
    const { id } = await givenHandoff()

    expect((await act('ho_none', 'accept', { by: 'a' })).status).toBe(404)
    expect((await act(id, 'reply', { by: 'a', text: '  ' })).status).toBe(400)
    expect((await act(id, 'accept', {})).json.error.message).toContain('body.by')
  })
})
