import { Workbook } from 'exceljs'
import { createHash } from 'node:crypto'
import { hashPassword } from '../../../src/console/api/access/password'
import { actOnCase } from '../../../src/records/case/act-on-case'
import { openCase } from '../../../src/records/case/open-case'
import { AT, givenCommunity, givenStaff, givenTalk, repair } from '../../records/given'
import { TOKEN, givenServer, type GivenServer } from '../given-server'

jest.setTimeout(60_000)

const DAY = '2026-11-21'
const FIVE = ['客户声音', '收到时间', '答复内容', '答复时间', '跟进处理人']

describe('投诉日报', () => {
  let server: GivenServer
  let place: string
  beforeEach(async () => {
    server = await givenServer()
    place = await givenCommunity(server.db, '幸福家园')
    await givenStaff(server.db, { id: 'st-xu', name: '徐静', communityId: place })
  })
  afterEach(() => server.close())

  const complain = async (
    facts: Parameters<typeof repair>[1] & { says?: string[] } = {},
    community: string | null = place,
  ) => {
    const { says = ['楼上天天半夜装修，吵死了'], ...rest } = facts
    const talk = await givenTalk(server.db, { says, at: rest.at ?? AT })
    return server.db.tx((tx) =>
      openCase(
        tx,
        repair(talk, {
          ...{ kind: 'complaint', category: '噪音扰民/装修', summary: '楼上半夜装修', communityId: community },
          ...{ sameMatter: null, exchangeIds: talk.exchangeIds, ownerOfRecord: 'st-xu' },
          ...rest,
        }),
      ),
    )
  }
  const read = async (query = `date=${DAY}`, headers?: Record<string, string>) => {
    const answer = await server.call('GET', `/api/v1/reports/complaint-daily?${query}`, undefined, headers)
    expect(answer.status).toBe(200)
    return answer.json
  }
  const act = (id: string, given: object) =>
    server.db.tx((tx) => actOnCase(tx, id, { by: 'st-xu', ...given } as Parameters<typeof actOnCase>[2]))

  const workbook = async () => {
    const answer = await fetch(`${server.url}/api/v1/reports/complaint-daily?date=${DAY}&format=xlsx`, {
      headers: { authorization: `Bearer ${TOKEN}` },
    })
    const book = new Workbook()
    await book.xlsx.load(await answer.arrayBuffer())
    return book
  }

  it('has the five columns of the trade, the owner’s own words and the first answer of a person', async () => {
    const found = await complain({ says: ['楼上天天半夜装修', '吵死了，你们管不管'] })
    await act(found.id, { action: 'accept', at: new Date('2026-11-21T09:40:00+08:00') })
    await act(found.id, { action: 'progress', note: '已上门劝停', at: new Date('2026-11-21T10:00:00+08:00') })
    await act(found.id, { action: 'progress', note: '第二次上门', at: new Date('2026-11-21T11:00:00+08:00') })

    const report = await read()

    expect(report.columns.map(({ name }: { name: string }) => name)).toEqual(FIVE)
    expect(report.items).toEqual([
      expect.objectContaining({
        voice: '楼上天天半夜装修\n吵死了，你们管不管',
        receivedAt: '2026-11-21T09:30:00.000+08:00',
        answer: '已上门劝停',
        answeredAt: '2026-11-21T10:00:00.000+08:00',
        handler: '徐静',
        answeredBy: 'staff',
        number: found.number,
        conversationId: found.conversationId,
      }),
    ])
    const log = await server.call('GET', `/api/v1/exchanges?case=${found.id}`)
    expect(report.items[0].exchangeSeqs).toEqual(log.json.items.map(({ seq }: { seq: number }) => seq))
  })

  it('gives a past day again as it was, whatever happened since', async () => {
    await givenStaff(server.db, { id: 'st-chen', name: '陈强', communityId: place })
    const found = await complain()
    await act(found.id, { action: 'accept', at: AT })
    const onTheDay = await read()

    await act(found.id, { action: 'assign', to: 'st-chen', at: new Date('2026-11-22T08:00:00+08:00') })
    await act(found.id, { action: 'progress', note: '第二天才答复', at: new Date('2026-11-22T09:00:00+08:00') })
    await complain({ at: new Date('2026-11-22T00:00:00+08:00') })

    expect(await read()).toEqual(onTheDay)
    expect(onTheDay.items).toEqual([expect.objectContaining({ answer: null, answeredAt: null, handler: '徐静' })])
  })

  it('counts the day by the clock of the community, else of the company', async () => {
    await server.db.query('zone', `update community set time_zone = 'America/New_York' where id = $1`, [place])
    const home = await givenCommunity(server.db, '翠湖花园')
    const late = await complain({ at: new Date('2026-11-22T04:59:59Z') })
    await complain({ at: new Date('2026-11-22T05:00:00Z') })
    const early = await complain({ at: new Date('2026-11-20T16:00:00Z') }, home)
    await complain({ at: new Date('2026-11-21T16:00:00Z') }, home)

    const report = await read()

    expect(report.items.map(({ number }: { number: string }) => number).sort()).toEqual(
      [late.number, early.number].sort(),
    )
    expect(report.items.map(({ receivedAt }: { receivedAt: string }) => receivedAt.slice(0, 10))).toEqual([DAY, DAY])
  })

  it('is that of today when no day is given, and refuses what is no day', async () => {
    await complain()

    expect(await read('')).toMatchObject({ date: DAY, items: [{ handler: '徐静' }] })
    for (const query of ['date=2026-02-30', 'date=gestern', 'format=pdf'])
      expect((await server.call('GET', `/api/v1/reports/complaint-daily?${query}`)).status).toBe(400)
    expect((await server.call('GET', '/api/v1/reports/complaint-daily?community=没有')).status).toBe(404)
  })

  it('shows nobody behind an anonymous complaint, not even what was said to them', async () => {
    const found = await complain({
      says: ['我是王小明，13800138000，8栋2单元1505，保安骂人，别说是我说的'],
      ...{ summary: '保安骂人', anonymous: true, contact: { name: '王小明', phone: '13800138000' } },
    })
    await act(found.id, { action: 'accept', at: AT })

    const report = await server.call('GET', `/api/v1/reports/complaint-daily?date=${DAY}`)

    expect(report.json.items).toMatchObject([
      { voice: '保安骂人', anonymous: true, conversationId: null, exchangeSeqs: [], answer: null },
    ])
    expect(report.text).not.toMatch(/王小明|13800138000|1505/)
  })

  it('hides a complaint from whom it is about, and another community’s from a supervisor', async () => {
    const elsewhere = await givenCommunity(server.db, '别的小区')
    const theirs = await complain({ says: ['别的小区的投诉'] }, elsewhere)
    const about = await complain({ aboutStaff: ['st-xu'] })
    const plain = await complain({ says: ['门口没人扫'] })
    await server.db.query(
      'supervisor',
      `insert into console_account (id, name, password_hash, role, staff_id, created_at) values ('s', 's', $1, 'supervisor', 'st-xu', $2)`,
      [await hashPassword('pw'), AT],
    )
    const { reading } = await server.signIn('s', 'pw')
    const numbers = (report: { items: { number: string }[] }) => report.items.map(({ number }) => number)

    expect(numbers(await read(`date=${DAY}`, reading))).toEqual([plain.number])
    expect(numbers(await read())).toEqual([theirs.number, about.number, plain.number])
    const answer = await server.call(
      'GET',
      `/api/v1/reports/complaint-daily?community=${encodeURIComponent('别的小区')}`,
      undefined,
      reading,
    )
    expect(answer.status).toBe(404)
  })

  it('draws a fifth of each community, at least one, so that anybody can draw the same from the rule it tells', async () => {
    const other = await givenCommunity(server.db, '别的小区')
    for (let n = 0; n < 11; n++) await complain({ says: [`第${n}件`] })
    await complain({}, other)

    const report = await read()

    const hash = (number: string) => createHash('sha256').update(`${DAY}|${number}`).digest('hex')
    const lowest = (community: string, count: number): string[] =>
      report.items
        .filter((item: { community: string }) => item.community === community)
        .map(({ number }: { number: string }) => number)
        .sort((a: string, b: string) => (hash(a) < hash(b) ? -1 : 1))
        .slice(0, count)
    const drawn = report.spotCheck.items.map(({ number }: { number: string }) => number)
    expect([...drawn].sort()).toEqual([...lowest('幸福家园', 3), ...lowest('别的小区', 1)].sort())
    expect(report.spotCheck.items[0].hash).toBe(hash(drawn[0]))
    expect(report.spotCheck.rule).toMatch(/SHA-256/)
    expect((await read()).spotCheck).toEqual(report.spotCheck)
  })

  it('keeps what somebody found who looked into a complaint that was drawn, with who and when, beside the list', async () => {
    for (let n = 0; n < 6; n++) await complain({ says: [`第${n}件`] })
    server.clock.set(new Date('2026-11-22T09:00:00+08:00'))
    const before = await read()
    const [first, second] = before.spotCheck.items
    const check = (body: object) => server.call('POST', '/console/reports/spot-checks', { date: DAY, ...body })

    const answers = [
      await check({ caseId: first.caseId, verdict: 'wrong', note: '答复时间不对', id: 'one' }),
      await check({ caseId: first.caseId, verdict: 'wrong', note: '答复时间不对', id: 'one' }),
      await check({ caseId: first.caseId, verdict: 'right', note: '=已补记，核对无误' }),
      await check({ caseId: second.caseId, verdict: 'right' }),
    ]

    expect(answers.map(({ status }) => status)).toEqual([204, 204, 204, 204])
    const report = await read()
    const at = '2026-11-22T09:00:00.000+08:00'
    expect(report.spotCheck.items).toEqual([
      { ...first, result: { verdict: 'right', note: '=已补记，核对无误', by: 'api', at } },
      { ...second, result: { verdict: 'right', note: '', by: 'api', at } },
    ])
    expect(report.items).toEqual(before.items)
    const kept = await server.db.query<{ verdict: string }>('kept', 'select verdict from spot_check order by seq')
    expect(kept.map(({ verdict }) => verdict)).toEqual(['wrong', 'right', 'right'])
    const told = await server.db.query('told', `select actor, target, facts from audit where act = 'report.check'`)
    expect(told[0]).toEqual({ actor: 'api', target: first.number, facts: { date: DAY, verdict: 'wrong' } })
    const sheet = (await workbook()).getWorksheet('抽查')!
    expect((sheet.getRow(2).values as unknown[]).slice(4, 8)).toEqual([
      ...['属实', "'=已补记，核对无误", 'api'],
      new Date('2026-11-22T09:00:00Z'),
    ])
  })

  it('takes no result for what was not drawn, for a day that is not over, nor without saying what is wrong', async () => {
    for (let n = 0; n < 6; n++) await complain({ says: [`第${n}件`] })
    const report = await read()
    const drawn: string[] = report.spotCheck.items.map(({ caseId }: { caseId: string }) => caseId)
    const other = report.items.find(({ caseId }: { caseId: string }) => !drawn.includes(caseId))
    const check = async (body: object) => {
      const answer = await server.call('POST', '/console/reports/spot-checks', { date: DAY, verdict: 'right', ...body })
      return [answer.status, answer.json.error.code]
    }

    expect(await check({ caseId: drawn[0] })).toEqual([409, 'day_not_over'])
    server.clock.set(new Date('2026-11-22T00:00:00+08:00'))
    expect(await check({ caseId: other.caseId })).toEqual([409, 'not_drawn'])
    expect(await check({ caseId: 'cs_nobody' })).toEqual([404, 'case_not_found'])
    expect(await check({ caseId: drawn[0], date: '2026-11-20' })).toEqual([404, 'case_not_found'])
    expect(await check({ caseId: drawn[0], verdict: 'wrong', note: ' ' })).toEqual([400, 'invalid_request'])
  })

  it('lets nobody check what they had in hands themselves, what is about them or is of another community', async () => {
    const elsewhere = await givenCommunity(server.db, '别的小区')
    await givenStaff(server.db, { id: 'st-lin', name: '林主管', communityId: place })
    const own = await complain({ ownerOfRecord: 'st-lin' })
    const theirs = await complain({}, elsewhere)
    server.clock.set(new Date('2026-11-22T09:00:00+08:00'))
    await server.db.query(
      'supervisor',
      `insert into console_account (id, name, password_hash, role, staff_id, created_at) values ('s', 's', $1, 'supervisor', 'st-lin', $2)`,
      [await hashPassword('pw'), AT],
    )
    const { writing } = await server.signIn('s', 'pw')
    const check = async (caseId: string) => {
      const body = { date: DAY, caseId, verdict: 'right' }
      const answer = await server.call('POST', '/console/reports/spot-checks', body, writing)
      return [answer.status, answer.json?.error.code]
    }

    expect(await check(own.id)).toEqual([409, 'own_check'])
    expect(await check(theirs.id)).toEqual([404, 'case_not_found'])
    await server.db.query('hide', `update cases set about_staff = '{st-lin}' where id = $1`, [own.id])
    expect(await check(own.id)).toEqual([404, 'case_not_found'])
    expect(await server.db.query('none', 'select from spot_check')).toEqual([])
  })

  it('is a workbook too, with the five columns first and nothing in it that would run', async () => {
    await complain({ says: ['=HYPERLINK("http://x.example","点我")', '@SUM(1+1)|cmd'] })
    await complain({ says: ['+1+1'], at: new Date('2026-11-21T10:00:00+08:00') })

    const answer = await fetch(`${server.url}/api/v1/reports/complaint-daily?date=${DAY}&format=xlsx`, {
      headers: { authorization: `Bearer ${TOKEN}` },
    })
    const book = new Workbook()
    await book.xlsx.load(await answer.arrayBuffer())

    expect(answer.headers.get('content-type')).toMatch(/spreadsheetml/)
    const [sheet, checks] = [book.worksheets[0]!, book.worksheets[1]!]
    expect((sheet.getRow(1).values as string[]).slice(1, 6)).toEqual(FIVE)
    expect(sheet.getCell('A2').value).toBe(`'=HYPERLINK("http://x.example","点我")\n@SUM(1+1)|cmd`)
    expect(sheet.getCell('A3').value).toBe(`'+1+1`)
    expect(sheet.getCell('B3').value).toEqual(new Date('2026-11-21T10:00:00Z'))
    expect(sheet.getCell('C2').value).toBe('（当天没有答复）')
    for (const each of book.worksheets)
      each.eachRow((row) =>
        row.eachCell((cell) => expect([cell.formula, cell.hyperlink]).toEqual([undefined, undefined])),
      )
    expect(checks.name).toBe('抽查')
    const kept = await server.db.query<{ act: string }>('audited', `select act from audit where act like 'report.%'`)
    expect(kept).toEqual([{ act: 'report.export' }])
  })
})
