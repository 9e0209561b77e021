import { TalkDetail, TalkList } from '../../../src/console/contract/console'
import { erasePersonsWords, eraseWords } from '../../../src/records/exchange/erase-words'
import { makePromise } from '../../../src/records/promise/promise'
import { AT } from '../../records/given'
import { givenServer, type GivenServer } from '../given-server'
import { DESK_PASSWORD, givenDesk } from './given-desk'

type Session = Awaited<ReturnType<GivenServer['signIn']>>

describe('taking a talk over', () => {
  let server: GivenServer
  const sessions: Record<string, Session> = {}
  beforeAll(async () => {
    server = await givenServer()
    await givenDesk(server, [
      { name: '徐静', role: 'staff' },
      { name: '李明', role: 'staff' },
      { name: '赵主管', role: 'supervisor' },
      { name: '外人', role: 'staff', community: '别的小区' },
      { name: '独苗', role: 'staff', community: '没有主管的小区' },
    ])
    for (const name of ['徐静', '李明', '赵主管', '外人', '独苗'])
      sessions[name] = await server.signIn(name, DESK_PASSWORD)
  })
  afterAll(() => server.close())

  const get = (who: string, path: string) => server.call('GET', path, undefined, sessions[who]!.reading)
  const post = (who: string, path: string, body: object = {}) => server.call('POST', path, body, sessions[who]!.writing)
  const say = async (user: string, text: string, community = '幸福家园') =>
    (await server.call('POST', '/api/v1/web-chat/messages', { user, text, community })).json
  /** An owner who asked for a person, and the one who has them. */
  const held = async (user: string, by = '徐静', community = '幸福家园') => {
    const { conversationId, handoff } = await say(user, '人工', community)
    await post(by, `/api/v1/handoffs/${handoff.id}/accept`, { by })
    return { talk: String(conversationId), handoff: String(handoff.id) }
  }
  const detail = async (who: string, talk: string) => TalkDetail.parse((await get(who, `/console/talks/${talk}`)).json)
  const jobs = (kind: string, handoff: string) =>
    server.db.query('jobs-of', `select body from job where kind = $1 and body ->> 'handoffId' = $2`, [kind, handoff])

  it('keeps a note among colleagues: no view of the owner, no message and no event outside has it', async () => {
    const { talk } = await held('备注的业主')
    const cookie = (await server.call('GET', '/chat', undefined, {})).headers.get('set-cookie')!.split(';')[0]!
    await server.call('POST', '/chat/messages', { text: '人工', id: 'm1' }, { cookie })
    const list = TalkList.parse((await server.call('GET', '/console/talks')).json)
    const guest = list.items.find(({ user }) => user.startsWith('guest-'))!.id
    const secret = '业主情绪不稳，先别提费用'

    const noted = await post('徐静', `/console/talks/${talk}/notes`, { text: secret, id: 'n1' })
    await post('徐静', `/console/talks/${talk}/notes`, { text: secret, id: 'n1' })
    await server.call('POST', `/console/talks/${guest}/notes`, { text: secret })

    expect(noted.status).toBe(200)
    expect((await detail('李明', talk)).notes).toMatchObject([{ kind: 'note', author: '徐静', text: secret }])
    const again = await server.call('POST', '/chat/messages', { text: '在吗', id: 'm2' }, { cookie })
    const ownerViews = await Promise.all([
      server.call('GET', '/chat/history', undefined, { cookie }),
      server.call('GET', '/chat/history?after=0', undefined, { cookie }),
      server.call('GET', '/api/v1/exchanges?limit=500'),
      Promise.resolve(again),
    ])
    for (const view of ownerViews) {
      expect(view.status).toBe(200)
      expect(view.text).not.toContain('先别提费用')
    }
    for (const table of ['outbox', 'outside_event', 'exchange_content', 'job'])
      expect(
        await server.db.query(`no-note-in-${table}`, `select 1 from ${table} t where t::text like '%先别提费用%'`, []),
      ).toEqual([])
  })

  it('shows a note to nobody of another community, and forgets it with the person it is about', async () => {
    const { talk } = await held('要删除的人')
    await post('徐静', `/console/talks/${talk}/notes`, { text: '电话里说过病情' })
    const [row] = await server.db.query<{ person_id: string }>(
      'person-of',
      'select person_id from conversation where id = $1',
      [talk],
    )

    const foreign = [
      await get('外人', `/console/talks/${talk}`),
      await post('外人', `/console/talks/${talk}/notes`, { text: '偷看' }),
      await get('外人', `/console/talks/${talk}/colleagues`),
      await get('外人', `/console/talks/${talk}/phrases`),
      await get('外人', `/console/talks/${talk}/suggestions`),
      await get('外人', `/console/talks/${talk}/new-case`),
      await post('外人', `/console/talks/${talk}/cases`, { kind: 'repair', summary: '偷看' }),
    ]
    await server.db.tx((tx) => erasePersonsWords(tx, row!.person_id, { by: 'admin', at: AT }))

    expect(foreign.map(({ status }) => status)).toEqual(Array(7).fill(404))
    expect((await detail('徐静', talk)).notes).toMatchObject([{ text: '', erased: true }])
  })

  it('passes a talk on: the receiver holds it, the note is theirs, and the owner is to be told', async () => {
    const { talk, handoff } = await held('转接的业主')

    const passed = await post('徐静', `/console/handoffs/${handoff}/pass`, { from: '徐静', to: '李明', note: '等师傅' })

    expect(passed.status).toBe(200)
    const { talk: item, notes } = await detail('李明', talk)
    expect(item.handoff).toMatchObject({ status: 'active', assignee: '李明' })
    expect(notes).toMatchObject([{ kind: 'transfer', author: '徐静', meantFor: '李明', text: '等师傅' }])
    expect(await jobs('handoff-passed', handoff)).toHaveLength(1)
    expect((await post('徐静', `/api/v1/handoffs/${handoff}/reply`, { by: '徐静', text: '还在吗' })).status).toBe(409)
    expect((await post('李明', `/api/v1/handoffs/${handoff}/reply`, { by: '李明', text: '我是李明' })).status).toBe(200)
  })

  it('gives a talk that is passed on twice at once to one of the two, and tells the other who has it', async () => {
    const { talk, handoff } = await held('抢着转')

    const answers = await Promise.all([
      post('徐静', `/console/handoffs/${handoff}/pass`, { from: '徐静', to: '李明' }),
      post('赵主管', `/console/handoffs/${handoff}/pass`, { from: '徐静', to: '赵主管' }),
    ])

    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409])
    const holder = answers[0]!.status === 200 ? '李明' : '赵主管'
    expect(answers.find(({ status }) => status === 409)!.json.error).toMatchObject({
      code: 'handoff_held',
      details: { assignee: holder },
    })
    const { talk: item, notes } = await detail('徐静', talk)
    expect(item.handoff!.assignee).toBe(holder)
    expect(notes).toHaveLength(1)
    expect(await jobs('handoff-passed', handoff)).toHaveLength(1)
  })

  it('lets nobody pass on what a colleague holds but whoever leads, and to nobody who rests or is unknown', async () => {
    const { handoff } = await held('别人的业主')
    await server.call('PUT', '/console/presence', { resting: true }, sessions['李明']!.writing)

    const stolen = await post('李明', `/console/handoffs/${handoff}/pass`, { from: '徐静', to: '李明' })
    const toResting = await post('徐静', `/console/handoffs/${handoff}/pass`, { from: '徐静', to: '李明' })
    const toStranger = await post('徐静', `/console/handoffs/${handoff}/pass`, { from: '徐静', to: '外人' })
    await server.call('PUT', '/console/presence', { resting: false }, sessions['李明']!.writing)
    const led = await post('赵主管', `/console/handoffs/${handoff}/pass`, { from: '徐静', to: '李明' })

    expect(stolen.json.error.code).not.toBeUndefined()
    expect([stolen.status, toResting.status, toStranger.status, led.status]).toEqual([409, 409, 409, 200])
    expect(toResting.json.error.code).toBe('colleague_resting')
    expect(toStranger.json.error.code).toBe('unknown_receiver')
  })

  it('calls the supervisor, shows the call until they come, and says so where nobody is named', async () => {
    const { talk, handoff } = await held('难缠的业主')
    const alone = await held('没人管', '独苗', '没有主管的小区')

    const called = await post('徐静', `/console/handoffs/${handoff}/call-in`, { note: '要当场赔偿' })
    const { call } = (await detail('李明', talk)).talk.handoff!
    const nobody = await post('独苗', `/console/handoffs/${alone.handoff}/call-in`)
    const seen = await post('赵主管', `/console/notes/${call!.id}/seen`)

    expect(called.json).toEqual({ who: '赵主管' })
    expect(call).toMatchObject({ by: '徐静', meantFor: '赵主管', text: '要当场赔偿' })
    expect(nobody.json.error.code).toBe('nobody_to_call')
    expect(seen.status).toBe(204)
    const after = await detail('徐静', talk)
    expect(after.talk.handoff!.call).toBeNull()
    expect(after.notes).toMatchObject([{ kind: 'called', seenBy: '赵主管' }])
    await post('徐静', `/api/v1/handoffs/${handoff}/close`, { by: '徐静' })
    const late = await post('徐静', `/console/handoffs/${handoff}/call-in`)
    expect([late.status, late.json.error.code]).toEqual([409, 'handoff_closed'])
  })

  it('files a case from what is known, once for one form, with the owner’s messages and words for the owner', async () => {
    const { talk } = await held('要登记的业主')
    await say('要登记的业主', '厨房水管一直滴水')
    const [row] = await server.db.query<{ person_id: string }>(
      'person-named',
      `update person set name = '王女士', phone = '13800000011'
        where id = (select person_id from conversation where id = $1) returning id as person_id`,
      [talk],
    )
    expect(row).toBeDefined()

    const draft = (await get('徐静', `/console/talks/${talk}/new-case`)).json
    const form = { ...draft, kind: 'repair', building: '3', unit: '1', room: '1202', id: 'case-1' }
    const filed = await post('徐静', `/console/talks/${talk}/cases`, form)
    const again = await post('徐静', `/console/talks/${talk}/cases`, form)

    expect(draft).toMatchObject({ name: '王女士', phone: '13800000011' })
    expect(draft.summary).toContain('厨房水管一直滴水')
    expect(filed.json.joined).toBe(false)
    expect(filed.json.words).toContain(filed.json.item.number)
    expect(again.json).toEqual(filed.json)
    const { cases } = await detail('徐静', talk)
    expect(cases.map(({ number }) => number)).toEqual([filed.json.item.number])
    expect(cases[0]!.exchangeSeqs.length).toBeGreaterThan(0)
    expect(cases[0]!.stages[0]).toMatchObject({ stage: 'intake', actor: '徐静' })
  })

  it('promises the time it puts into the words: the ledger watches a case filed here', async () => {
    const { talk } = await held('等答复的业主')
    const form = { kind: 'repair', summary: '电梯一直晃', building: '7', place: '电梯', id: 'lift-1' }

    const filed = (await post('徐静', `/console/talks/${talk}/cases`, form)).json

    expect(filed.words).toContain('前给您答复')
    const rows = await server.db.query(
      'promised-here',
      'select conversation_id, kind, due_at, ending from promise where case_id = $1',
      [filed.item.id],
    )
    expect(rows).toEqual([{ conversation_id: talk, kind: 'result', due_at: new Date(filed.item.dueAt), ending: null }])
  })

  it('files a complaint about a colleague so that they neither lead it nor see it, on a case of its own', async () => {
    const { talk } = await held('投诉徐静的业主', '李明')
    const path = `/console/talks/${talk}/cases`
    const form = { kind: 'complaint', summary: '徐静在大堂骂人', aboutStaff: ['徐静'] }

    const filed = (await post('李明', path, { ...form, id: 'about-1' })).json
    const unknown = await post('李明', path, { ...form, aboutStaff: ['查无此人'], id: 'about-2' })

    const rows = await server.db.query('case-about', 'select about_staff, owner_of_record from cases where id = $1', [
      filed.item.id,
    ])
    expect(rows).toEqual([{ about_staff: ['st-徐静'], owner_of_record: expect.not.stringMatching(/^st-徐静$/) }])
    expect(filed.words).not.toContain('由徐静负责')
    expect((await get('徐静', `/api/v1/cases/${filed.item.id}`)).status).toBe(404)
    expect([unknown.status, unknown.json.error.code]).toEqual([400, 'unknown_staff'])
  })

  it('offers phrases with owner, time and name filled: the own, the company’s, those that ship', async () => {
    const { talk } = await held('常用语的业主')
    const add = (who: string, text: string, shared: boolean) =>
      post(who, '/console/phrases', { title: text.slice(-4), text, shared })

    const own = await add('徐静', '{owner?}您好，我是{me}。', false)
    const tried = await add('徐静', '大家都这么说', true)
    const shared = await add('赵主管', '电梯正在年检，{due}前恢复。', true)
    const banned = await add('赵主管', '这个我不知道', true)

    expect([own.status, tried.status, shared.status, banned.status]).toEqual([200, 403, 200, 400])
    const mine = (await get('徐静', `/console/talks/${talk}/phrases`)).json
    const theirs = (await get('李明', `/console/talks/${talk}/phrases`)).json
    expect(mine.items[0]).toMatchObject({ group: '我的', text: '您好，我是徐静。', mine: true })
    expect(mine.items.map(({ group }: { group: string }) => group)).toEqual(expect.arrayContaining(['公司', '安抚']))
    for (const { text } of mine.items) expect(text).not.toMatch(/[{}]/)
    expect(theirs.items.some(({ group }: { group: string }) => group === '我的')).toBe(false)
    expect(theirs.items.find(({ group }: { group: string }) => group === '公司').text).toMatch(/\d+:\d\d前恢复/)
    const elsewhere = await held('别处的业主', '独苗', '没有主管的小区')
    const others = (await get('独苗', `/console/talks/${elsewhere.talk}/phrases`)).json
    expect(others.items.some(({ group }: { group: string }) => group === '公司')).toBe(false)
    const removed = await server.call('DELETE', `/console/phrases/${own.json.id}`, undefined, sessions['李明']!.writing)
    expect(removed.status).toBe(404)
  })

  it('suggests the article the bot would answer with and what a colleague answered to the same, never what is personal', async () => {
    await server.call('POST', '/api/v1/knowledge/entries', {
      question: '游泳池几点开门',
      answer: '游泳池早上七点开门。',
    })
    const earlier = await held('从前问过', '李明')
    await say('从前问过', '快递柜打不开怎么办')
    const reply = (text: string) => post('李明', `/api/v1/handoffs/${earlier.handoff}/reply`, { by: '李明', text })
    await reply('快递柜重启一下就好，大堂同事可以帮您。')
    await reply('您的电话 13912345678 我记下了。')
    const article = await held('现在问的')
    await say('现在问的', '游泳池几点开门')
    const colleague = await held('也在问的')
    await say('也在问的', '快递柜打不开，怎么办？')

    const first = (await get('徐静', `/console/talks/${article.talk}/suggestions`)).json
    const second = (await get('徐静', `/console/talks/${colleague.talk}/suggestions`)).json

    expect(first.items[0]).toMatchObject({ from: 'article', text: '游泳池早上七点开门。' })
    expect(second.items).toEqual([
      expect.objectContaining({ from: 'colleague', text: '快递柜重启一下就好，大堂同事可以帮您。' }),
    ])
  })

  it('leaves a trace of what was recalled, its words where the log keeps them, and of what was erased nothing but that', async () => {
    const { talk } = await held('撤回的业主')
    for (const text of ['收回但留着', '收回也删掉', '应要求删掉']) await say('撤回的业主', text)
    const rows = await server.db.query<{ id: string }>(
      'last-three',
      `select id from exchange where conversation_id = $1 and author = 'owner' order by seq desc limit 3`,
      [talk],
    )
    const [request, gone, kept] = rows.map(({ id }) => id) as [string, string, string]
    await server.db.query(
      'recall-only',
      `insert into exchange_change (conversation_id, link, exchange_id, kind, value, at, prev_hash, hash)
       values ($1, 0, $2, 'recall', '{}', $3, '', '')`,
      [talk, kept, AT],
    )
    await server.db.tx(async (tx) => {
      await eraseWords(tx, { exchangeId: gone, by: 'owner', at: AT })
      await eraseWords(tx, { exchangeId: request, reason: 'request', by: 'admin', at: AT })
    })

    const { messages } = await detail('徐静', talk)

    const lastWords = messages.filter(({ author }) => author === 'owner').slice(-3)
    expect(lastWords).toMatchObject([
      { text: '收回但留着', recalled: true, erased: false },
      { text: '（原话已随撤回删除）', recalled: true, erased: true },
      { text: '（内容已应业主要求删除）', recalled: false, erased: true },
    ])
  })

  it('tells by when the owner was promised somebody, so that the desk can turn red', async () => {
    const { conversationId, handoff } = await say('等着的业主', '人工')
    const dueAt = new Date(AT.getTime() + 5 * 60_000)
    await server.db.tx((tx) =>
      makePromise(tx, {
        conversationId,
        personId: null,
        communityId: null,
        caseId: null,
        handoffId: handoff.id,
        kind: 'join',
        what: '同事接入对话',
        dueAt,
        at: AT,
      }),
    )

    const list = TalkList.parse((await get('徐静', '/console/talks')).json)

    const waiting = list.items.find(({ id }) => id === conversationId)!.handoff!
    expect(Date.parse(waiting.dueAt!)).toBe(dueAt.getTime())
  })

  it('shows what was before with this owner: earlier service with its summary', async () => {
    const { talk, handoff } = await held('回头客')
    await post('徐静', `/api/v1/handoffs/${handoff}/close`, { by: '徐静', summary: '退了押金' })

    const { history } = await detail('李明', talk)

    expect(history.handoffs).toMatchObject([{ id: handoff, assignee: '徐静', summary: '退了押金' }])
  })
})
