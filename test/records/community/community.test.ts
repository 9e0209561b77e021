import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseCommunityFile } from '../../../src/records/community/community-file'
import {
  communityOfNewTalk,
  ensureCommunity,
  findCommunity,
  setCommunityValues,
} from '../../../src/records/community/community'
import { OUTSIDE_BODIES_SETTING } from '../../../src/records/community/community-settings'
import { expandRange } from '../../../src/records/community/expand-range'
import { findHouse, findPlace } from '../../../src/records/community/house'
import { lastResort, onCallStaff } from '../../../src/records/community/on-call'
import { isInShift, onDutyStaff } from '../../../src/records/community/on-duty'
import { officeHours } from '../../../src/records/community/office-hours'
import { OWN_DAYS_SETTING } from '../../../src/records/community/own-days'
import { chooseOwnerOfRecord, NOBODY_NAMED } from '../../../src/records/community/owner-of-record'
import { seedCommunity } from '../../../src/records/community/seed-community'
import { communitiesOfStaff, findStaff, staffOf } from '../../../src/records/community/staff'
import { readSetting, writeSetting } from '../../../src/records/setting'
import { isWithinHours, parseStaffHours } from '../../../src/platform/staff-hours'
import { createTestDatabase, type TestDatabase } from '../../support/database'
import { AT, ZONE, givenCommunity, givenStaff } from '../given'

const SAMPLE = readFileSync(join(__dirname, '../../../knowledge/sample-community.yml'), 'utf8')
const noon = new Date('2026-11-21T12:00:00+08:00')
const night = new Date('2026-11-21T23:00:00+08:00')

let test$: TestDatabase
beforeEach(async () => {
  test$ = await createTestDatabase()
})
afterEach(() => test$.close())

const seedSample = () => test$.db.tx((tx) => seedCommunity(tx, parseCommunityFile(SAMPLE), { sample: true, at: AT }))

describe('the sample community', () => {
  test('brings every home, shop, parking space, gate and public place', async () => {
    const id = await seedSample()

    const kinds = await test$.db.query<{ kind: string; count: number }>(
      'kinds',
      'select kind, count(*)::int as count from house where community_id = $1 group by kind order by kind',
      [id],
    )
    expect(kinds).toEqual([
      { kind: 'home', count: 6 * 2 * 18 * 2 + 2 * 3 * 6 * 2 },
      { kind: 'parking', count: 120 + 120 + 30 },
      { kind: 'public', count: 19 + 3 },
      { kind: 'shop', count: 12 },
    ])
    expect(await findHouse(test$.db, id, { building: '3', unit: '1', room: '1202' })).toMatchObject({ kind: 'home' })
    expect(await findPlace(test$.db, id, '地库')).toMatchObject({ name: '地下车库B1' })
    expect(await findPlace(test$.db, id, '正门')).toMatchObject({ name: '南门' })
  })

  test('is found by id, name and what people call it', async () => {
    const id = await seedSample()

    for (const word of [id, '翠湖花园', '翠湖小区', ' 翠湖 '])
      expect((await findCommunity(test$.db, word))?.id).toBe(id)
    expect(await findCommunity(test$.db, '桂园')).toBeNull()
  })

  test('is written once, and what a company changed stays', async () => {
    const id = await seedSample()
    await setCommunityValues(test$.db, id, { 'phone.service': '021-1234', 'phone.gas': '' })
    await seedSample()

    const found = await findCommunity(test$.db, id)
    expect(found?.settings['phone.service']).toBe('021-1234')
    expect(found?.settings).not.toHaveProperty('phone.gas')
    expect(found?.settings['fee.residential']).toBe('2.80')
  })

  test('names the bodies outside the red line with their numbers', async () => {
    const id = await seedSample()

    expect(await readSetting(test$.db, id, OUTSIDE_BODIES_SETTING)).toContainEqual({
      key: 'gas',
      name: '示例市燃气公司',
      phone: '400-000-0013',
      answersFor: ['燃气泄漏', '开通点火', '燃气表', '燃气费'],
    })
  })

  test('is refused without a named manager, and with people nobody knows', () => {
    expect(() => parseCommunityFile(SAMPLE.replace('manager: lin-zhiyuan', 'manager: he-min'))).toThrow(
      expect.objectContaining({ code: 'no_named_manager' }),
    )
    expect(() => parseCommunityFile(SAMPLE.replace('  manager: lin-zhiyuan', ''))).toThrow(
      expect.objectContaining({ code: 'no_named_manager' }),
    )
    expect(() => parseCommunityFile(SAMPLE.replace('staff: [qin-hao, guo-dong] }', 'staff: [nobody] }'))).toThrow(
      expect.objectContaining({ code: 'unknown_staff' }),
    )
    expect(() => parseCommunityFile('community: { name: 翠湖 }')).toThrow(/community\.key/)
  })
})

describe('staff', () => {
  test('are on duty by their shift, also over midnight', async () => {
    const id = await seedSample()

    const names = async (at: Date) => (await onDutyStaff(test$.db, id, at, ZONE)).map(({ name }) => name)
    expect(await names(noon)).toHaveLength(9)
    expect(await names(night)).toEqual(['郭东', '秦浩'])
    expect(isInShift({ from: '20:00', to: '08:00' }, new Date('2026-11-21T08:00:00+08:00'), ZONE)).toBe(false)
    expect(isInShift({ from: '20:00', to: '08:00' }, new Date('2026-11-21T07:59:00+08:00'), ZONE)).toBe(true)
    expect(isInShift({ from: '08:00', to: '20:00' }, new Date('2026-11-21T08:00:00+08:00'), ZONE)).toBe(true)
  })

  test('are rung in the order of the emergency, the named manager last', async () => {
    const id = await seedSample()

    const rung = async (type?: string) => (await onCallStaff(test$.db, id, type)).map(({ name }) => name)
    expect((await rung('elevator')).slice(0, 3)).toEqual(['秦浩', '马强', '周健'])
    expect((await rung('water'))[0]).toBe('郭东')
    for (const type of ['elevator', 'water', 'gas', undefined]) expect((await rung(type)).at(-1)).toBe('林志远')
  })

  test('of one community are not shown for another, but its chain still ends with a named person', async () => {
    const id = await seedSample()
    const other = await givenCommunity(test$.db, '桂园')

    expect(await staffOf(test$.db, other)).toEqual([])
    expect((await lastResort(test$.db, other))?.name).toBe('林志远')
    expect(await communitiesOfStaff(test$.db, 'lin-zhiyuan')).toEqual([id])
  })

  test('are found by id, WeCom user id, or a name that only one bears', async () => {
    await seedSample()
    await givenStaff(test$.db, { id: 's1', name: '张伟' })
    await givenStaff(test$.db, { id: 's2', name: '张伟' })
    await givenStaff(test$.db, { id: 's3', name: '走了', active: false })
    await test$.db.query('wecom', `update staff set wecom_userid = 'MaQiang' where id = 'ma-qiang'`)

    for (const who of ['ma-qiang', 'MaQiang', 'maqiang', '马强'])
      expect((await findStaff(test$.db, who))?.id).toBe('ma-qiang')
    for (const who of ['张伟', '走了', 's3', '无此人']) expect(await findStaff(test$.db, who)).toBeNull()
  })
})

describe('the owner of record of a new matter', () => {
  const choose = (communityId: string | null, at: Date, building?: string, except?: string[]) =>
    chooseOwnerOfRecord(test$.db, { communityId, building, at, zone: ZONE, except })

  test('is the housekeeper of the building while on duty', async () => {
    const id = await seedSample()

    expect(await choose(id, noon, '3')).toBe('xu-jing')
    expect(await choose(id, noon, '7')).toBe('fang-yu')
    expect(await choose(id, noon, '7', ['fang-yu'])).not.toBe('fang-yu')
  })

  test('is whoever works at night, and the named manager when nobody does', async () => {
    const id = await seedSample()

    expect(['guo-dong', 'qin-hao']).toContain(await choose(id, night, '3'))
    await test$.db.query('no-shifts', `update staff_community set duty = '{}'`)
    expect(await choose(id, night, '3')).toBe('lin-zhiyuan')
    expect(await choose(null, noon)).toBe('lin-zhiyuan')
  })

  test('is another leader when the complaint is about the last named manager and nobody works', async () => {
    const id = await seedSample()
    await test$.db.query('no-shifts', `update staff_community set duty = '{}'`)

    const chosen = await choose(id, night, '3', ['lin-zhiyuan'])

    const [{ role }] = (await test$.db.query<{ role: string }>('role', 'select role from staff where id = $1', [
      chosen,
    ])) as [{ role: string }]
    expect([chosen === 'lin-zhiyuan', ['manager', 'supervisor'].includes(role)]).toEqual([false, true])
  })

  test('is ourselves only where nobody was named at all', async () => {
    expect(await choose(null, noon)).toBe(NOBODY_NAMED)
  })
})

describe('when people work', () => {
  const company = { zone: ZONE, hours: parseStaffHours('00:00-24:00') }
  const isOpen = async (communityId: string | null, at: Date) => {
    const { hours, zone } = await officeHours(test$.db, communityId, company)
    return isWithinHours(hours, at, zone)
  }

  test('is the community’s own hours, else the company’s', async () => {
    const id = await givenCommunity(test$.db)
    expect([await isOpen(id, night), await isOpen(null, night)]).toEqual([true, true])

    await test$.db.query('own-hours', `update community set staff_hours = '08:30-18:00' where id = $1`, [id])
    expect([await isOpen(id, noon), await isOpen(id, night)]).toEqual([true, false])
  })

  test('is no day that the community has off', async () => {
    const id = await givenCommunity(test$.db)
    const value = [
      { day: '2026-11-21', open: false },
      { day: '2026-11-22', open: true },
    ]
    await writeSetting(test$.db, { scope: id, key: OWN_DAYS_SETTING, value, by: 'admin', at: AT })

    expect([await isOpen(id, noon), await isOpen(id, new Date('2026-11-22T12:00:00+08:00'))]).toEqual([false, true])
  })
})

describe('an address', () => {
  test('names a home when exactly one fits', async () => {
    const id = await seedSample()

    expect((await findHouse(test$.db, id, { building: '03', unit: '01', room: '1202' }))?.id).toBe('cuihu-3-1-1202')
    expect(await findHouse(test$.db, id, { building: '3', room: '1202' })).toBeNull()
    expect(await findHouse(test$.db, id, { building: '3', unit: '1', room: '9999' })).toBeNull()
    expect(await findHouse(test$.db, id, { room: '1202' })).toBeNull()
  })

  test('ranges are written short', () => {
    expect(expandRange('1-3')).toEqual(['1', '2', '3'])
    expect(expandRange('A009-A011')).toEqual(['A009', 'A010', 'A011'])
    expect(expandRange('1-2,5')).toEqual(['1', '2', '5'])
    expect(() => expandRange('5-1')).toThrow(expect.objectContaining({ failure: 'invalid' }))
  })
})

describe('an owner who has not said where they live', () => {
  test('belongs to the only community there is, the sample for the web chat alone', async () => {
    const sample = await seedSample()

    expect((await communityOfNewTalk(test$.db, 'web'))?.id).toBe(sample)
    expect(await communityOfNewTalk(test$.db, 'wecom-kf')).toBeNull()
  })

  test('belongs to none while there are two', async () => {
    await seedSample()
    const { id } = await ensureCommunity(test$.db, '桂园', AT)

    expect(await communityOfNewTalk(test$.db, 'web')).toBeNull()
    expect((await communityOfNewTalk(test$.db, 'wecom-kf'))?.id).toBe(id)
    await ensureCommunity(test$.db, '梅园', AT)
    expect(await communityOfNewTalk(test$.db, 'wecom-kf')).toBeNull()
  })
})

test('a community of a new name is made once, also by two at once', async () => {
  const made = await Promise.all([1, 2, 3].map(() => test$.db.tx((tx) => ensureCommunity(tx, '桂园', AT))))

  expect(new Set(made.map(({ id }) => id)).size).toBe(1)
  expect(made.filter(({ created }) => created)).toHaveLength(1)
})

test('writing the same setting again is no change', async () => {
  const write = (value: unknown) => writeSetting(test$.db, { scope: '', key: 'k', value, by: 'admin', at: AT })
  const version = async () =>
    (await test$.db.query<{ version: string }>('v', `select version from setting`))[0]?.version

  await write({ a: 1 })
  await write({ a: 1 })
  expect(await version()).toBe('1')
  await write({ a: 2 })
  expect(await version()).toBe('2')
})
