import type { MadeMember, Members, OwnCommunities, StartState } from '../../../src/console/contract/own-company'
import { ensureCommunity, listCommunities } from '../../../src/records/community/community'
import { workdayOf } from '../../../src/records/community/own-days'
import { writeWorkbook } from '../../../src/platform/spreadsheet/write-workbook'
import { AT } from '../../records/given'
import { BEARER, givenServer, type GivenServer } from '../given-server'

const HOUSES = [{ buildings: '1-2', units: '1', floors: '1-3', doors: '1-2' }]

describe('the company in the console', () => {
  let server: GivenServer
  let communityId: string
  beforeAll(async () => {
    server = await givenServer({
      placeholders: [{ key: 'phone.service', label: '客服电话', explanation: '', example: '400', unit: '', value: '' }],
    })
    const made = await server.call('POST', '/console/communities', {
      name: '幸福家园',
      staffHours: '08:30-18:00',
      houses: HOUSES,
      values: { 'phone.service': '400-1' },
      days: [{ day: '2026-12-24', open: false }],
      id: 'first-try',
    })
    communityId = made.json.id
  })
  afterAll(() => server?.close())

  const start = async (): Promise<StartState> => (await server.call('GET', '/console/start')).json

  it('makes a community with its houses once, however often the request comes', async () => {
    const again = await server.call('POST', '/console/communities', {
      name: '幸福家园',
      staffHours: '08:30-18:00',
      houses: HOUSES,
      id: 'first-try',
    })
    const other = await server.call('POST', '/console/communities', { name: '幸福家园' })
    const { items } = (await server.call('GET', '/console/communities')).json as OwnCommunities

    expect(again.json).toEqual({ id: communityId })
    expect([other.status, other.json.error.code]).toEqual([409, 'community_taken'])
    expect(items).toMatchObject([
      { name: '幸福家园', homes: 12, buildings: ['1', '2'], hoursText: '每天8:30-18:00', sample: false },
    ])
    expect(items[0]?.values).toMatchObject([{ key: 'phone.service', value: '400-1' }])
    expect(await start()).toMatchObject({ communities: 1, homes: 12, staff: 0, withoutManager: ['幸福家园'] })
  })

  it('adds houses later and leaves those there are', async () => {
    const added = [{ buildings: '2-3', units: '1', floors: '1-3', doors: '1-2' }]
    const path = `/console/communities/${communityId}/houses`
    expect((await server.call('POST', path, { houses: added })).status).toBe(200)
    expect(await start()).toMatchObject({ homes: 18 })

    const wrong = await server.call('POST', path, { houses: [{ ...added[0], floors: '9-1' }] })
    const huge = await server.call('POST', path, {
      houses: [{ buildings: '1-99', units: '1-99', floors: '1-99', doors: '1' }],
    })
    expect([wrong.status, huge.status]).toEqual([400, 400])
    expect(await start()).toMatchObject({ homes: 18 })
  })

  it('brings houses in from the company’s own list once, after a look that changes nothing', async () => {
    const path = `/console/communities/${communityId}/houses/file`
    const send = async (query: string, body: string | Buffer, name = '房屋.csv') => {
      const answer = await fetch(`${server.url}${path}?filename=${encodeURIComponent(name)}${query}`, {
        method: 'POST',
        headers: { ...BEARER, 'content-type': 'application/octet-stream' },
        body: new Uint8Array(Buffer.from(body)),
      })
      return { status: answer.status, json: JSON.parse(await answer.text()) }
    }
    const list = '楼栋,单元,房号,类型,位置\n03栋,1单元,0101,,\n9,1,101,,\n9,1,101,,\n9,,无,,\n,,B1-17,车位,地下一层\n'
    const before = (await start()).homes

    const look = await send('&preview=true', list)
    expect(await start()).toMatchObject({ homes: before })
    const done = await send('&id=houses-once', list)
    const again = await send('&id=houses-once', list)
    const later = await send('&preview=true', list)
    const book = await send(
      '&preview=true',
      await writeWorkbook([{ name: '表', columns: [{ title: '房号' }], rows: [['9-1-102']] }]),
      '房屋.xlsx',
    )

    expect(look.json).toMatchObject({ created: 2, known: 1, faulty: 2 })
    expect(look.json.houses).toMatchObject([
      { row: 3, place: '9-1-101', isNew: true },
      { row: 6, place: '地下一层-B1-17', kind: 'parking', isNew: true },
      { row: 2, place: '3-1-101', isNew: false },
    ])
    expect(look.json.faults).toEqual([
      { row: 4, what: 'repeated', words: '3' },
      { row: 5, what: 'room', words: '无' },
    ])
    expect([done.json, again.json]).toMatchObject([{ created: 2 }, { created: 2 }])
    expect(later.json).toMatchObject({ created: 0, known: 3 })
    expect(book.json).toMatchObject({ created: 1, houses: [{ place: '9-1-102' }] })
    expect(await start()).toMatchObject({ homes: before + 1 })
    const told = await server.db.query(
      'told',
      `select facts from audit where act = 'community.houses' and target = $1 order by seq desc limit 1`,
      [communityId],
    )
    expect(told).toEqual([{ facts: { created: 2, file: '房屋.csv' } }])
    expect((await send('', '姓名,电话\n王,1\n')).json.error.code).toBe('house_headings')
    expect((await send('', 'x', '房屋.pdf')).status).toBe(400)
    const elsewhere = await fetch(`${server.url}/console/communities/cm-none/houses/file?filename=a.csv`, {
      method: 'POST',
      headers: { ...BEARER, 'content-type': 'text/csv' },
      body: list,
    })
    expect(elsewhere.status).toBe(404)
    await server.db.query('as-before', `delete from house where building = '9' or kind = 'parking'`)
  })

  it('takes staff in with an account whose password is shown this once, and names who answers in the end', async () => {
    const member = { name: '林志远', role: 'manager', title: '项目经理', communities: [communityId], lastResort: true }
    const { status, json, headers } = await server.call('POST', '/console/staff', {
      ...member,
      account: { account: 'lin', role: 'manager' },
    })
    const made = json as MadeMember

    expect([status, headers.get('cache-control')]).toEqual([200, 'no-store'])
    expect((await server.signIn('lin', made.password!)).answer.json.mustChange).toBe(true)
    const { items } = (await server.call('GET', '/console/staff')).json as Members
    expect(items).toMatchObject([{ ...member, accounts: ['lin'], active: true }])
    expect(await start()).toMatchObject({ staff: 1, withoutManager: [] })

    const second = { ...member, name: '何敏', account: null }
    const other = (await server.call('POST', '/console/staff', second)).json as MadeMember
    const { items: now } = (await server.call('GET', '/console/staff')).json as Members
    expect(now.filter(({ lastResort }) => lastResort).map(({ id }) => id)).toEqual([other.id])

    const wrong = await server.call('PUT', `/console/staff/${other.id}`, {
      ...second,
      account: undefined,
      role: 'repair',
    })
    expect([wrong.status, wrong.json.error.code]).toEqual([400, 'last_resort_role'])
  })

  it('leaves no member behind when the account cannot be made', async () => {
    const before = ((await server.call('GET', '/console/staff')).json as Members).items.length
    const refused = await server.call('POST', '/console/staff', {
      name: '张伟',
      role: 'repair',
      communities: [communityId],
      account: { account: 'lin', role: 'staff' },
    })
    expect(refused.status).toBe(409)
    expect(((await server.call('GET', '/console/staff')).json as Members).items).toHaveLength(before)
  })

  it('closes the sample for everybody, but not while owners talk there', async () => {
    const { db, clock } = server
    const { id } = await ensureCommunity(db, '示例', AT)
    await db.query('sample-of-test', 'update community set sample = true where id = $1', [id])
    await db.query(
      'staff-of-sample',
      `with s as (insert into staff (id, name, role, created_at) values ('st-sample', '示例', 'repair', $2) returning id)
       insert into staff_community (staff_id, community_id) select id, $1 from s`,
      [id, AT],
    )
    await server.call('POST', '/api/v1/web-chat/messages', { user: 'wang', text: '你好', community: '示例' })
    const path = `/console/communities/${id}/close`

    const busy = await server.call('POST', path)
    expect([busy.status, busy.json.error.code]).toEqual([409, 'community_in_use'])

    clock.advance(31 * 60_000)
    expect((await server.call('POST', path)).status).toBe(200)
    expect((await listCommunities(db)).map(({ name }) => name)).toEqual(['幸福家园'])
    const { items } = (await server.call('GET', '/console/staff')).json as Members
    expect(items.map(({ name }) => name)).not.toContain('示例')
    const own = await server.call('POST', `/console/communities/${communityId}/close`)
    expect([own.status, own.json.error.code]).toEqual([409, 'community_not_sample'])
  })

  it('writes every act down with who did it', async () => {
    const rows = await server.db.query<{ act: string }>(
      'audit-of-company',
      `select distinct act from audit where act ~ '^(community|staff)' order by 1`,
    )
    expect(rows.map(({ act }) => act)).toEqual([
      'community.close',
      'community.create',
      'community.houses',
      'staff.create',
    ])
  })
})

it('counts a working day by the community’s own word, else by the state’s calendar with its exchanged days', () => {
  const isOpen = workdayOf([
    { day: '2026-12-24', open: false },
    { day: '2026-10-01', open: true },
  ])

  expect(isOpen('2026-12-24')).toBe(false)
  expect(isOpen('2026-10-01')).toBe(true)
  expect(isOpen('2026-10-02')).toBe(false)
  expect(isOpen('2026-11-23')).toBe(true)
})
