import { Workbook } from 'exceljs'
import { hashPassword } from '../../src/console/api/access/password'
import { caseConditions } from '../../src/console/api/desk/case-conditions'
import { exportCases } from '../../src/console/api/desk/export-cases'
import { boardStatement, listStatement } from '../../src/console/api/desk/list-desk-cases'
import { CaseBoard, CaseListPage, CaseSheet, type CaseFilters } from '../../src/console/contract/desk-cases'
import { actOnCase } from '../../src/records/case/act-on-case'
import { rateCase } from '../../src/records/case/rate-case'
import { openCase, type NewCase } from '../../src/records/case/open-case'
import { makePromise } from '../../src/records/promise/promise'
import { startRatingChain } from '../../src/records/rating/rating-chain'
import { AT, ZONE, givenCommunity, givenStaff, givenTalk, repair } from '../records/given'
import { BEARER, givenServer, type GivenServer } from './given-server'

type Session = Awaited<ReturnType<GivenServer['signIn']>>

/** The smallest PNG there is. */
const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
)

describe("the console's cases", () => {
  let server: GivenServer
  let communityId: string
  let elsewhere: string
  let boss: Session
  let xu: Session
  let wang: Session
  let stranger: Session
  beforeAll(async () => {
    server = await givenServer()
    communityId = await givenCommunity(server.db, '幸福家园')
    elsewhere = await givenCommunity(server.db, '别的小区')
    await givenStaff(server.db, { id: 'st-xu', name: '徐静', role: 'housekeeper', communityId })
    await givenStaff(server.db, { id: 'st-wang', name: '王师傅', communityId, lastResort: true })
    await givenStaff(server.db, { id: 'st-li', name: '李主管', role: 'supervisor', communityId })
    await givenStaff(server.db, { id: 'st-far', name: '远处的人', communityId: elsewhere })
    const hash = await hashPassword('pw')
    const account = async (id: string, role: string, staffId: string) => {
      await server.db.query(
        'given-account',
        'insert into console_account (id, name, password_hash, role, staff_id, created_at) values ($1, $1, $2, $3, $4, $5)',
        [id, hash, role, staffId, AT],
      )
      return server.signIn(id, 'pw')
    }
    xu = await account('xu', 'staff', 'st-xu')
    wang = await account('wang', 'staff', 'st-wang')
    boss = await account('li', 'supervisor', 'st-li')
    stranger = await account('far', 'supervisor', 'st-far')
  })
  afterAll(() => server.close())

  const get = (path: string, session: Session = boss) => server.call('GET', path, undefined, session.reading)
  const send = (method: string, path: string, body: unknown, session: Session = boss) =>
    server.call(method, path, body, session.writing)
  const list = async (query: string, session: Session = boss) =>
    CaseListPage.parse((await get(`/console/cases?${query}`, session)).json)
  const numbers = async (query: string, session: Session = boss) =>
    (await list(query, session)).items.map(({ number }) => number)
  const sheet = async (id: string, session: Session = boss) =>
    CaseSheet.parse((await get(`/console/cases/${id}`, session)).json)
  const given = async (facts: Partial<NewCase> = {}, says: string[] = ['您好']) => {
    const talk = await givenTalk(server.db, { says })
    return server.db.tx((tx) =>
      openCase(
        tx,
        repair(talk, {
          communityId,
          ownerOfRecord: 'st-xu',
          exchangeIds: talk.exchangeIds,
          sameMatter: null,
          ...facts,
        }),
      ),
    )
  }
  const act = (id: string, facts: Parameters<typeof actOnCase>[2]) => server.db.tx((tx) => actOnCase(tx, id, facts))
  const typed = (facts: object = {}) => ({
    source: 'phone',
    community: communityId,
    kind: 'repair',
    category: '水电/漏水',
    priority: 'normal',
    summary: '水管漏水',
    location: { building: '9', unit: '1', room: '901', place: null },
    caller: { name: '孙阿姨', phone: '13700005566' },
    anonymous: false,
    confidential: false,
    aboutStaff: [],
    answers: 'me',
    ...facts,
  })

  describe('the list', () => {
    it('narrows by state, kind, category, priority, assignee, days, what is late and what is mine', async () => {
      const lamp = await given({
        summary: '路灯不亮',
        category: '水电/照明',
        at: new Date('2026-11-19T09:00:00+08:00'),
      })
      const lift = await given({ summary: '电梯异响', category: '电梯/异响', priority: 'urgent', at: AT })
      const praise = await given({ kind: 'praise', category: '', summary: '保洁很认真', ownerOfRecord: 'st-li' })
      await act(lift.id, { action: 'assign', by: '李主管', to: '王师傅', at: AT })
      await act(praise.id, { action: 'accept', by: '李主管', at: AT })
      await act(praise.id, { action: 'resolve', by: '李主管', at: AT })

      expect(await numbers('kind=praise&state=all')).toEqual([praise.number])
      expect(await numbers('state=resolved')).toEqual([praise.number])
      expect(await numbers('status=accepted')).toEqual([lift.number])
      expect(await numbers('category=电梯')).toEqual([lift.number])
      expect(await numbers('category=水电/照明')).toEqual([lamp.number])
      expect(await numbers('priority=urgent')).toEqual([lift.number])
      // Records keep a name or an id; either is the same person.
      expect(await numbers('assignee=st-wang')).toEqual([lift.number])
      expect(await numbers('assignee=none&category=水电/照明')).toEqual([lamp.number])
      expect(await numbers('from=2026-11-19&to=2026-11-19')).toEqual([lamp.number])
      expect(await numbers('from=2026-11-20&category=水电/照明')).toEqual([])
      expect(await numbers('overdue=yes')).toEqual([lamp.number])
      expect(await numbers('mine=yes&state=open', wang)).toEqual([lift.number])
      expect(await numbers('mine=yes&state=open', xu)).toEqual([lift.number, lamp.number])
    })

    it('has danger that is not over on top, once, however many came after it', async () => {
      const at = new Date('2026-10-05T09:00:00+08:00')
      const lift = await given({ summary: '电梯困人', category: '电梯/困人', priority: 'emergency', at })
      const question = await given({ kind: 'enquiry', category: '', summary: '停车怎么收费', at })

      expect(await numbers('from=2026-10-05&to=2026-10-05')).toEqual([lift.number, question.number])
      // No longer in danger: one among the others, the newest first.
      await act(lift.id, { action: 'accept', by: '王师傅', at })
      await act(lift.id, { action: 'resolve', by: '王师傅', at })
      expect(await numbers('from=2026-10-05&to=2026-10-05&state=all')).toEqual([question.number, lift.number])
    })

    it('takes all filters at once, in the list, on the board and in the workbook', async () => {
      const all = {
        ...{ status: 'in_progress', kind: 'repair', category: '水电/漏水', priority: 'urgent', community: communityId },
        ...{ assignee: 'st-wang', overdue: 'yes', mine: 'yes', from: '2026-11-01', to: '2026-11-30' },
      }
      for (const find of ['漏水', '4321']) {
        const query = new URLSearchParams({ ...all, find }).toString()
        for (const path of ['/console/cases', '/console/cases/board', '/console/cases/export.xlsx'])
          expect([path, (await get(`${path}?${query}`)).status]).toEqual([path, 200])
      }
    })

    it('finds a case by its number, the end of it, words, a name, or the last digits of a phone', async () => {
      const found = await given({ summary: '100%堵死了', contact: { name: '郑先生', phone: '13955554321' } })

      for (const words of [
        found.number,
        found.number.toLowerCase().replaceAll('-', ''),
        '4321',
        '13955554321',
        '100%堵',
        '郑先生',
      ])
        expect([words, await numbers(`find=${encodeURIComponent(words)}`)]).toEqual([words, [found.number]])
      expect(await numbers('find=%25堵')).toEqual([found.number])
      expect(await numbers('find=9999')).toEqual([])
    })

    it('finds by digits for whoever leads and for whoever does not, one after the other', async () => {
      const found = await given({ summary: '门铃不响', contact: { name: '韩女士', phone: '13955557788' } })

      for (const session of [boss, wang, boss, wang])
        expect([(await get('/console/cases?find=7788', session)).status, await numbers('find=7788', session)]).toEqual([
          200,
          [found.number],
        ])
    })

    it('goes page by page without losing or repeating one, and counts up to a thousand', async () => {
      const communityOfMany = await givenCommunity(server.db, '很多工单')
      await manyCases(communityOfMany, 1_100, '分页')
      const admin = await server.signIn()
      const query = `community=${encodeURIComponent(communityOfMany)}&state=all`
      const crowded = await get(`/console/cases/board?community=${encodeURIComponent(communityOfMany)}`, admin)
      expect(CaseBoard.parse(crowded.json).columns.map(({ total, items }) => [total, items.length])).toEqual(
        [110, 110, 110, 110, 110, 440].map((total) => [total, 30]),
      )
      const seen: string[] = []
      let next: string | null = null
      do {
        const page: CaseListPage = await list(`${query}${next === null ? '' : `&after=${next}`}`, admin)
        expect(page.items.length).toBeLessThanOrEqual(50)
        expect(page.total).toBe(next === null ? 1_000 : null)
        seen.push(...page.items.map(({ id }) => id))
        next = page.next
      } while (next !== null)

      expect(seen).toHaveLength(1_100)
      expect(new Set(seen).size).toBe(1_100)
    })

    it('is kept under a name for oneself, and for colleagues of the same community when a supervisor shares it', async () => {
      const keep = (session: Session, name: string, shared: boolean) =>
        send(
          'POST',
          '/console/case-lists',
          { name, query: { state: 'open', overdue: 'yes' }, shared, id: `list-${name}` },
          session,
        )
      await keep(xu, '我的超时', false)
      await keep(xu, '我的超时', false)
      await keep(boss, '大家看', true)
      const refused = await keep(xu, '偷偷共享', true)
      const names = async (session: Session) =>
        (await get('/console/case-lists', session)).json.items.map((item: { name: string }) => item.name)

      expect([refused.status, refused.json.error.code]).toEqual([409, 'share_right'])
      expect(await names(xu)).toEqual(['我的超时', '大家看'])
      expect(await names(wang)).toEqual(['大家看'])
      expect(await names(stranger)).toEqual([])
      const { items } = (await get('/console/case-lists', wang)).json
      expect(items[0]).toMatchObject({ own: false, shared: true, query: { state: 'open', overdue: 'yes' } })
      expect((await send('DELETE', `/console/case-lists/${items[0].id}`, undefined, wang)).status).toBe(404)
      expect((await send('DELETE', `/console/case-lists/${items[0].id}`, undefined, boss)).status).toBe(204)
      expect(await names(wang)).toEqual([])
    })

    it('reads by an index, whatever is asked, and never all of fifty thousand cases', async () => {
      const crowd = await givenCommunity(server.db, '五万张')
      await manyCases(crowd, 50_000, '批量')
      await server.db.query('know-the-table', 'analyze cases')
      const viewer = {
        principal: { communityIds: [crowd], role: 'supervisor' as const } as never,
        staffId: 'st-li',
        names: ['李主管', 'st-li', 'li'],
        leads: true,
      }
      const asked: CaseFilters[] = [
        {},
        { state: 'all' },
        { state: 'over' },
        { state: 'resolved' },
        { kind: 'complaint' },
        { status: 'paused' },
        { category: '水电', overdue: 'yes' },
        { mine: 'yes' },
        { state: 'all', assignee: 'st-wang' },
        { assignee: 'none' },
        { state: 'all', from: '2026-11-01', to: '2026-11-02' },
        { state: 'all', find: '4321' },
        { state: 'all', find: 'BX-20261121-0001' },
        { find: '漏水' },
        { community: crowd, priority: 'urgent' },
      ]

      for (const filters of asked) {
        const conditions = caseConditions({ filters, viewer, now: AT, zone: ZONE })
        const [name, sql, params] = listStatement(conditions, { after: '999999999999999999', limit: 51 })
        expect([filters, await scansOf(name, sql, params)]).toEqual([filters, []])
        const board = caseConditions({
          filters: { ...filters, state: undefined, status: 'open' },
          viewer,
          now: AT,
          zone: ZONE,
        })
        const [boardName, boardSql, boardParams] = boardStatement(board)
        expect([filters, await scansOf(boardName, boardSql, boardParams)]).toEqual([filters, []])
      }
    })

    /** Tables of cases that the plan reads from one end to the other. */
    async function scansOf(name: string, sql: string, params: unknown[]): Promise<string[]> {
      const rows = await server.db.query<{ 'QUERY PLAN': string }>(`explain-${name}`, `explain ${sql}`, params)
      return rows.map((row) => row['QUERY PLAN']).filter((line) => /Seq Scan on cases/.test(line))
    }

    async function manyCases(community: string, count: number, prefix: string): Promise<void> {
      await server.db.query(
        `many-cases-${prefix}`,
        `insert into cases (id, number, kind, category, status, priority, summary, community_id, location, contact, opened_at, due_at,
                            assignee, owner_of_record, source)
         select $2 || n, $2 || '-' || n, (array['repair', 'complaint', 'enquiry'])[1 + n % 3], (array['水电/漏水', '电梯/异响'])[1 + n % 2],
                (array['open', 'accepted', 'in_progress', 'paused', 'resolved', 'closed', 'closed', 'closed', 'closed', 'cancelled'])[1 + n % 10],
                case when n % 50 = 0 then 'urgent' else 'normal' end, '第' || n || '张', $1, '{}',
                jsonb_build_object('name', '某人', 'phone', '138' || lpad(n::text, 8, '0')),
                $3::timestamptz - n * interval '10 minutes', $3::timestamptz - n * interval '9 minutes',
                case when n % 40 = 0 then '王师傅' end, (array['st-xu', 'st-li'])[1 + n % 2], 'phone'
           from generate_series(1, $4::int) n`,
        [community, prefix, AT, count],
      )
    }
  })

  it('puts the most urgent on top of each column of the board, and follows the filters', async () => {
    const calm = await given({ category: '弱电/网络', summary: '网络慢', location: { building: '7' } })
    const urgent = await given({
      category: '弱电/网络',
      summary: '全楼断网',
      priority: 'urgent',
      location: { building: '7' },
    })

    const board = CaseBoard.parse((await get('/console/cases/board?category=弱电')).json)

    expect(board.columns.map(({ status }) => status)).toEqual([
      'open',
      'accepted',
      'in_progress',
      'paused',
      'resolved',
      'closed',
    ])
    expect(board.columns[0]).toMatchObject({ total: 2, items: [{ id: urgent.id }, { id: calm.id }] })
    expect(board.columns.slice(1).every(({ total }) => total === 0)).toBe(true)
  })

  it('tells of one case all that bot, owner and staff did, what was promised, and the time left by the office’s clock', async () => {
    const found = await given({ summary: '阳台漏水', contact: { name: '钱女士', phone: '13811112222' } }, [
      '阳台漏水',
      '急',
    ])
    await act(found.id, { action: 'accept', by: '王师傅', at: AT })
    await act(found.id, { action: 'pause', by: '王师傅', note: '等配件', at: new Date(AT.getTime() + 60_000) })

    const one = await sheet(found.id)

    const ofOwner = one.messages.filter(({ author }) => author === 'owner')
    expect(ofOwner.map(({ author, text }) => [author, text])).toEqual([
      ['owner', '阳台漏水'],
      ['owner', '急'],
    ])
    expect(one.stages.map(({ stage }) => stage)).toEqual(['intake', 'paused'])
    expect(one).toMatchObject({
      pausedReason: '等配件',
      contact: { name: '钱女士' },
      conversationId: found.conversationId,
    })
    // Filed at 9:30 for 24 hours; it stood still a minute later. The office has 8:30 left today and an hour tomorrow.
    expect(one.clock).toEqual({
      leftMinutes: 24 * 60 - 1,
      officeMinutes: 8.5 * 60 - 1 + 60,
      officeOpen: true,
      standing: true,
    })
  })

  it('keeps parts and photos with who brought them, and a trace of what was taken back', async () => {
    const found = await given({ summary: '换水龙头' })
    const part = { name: '=水龙头', count: 2, price: 35.5, id: 'part-once' }
    await send('POST', `/console/cases/${found.id}/parts`, part, wang)
    await send('POST', `/console/cases/${found.id}/parts`, part, wang)
    const photo = (bytes: Buffer, session = wang, query = 'moment=after&id=photo-once') =>
      fetch(`${server.url}/console/cases/${found.id}/photos?${query}`, {
        method: 'POST',
        headers: { ...session.writing, 'content-type': 'application/octet-stream' },
        body: new Uint8Array(bytes),
      })
    expect((await photo(PNG)).status).toBe(204)
    expect((await photo(PNG)).status).toBe(204)
    const page = await photo(
      Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'),
      wang,
      'moment=before',
    )
    const huge = await photo(Buffer.concat([PNG, Buffer.alloc(10 * 1024 * 1024)]), wang, 'moment=before')

    const one = await sheet(found.id)

    expect([page.status, ((await page.json()) as { error: { code: string } }).error.code]).toEqual([400, 'photo_type'])
    expect(huge.status).toBe(413)
    expect(one.parts).toMatchObject([{ name: '=水龙头', count: 2, price: 35.5, addedBy: '王师傅' }])
    expect(one.photos).toMatchObject([{ moment: 'after', addedBy: '王师傅' }])
    const shown = await get(one.photos[0]!.url)
    expect([shown.status, shown.headers.get('content-type')]).toEqual([200, 'image/png'])
    expect((await get(one.photos[0]!.url, stranger)).status).toBe(404)

    expect((await send('DELETE', `/console/cases/${found.id}/parts/${one.parts[0]!.id}`, undefined)).status).toBe(204)
    expect((await send('DELETE', one.photos[0]!.url, undefined)).status).toBe(204)
    expect((await send('DELETE', one.photos[0]!.url, undefined)).status).toBe(404)
    expect(await sheet(found.id)).toMatchObject({ parts: [], photos: [] })
    const [kept] = await server.db.query<{ removed_by: string }>(
      'part-trace',
      'select removed_by from case_part where case_id = $1',
      [found.id],
    )
    expect(kept!.removed_by).toBe('李主管')
  })

  describe('a matter told by phone, visit or letter', () => {
    it.each(['phone', 'visit', 'letter', 'intercom', 'complaint-line', 'forum'])(
      'becomes by %s the same record as one told in a chat, with a number, somebody who answers, and a promise',
      async (source) => {
        const body = typed({
          source,
          location: { building: '8号楼', unit: null, room: null, place: `角落${source}` },
          id: source,
        })

        const filed = await send('POST', '/console/cases', body, xu)
        const again = await send('POST', '/console/cases', body, xu)

        expect(filed.json).toMatchObject({ joined: false, number: expect.stringMatching(/^BX-20261121-\d{4}$/) })
        expect(again.json).toEqual(filed.json)
        const one = await sheet(filed.json.id, xu)
        expect(one).toMatchObject({
          source,
          ownerOfRecord: 'st-xu',
          contact: { name: '孙阿姨', phone: '13700005566' },
          conversationId: null,
          location: { building: '8', place: `角落${source}` },
          stages: [{ stage: 'intake', actor: '徐静' }],
          promises: [{ what: `${filed.json.number} 办结或答复`, ending: null }],
        })
        const { promises } = (await get('/console/follow-ups', xu)).json
        expect(promises.find(({ caseId }: { caseId: string }) => caseId === one.id)).toMatchObject({
          conversationId: null,
        })
      },
    )

    it('goes through every act as any other case does', async () => {
      const { id } = (
        await send(
          'POST',
          '/console/cases',
          typed({ location: { building: '8', unit: '1', room: '101', place: null } }),
          xu,
        )
      ).json
      for (const step of [
        { action: 'accept' },
        { action: 'progress', note: '【电话】约了下午' },
        { action: 'pause', note: '等配件' },
        { action: 'resume', note: '到货了' },
        { action: 'resolve', note: '修好了' },
        { action: 'close' },
      ])
        expect([
          step.action,
          (await send('POST', `/api/v1/cases/${id}/actions`, { ...step, by: '徐静' }, xu)).status,
        ]).toEqual([step.action, 200])

      expect(await sheet(id)).toMatchObject({ status: 'closed', promises: [{ ending: 'kept' }] })
    })

    it('is offered the open case of the same matter, and joins it only when somebody says so', async () => {
      const where = { building: '3', unit: '2', room: '502', place: null }
      const first = (await send('POST', '/console/cases', typed({ location: where }), xu)).json
      const query = { community: communityId, kind: 'repair', category: '水电/漏水', location: where }
      const offered = (await send('POST', '/console/cases/same-matter', query, xu)).json
      const unasked = await send('POST', '/console/cases', typed({ location: where }), xu)
      const caller = { name: '邻居', phone: '13600007777' }
      const joined = await send('POST', '/console/cases', typed({ location: where, joins: first.id, caller }), xu)
      const apart = await send('POST', '/console/cases', typed({ location: where, separate: true }), xu)

      expect(offered.items).toMatchObject([{ id: first.id, number: first.number }])
      expect([unasked.status, unasked.json.error]).toMatchObject([
        409,
        { code: 'same_matter', details: { number: first.number } },
      ])
      expect(joined.json).toEqual({ ...first, joined: true })
      expect(apart.json).toMatchObject({ joined: false })
      expect(apart.json.id).not.toBe(first.id)
      const one = await sheet(first.id)
      expect(one.stages.at(-1)).toMatchObject({ stage: 'joined', note: '水管漏水' })
      expect(one.details['callers']).toMatchObject([{ ...caller, source: 'phone' }])
      expect(one.contact).toEqual({ name: '孙阿姨', phone: '13700005566' })
    })

    it('takes the time it was told, but none of the future', async () => {
      const letter = typed({ source: 'letter', location: { building: '8', unit: '1', room: '102', place: null } })
      const at = (time: string) => send('POST', '/console/cases', { ...letter, at: time }, xu)

      expect((await at('2026-11-22T09:00:00+08:00')).json.error.code).toBe('heard_at')
      expect((await at('2026-11-18T09:00:00+08:00')).json.number).toMatch(/^BX-20261118-/)
    })

    it('is given out and erased for whoever rang up, and leaves their number in no note of that', async () => {
      const body = typed({
        summary: '万俟家的事',
        separate: true,
        caller: { name: '万俟先生', phone: '137 0000 7654' },
      })
      const { id } = (await send('POST', '/console/cases', body, xu)).json
      const admin = await server.signIn()
      const found = async () => (await get('/console/persons?find=13700007654', admin)).json.items
      const [caller] = await found()
      expect(caller).toMatchObject({ name: '万俟先生', openCases: 1 })
      const path = `/console/persons/${caller.id}`
      expect((await get(`${path}/export`, admin)).text).toContain('万俟家的事')
      expect((await get(`${path}/export`, boss)).status).toBe(403)

      await act(id, { action: 'cancel', by: '徐静', at: AT })
      const erase = () => send('POST', `${path}/erase`, { reason: '本人来电提出', id: 'erase-wanqi' }, admin)
      expect([(await erase()).json, (await erase()).json]).toMatchObject([{ erased: 1 }, { erased: 1 }])

      expect(await found()).toEqual([])
      const notes = await server.db.query(
        'notes-of-erasure',
        `select a.target || a.facts::text as note from audit a where a.act like 'person.%'
         union all select route || reference from request where id = 'erase-wanqi'`,
      )
      expect(notes.length).toBeGreaterThan(2)
      for (const words of ['13700007654', '万俟', caller.id]) expect(JSON.stringify(notes)).not.toContain(words)
    })

    it('is led by nobody it complains about', async () => {
      const complaint = typed({ kind: 'complaint', category: '服务态度', summary: '态度差', aboutStaff: ['st-xu'] })

      const { id } = (await send('POST', '/console/cases', complaint, xu)).json

      expect((await server.call('GET', `/api/v1/cases/${id}`)).json.ownerOfRecord).toBe('st-wang')
      const byName = await send('POST', '/console/cases', { ...complaint, aboutStaff: ['徐静'] }, wang)
      expect((await get(`/console/cases/${byName.json.id}`, xu)).status).toBe(404)
      const nobody = await send('POST', '/console/cases', { ...complaint, aboutStaff: ['没有这个人'] }, wang)
      expect([nobody.status, nobody.json.error.code]).toEqual([400, 'unknown_staff'])
    })
  })

  it('ends one of two records of a matter in the other, with all who waited and a word to them', async () => {
    const kept = await given({ summary: '大堂灯坏' })
    const double = await given({ summary: '大堂太黑' }, ['大堂太黑'])
    const answer = await send('POST', `/console/cases/${double.id}/links`, {
      type: 'duplicate-of',
      number: kept.number,
      id: 'merge',
    })
    const again = await send('POST', `/console/cases/${double.id}/links`, {
      type: 'duplicate-of',
      number: kept.number,
      id: 'merge',
    })

    expect([answer.status, again.status]).toEqual([204, 204])
    const [one, other] = [await sheet(kept.id), await sheet(double.id)]
    expect(other).toMatchObject({ status: 'cancelled', linked: [{ type: 'duplicate-of', id: kept.id }] })
    expect(one.linked).toMatchObject([{ type: 'duplicate', id: double.id }])
    expect([...one.reporters].sort()).toEqual([kept.user, double.user].sort())
    expect(one.messages.map(({ text }) => text)).toContain('大堂太黑')
    expect(one.promises).toMatchObject([{ what: `${kept.number} 办结或答复` }])
    const [told] = await server.db.query<{ body: { note: string } }>(
      'told',
      `select body from job where kind = 'case-cancelled' and body ->> 'caseId' = $1`,
      [double.id],
    )
    expect(told!.body.note).toContain(kept.number)
    const back = await send('POST', `/console/cases/${kept.id}/links`, { type: 'duplicate-of', number: double.number })
    expect([back.status, back.json.error.code]).toEqual([409, 'parent_ended'])
  })

  it('lets two merges that go against each other end in one, not in a circle', async () => {
    const [a, b] = [await given({ summary: '甲' }), await given({ summary: '乙' })]

    const answers = await Promise.all([
      send('POST', `/console/cases/${a.id}/links`, { type: 'duplicate-of', number: b.number }),
      send('POST', `/console/cases/${b.id}/links`, { type: 'duplicate-of', number: a.number }),
    ])

    expect(answers.map(({ status }) => status).sort()).toEqual([204, 409])
  })

  describe('what is nobody’s to see', () => {
    const SECRETS = ['匿名的李某', '13812349876', '1704', 'owner-secret']
    const secret = async (facts: Partial<NewCase> = {}) => {
      const talk = await givenTalk(server.db, {
        user: 'owner-secret',
        says: ['我是匿名的李某，1704的，电话13812349876'],
      })
      return server.db.tx((tx) =>
        openCase(
          tx,
          repair(talk, {
            ...{ kind: 'complaint', category: '噪音扰民/装修', communityId, ownerOfRecord: 'st-wang', anonymous: true },
            summary: '我是匿名的李某，电话13812349876，楼上太吵',
            contact: { name: '匿名的李某', phone: '13812349876' },
            location: { building: '17', room: '1704' },
            exchangeIds: talk.exchangeIds,
            ...facts,
          }),
        ),
      )
    }

    it('says on no route who reported an anonymous case, not even after the owner has acted on it', async () => {
      const found = await secret()
      await act(found.id, { action: 'urge', by: found.user!, at: AT })
      await act(found.id, { action: 'accept', by: '王师傅', at: AT })
      await act(found.id, { action: 'resolve', by: '王师傅', at: AT })
      await act(found.id, { action: 'reopen', by: found.user!, at: AT })
      await act(found.id, { action: 'resolve', by: '王师傅', at: AT })
      await server.db.tx((tx) => rateCase(tx, found.id, { score: 5, by: found.user!, at: AT, zone: ZONE }))
      const admin = await server.signIn()
      for (const path of [
        `/console/cases/${found.id}`,
        '/console/cases?state=all&kind=complaint',
        `/console/cases?state=all&find=${found.number}`,
        '/console/cases/board?kind=complaint',
        `/api/v1/cases/${found.id}`,
        '/console/follow-ups',
      ]) {
        const { status, text } = await get(path, admin)
        expect([path, status, SECRETS.filter((word) => text.includes(word))]).toEqual([path, 200, []])
      }
      const workbook = await fetch(
        `${server.url}/console/cases/export.xlsx?state=all&category=${encodeURIComponent('噪音扰民')}`,
        {
          headers: admin.reading,
        },
      )
      const words = await wordsOf(Buffer.from(await workbook.arrayBuffer()))
      expect(words).toContain('匿名')
      expect(SECRETS.filter((word) => words.includes(word))).toEqual([])
      const [{ seq }] = (await server.db.query<{ seq: string }>(
        'secret-seq',
        `select e.seq::text as seq from exchange e
        join case_exchange x on x.exchange_id = e.id where x.case_id = $1`,
        [found.id],
      )) as [{ seq: string }]
      expect((await get(`/console/cases/${found.id}/files/${seq}`, admin)).status).toBe(404)
      for (const word of ['9876', '13812349876', '匿名的李某'])
        expect([word, await numbers(`state=all&category=噪音扰民&find=${word}`, admin)]).toEqual([word, []])
    })

    it('joins an anonymous case to none with names', async () => {
      const hidden = await secret()
      const open = await given({ summary: '也很吵', kind: 'complaint', category: '噪音扰民/装修' })

      const merged = await send('POST', `/console/cases/${hidden.id}/links`, {
        type: 'duplicate-of',
        number: open.number,
      })
      const typedIn = await send(
        'POST',
        '/console/cases',
        typed({ kind: 'complaint', category: '噪音扰民', joins: hidden.id }),
        xu,
      )

      expect([merged.json.error.code, typedIn.json.error.code]).toEqual(['anonymous_apart', 'anonymous_apart'])
      expect((await sheet(open.id)).reporters).toEqual([open.user])
    })

    it('files a typed-in anonymous report without the name and number that were typed', async () => {
      const body = typed({
        kind: 'complaint',
        category: '噪音扰民',
        anonymous: true,
        summary: '孙阿姨13700005566说太吵',
      })

      const { id } = (await send('POST', '/console/cases', body, xu)).json

      const { text } = await get(`/console/cases/${id}`)
      expect(['孙阿姨', '13700005566', '901'].filter((word) => text.includes(word))).toEqual([])
    })

    it('shows whose a confidential case is only to who works on it and who leads', async () => {
      const found = await secret({
        ...{ anonymous: false, confidential: true },
        location: { building: '17', unit: null, room: '1704', place: null, text: '17栋1704室' },
        details: { callers: [{ name: '邻居周某', phone: '13812340000', source: 'phone', at: AT.toISOString() }] },
      })
      await act(found.id, { action: 'accept', by: '王师傅', note: '已联系匿名的李某', at: AT })
      for (const path of [`/console/cases/${found.id}`, `/api/v1/cases/${found.id}`]) {
        const { text } = await get(path, xu)
        const told = ['匿名的李某', '13812349876', '1704', '邻居周某', '13812340000'].filter((word) =>
          text.includes(word),
        )
        expect([path, told]).toEqual([path, []])
      }
      const seen = async (session: Session) => (await sheet(found.id, session)).contact

      expect(await seen(xu)).toBeNull()
      expect((await sheet(found.id, xu)).messages).toEqual([])
      expect(await numbers('state=all&find=9876', xu)).not.toContain(found.number)
      expect(await seen(wang)).toEqual({ name: '匿名的李某', phone: '13812349876' })
      expect(await seen(boss)).toEqual({ name: '匿名的李某', phone: '13812349876' })
    })

    it('says on no route whose a confidential case is to who has nothing to do with it', async () => {
      const found = await secret({
        anonymous: false,
        confidential: true,
        summary: '请别说是我反映的',
        contact: { name: '闻人先生', phone: '13911112222' },
      })
      await server.db.query('confidential-talk', 'update conversation set community_id = $2 where id = $1', [
        found.conversationId,
        communityId,
      ])
      await makePromise(server.db, {
        ...{ conversationId: found.conversationId, personId: found.personId, communityId, caseId: found.id },
        ...{ what: `${found.number} 答复`, dueAt: new Date(AT.getTime() + 3600_000), at: AT },
      })
      const routes = [
        `/api/v1/cases/${found.id}`,
        '/api/v1/cases?kind=complaint&limit=500',
        `/console/talks/${found.conversationId}`,
        '/console/follow-ups',
      ]
      for (const path of routes) {
        const { text } = await get(path, xu)
        const told = path.startsWith('/api') ? [found.user!, '闻人先生', '13911112222'] : [found.number]
        expect([path, told.filter((word) => text.includes(word))]).toEqual([path, []])
        const { text: ofBoss } = await get(path, boss)
        expect([path, told.filter((word) => !ofBoss.includes(word))]).toEqual([path, []])
      }
      const seenBy = async (session: Session) => ({
        byUser: (await get(`/api/v1/cases?user=${found.user}`, session)).text.includes(found.number),
        messages: (await get(`/api/v1/exchanges?case=${found.id}`, session)).json.items.length > 0,
        talks: (await get(`/console/talks?find=${found.number}`, session)).json.items.length > 0,
      })
      expect(await seenBy(xu)).toEqual({ byUser: false, messages: false, talks: false })
      expect(await seenBy(boss)).toEqual({ byUser: true, messages: true, talks: true })
      await act(found.id, { action: 'cancel', by: '李主管', at: AT })
      expect((await get(`/console/talks/${found.conversationId}`, xu)).text).not.toContain(found.number)
      expect((await get(`/console/talks/${found.conversationId}`, boss)).text).toContain(found.number)
    })

    it('finds no talk by the number of an anonymous case', async () => {
      const found = await secret()
      const admin = await server.signIn()
      expect((await get(`/console/talks?find=${found.number}`, admin)).json.items).toEqual([])
      expect((await get(`/api/v1/cases?user=${found.user}`, admin)).text).not.toContain(found.number)
      // A program keeps the sealed link (contract.md §7).
      expect((await server.call('GET', `/api/v1/cases?user=${found.user}`)).text).toContain(found.number)
    })

    it('keeps the words of a complaint from whom it is about also in the case it joins', async () => {
      const open = await given({
        kind: 'complaint',
        category: '服务态度',
        summary: '前台没人',
        ownerOfRecord: 'st-li',
      })
      const found = await secret({ anonymous: false, confidential: true, aboutStaff: ['st-xu'], summary: '徐静骂人' })

      await send('POST', `/console/cases/${found.id}/links`, { type: 'duplicate-of', number: open.number })

      expect((await get(`/console/cases/${open.id}`, xu)).status).toBe(404)
      const joined = await sheet(open.id, wang)
      expect([joined.aboutStaff, joined.contact, joined.messages]).toEqual([['st-xu'], null, []])
      expect(joined.stages.some(({ note }) => note === '徐静骂人')).toBe(true)
      const letter = typed({ kind: 'complaint', category: '服务态度', aboutStaff: ['李主管'], joins: open.id })
      expect((await send('POST', '/console/cases', letter, boss)).json.error.code).toBe('about_receiver')
    })

    it('keeps a complaint from the one it is about, on every route', async () => {
      const found = await secret({ anonymous: false, aboutStaff: ['st-xu'], summary: '管家态度差' })
      const talkOf = `/console/talks/${found.conversationId}`
      await server.db.query('talk-belongs', 'update conversation set community_id = $2 where id = $1', [
        found.conversationId,
        communityId,
      ])

      expect((await get(`/console/cases/${found.id}`, xu)).status).toBe(404)
      expect((await get(`/api/v1/cases/${found.id}`, xu)).status).toBe(404)
      expect(await numbers('state=all&kind=complaint', xu)).not.toContain(found.number)
      expect((await get('/console/cases/board?kind=complaint', xu)).text).not.toContain(found.number)
      expect((await get('/api/v1/cases?kind=complaint&limit=500', xu)).text).not.toContain(found.number)
      expect((await get(talkOf, xu)).text).not.toContain(found.number)
      await makePromise(server.db, {
        ...{ conversationId: found.conversationId, personId: found.personId, communityId, caseId: found.id },
        ...{ what: `${found.number} 答复`, dueAt: new Date(AT.getTime() + 3600_000), at: AT },
      })
      await startRatingChain(server.db, { ...found, conversationId: found.conversationId! }, { score: 1, at: AT })
      expect((await get('/console/follow-ups', xu)).text).not.toContain(found.number)
      expect((await get('/console/follow-ups', boss)).text).toContain(found.number)
      expect((await get(`/api/v1/exchanges?case=${found.id}`, xu)).json.items).toEqual([])
      expect((await get(`/console/talks?find=${found.number}`, xu)).json.items).toEqual([])
      const acted = await send('POST', `/api/v1/cases/${found.id}/actions`, { action: 'accept', by: '徐静' }, xu)
      expect(acted.status).toBe(404)
      expect(await numbers('state=all&kind=complaint', boss)).toContain(found.number)
      expect((await server.call('GET', `/api/v1/cases/${found.id}`, undefined, BEARER)).status).toBe(200)
      await act(found.id, { action: 'cancel', by: '李主管', at: AT })
      expect((await get(talkOf, xu)).text).not.toContain(found.number)
      expect((await get(talkOf, boss)).text).toContain(found.number)
    })

    it('answers 404 on every route to ids of another community', async () => {
      const found = await given()
      const own = await server.db.tx((tx) =>
        openCase(tx, repair(null, { communityId: elsewhere, ownerOfRecord: 'st-far', sameMatter: null })),
      )
      const tries: [method: string, path: string, body?: object][] = [
        ['GET', `/console/cases/${found.id}`],
        ['GET', `/console/cases?community=${encodeURIComponent(communityId)}`],
        ['GET', `/console/cases/board?community=${encodeURIComponent(communityId)}`],
        ['GET', `/console/cases/export.xlsx?community=${encodeURIComponent(communityId)}`],
        ['GET', `/console/cases/houses?community=${encodeURIComponent(communityId)}`],
        ['POST', '/console/cases/same-matter', { community: communityId, kind: 'repair', location: typed().location }],
        ['POST', '/console/cases', typed()],
        ['POST', '/console/cases', typed({ community: elsewhere, joins: found.id })],
        ['GET', `/console/cases/${found.id}/files/1`],
        ['POST', `/console/cases/${found.id}/parts`, { name: '阀', count: 1, price: null }],
        ['DELETE', `/console/cases/${found.id}/parts/x`],
        ['GET', `/console/cases/${found.id}/photos/x`],
        ['DELETE', `/console/cases/${found.id}/photos/x`],
        ['POST', `/console/cases/${found.id}/links`, { type: 'related', number: own.number }],
        ['POST', `/console/cases/${own.id}/links`, { type: 'related', number: found.number }],
        ['POST', '/console/case-lists', { name: '看看', query: { community: communityId }, shared: false }],
      ]
      for (const [method, path, body] of tries)
        expect([method, path, (await send(method, path, body, stranger)).status]).toEqual([method, path, 404])
      const photo = await fetch(`${server.url}/console/cases/${found.id}/photos?moment=before`, {
        method: 'POST',
        headers: { ...stranger.writing, 'content-type': 'application/octet-stream' },
        body: new Uint8Array(PNG),
      })
      expect(photo.status).toBe(404)
      expect((await list('state=all', stranger)).items.map(({ id }) => id)).toEqual([own.id])
    })
  })

  it('takes the filtered list out as a workbook that runs nothing, and notes who did', async () => {
    const exportsNoted = async () => {
      const act = `select 1 from audit where act = 'cases.export' and actor = 'li'`
      return (await server.db.query('export-noted', act)).length
    }
    const found = await given({
      summary: '=HYPERLINK("http://evil","点我")',
      category: '其他/导出',
      contact: { name: '@钱', phone: '+8613800001111' },
    })
    const call = (session: Session) =>
      fetch(`${server.url}/console/cases/export.xlsx?category=其他/导出`, { headers: session.reading })

    expect((await call(xu)).status).toBe(403)
    const before = await exportsNoted()
    const answer = await call(boss)
    const book = await bookOf(Buffer.from(await answer.arrayBuffer()))

    expect(answer.headers.get('content-disposition')).toContain('attachment')
    const sheetOne = book.worksheets[0]!
    expect(sheetOne.rowCount).toBe(2)
    const cells = (sheetOne.getRow(2).values as unknown[]).slice(1)
    expect(cells[0]).toBe(found.number)
    expect(cells).toEqual(
      expect.arrayContaining([`'=HYPERLINK("http://evil","点我")`, "'@钱", "'+8613800001111", '徐静']),
    )
    expect(await exportsNoted()).toBe(before + 1)
  })

  it('says on the tab of a workbook that it is cut off', async () => {
    const communityOfThree = await givenCommunity(server.db, '三张')
    for (const summary of ['一', '二', '三']) await given({ communityId: communityOfThree, summary })
    const viewer = { principal: { communityIds: null } as never, staffId: null, names: [], leads: true }
    const which = { filters: { community: communityOfThree }, viewer, now: AT, zone: ZONE }
    const tabOf = async (most: number) => {
      const [sheet] = (await bookOf(await exportCases(server.db, which, most))).worksheets
      return [sheet!.name, sheet!.rowCount - 1]
    }

    expect(await tabOf(3)).toEqual(['工单', 3])
    expect(await tabOf(2)).toEqual(['只有最新的2张，请分日期导出', 2])
  })

  async function bookOf(bytes: Buffer): Promise<Workbook> {
    const book = new Workbook()
    await book.xlsx.load(bytes as unknown as Parameters<typeof book.xlsx.load>[0])
    return book
  }

  async function wordsOf(bytes: Buffer): Promise<string> {
    const words: string[] = []
    for (const one of (await bookOf(bytes)).worksheets) one.eachRow((row) => words.push(JSON.stringify(row.values)))
    return words.join('\n')
  }
})
