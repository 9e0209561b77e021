import { closeStages, MORNING, openHandoverStage, type Stage } from '../../tasks/handover/stage'

let stage: Stage
beforeEach(async () => void (stage = await openHandoverStage({ at: MORNING })))
afterEach(() => stage.close())
afterAll(closeStages)

const standing = () =>
  stage.db.query<{ id: string; status: string; added: string[] | null }>(
    'standing',
    `select id, status, details -> 'added' as added from cases order by seq`,
    [],
  )
const lightOfTwo = async () => {
  for (const user of ['u1', 'u2']) for (const words of ['3栋2单元楼道的灯不亮', '确认']) await stage.say(words, user)
  await stage.pass(0)
}

const records = () =>
  stage.db.query<{ location: object; contact: object; reporters: number }>(
    'records',
    `select location, contact, (select count(*)::int from case_reporter r where r.case_id = c.id) as reporters
       from cases c order by seq`,
  )

test('who joined what a neighbour reported changes neither its place nor whom to ring', async () => {
  for (const [user, phone] of [
    ['u1', '13811112222'],
    ['u2', '13833334444'],
  ] as const)
    for (const words of [`3栋2单元楼道的灯不亮，${phone}`, '确认']) await stage.say(words, user)
  const before = await records()

  await stage.say('不对，是5栋2单元，电话改成13855556666', 'u2')

  expect(before).toMatchObject([{ reporters: 2, location: { building: '3' }, contact: { phone: '13811112222' } }])
  expect((await records())[0]).toEqual(before[0])
})

test('staff run to where a danger was told first, though a neighbour tells of it from another home', async () => {
  await stage.say('3栋2单元301厨房着火了，好大的烟', 'u1')
  await stage.say('3栋2单元301厨房着火了', 'u2')
  const before = await records()

  await stage.say('我在3栋2单元502', 'u2')

  expect(before).toMatchObject([{ reporters: 2, location: { room: '301' } }])
  expect(await records()).toEqual(before)
  expect((await stage.notices()).at(-1)!.text).toContain('502')
})

test('who joined what a neighbour reported and needs nothing more takes nothing from the neighbour', async () => {
  await lightOfTwo()

  const said = await stage.say('不用修了，取消吧', 'u2')

  expect(said.join()).toContain('您这边不用再操心')
  expect(await standing()).toMatchObject([{ status: 'open', added: ['一起报的邻居说自己不用了，其他人的照常处理'] }])
  expect((await stage.pass(0)).join()).not.toContain('撤销')
})

test('a made-up menu id ends no case that somebody else reported', async () => {
  await lightOfTwo()
  const { id } = (await standing())[0]!

  const joined = await stage.tap(`case_end_${id}`, 'u2')
  const stranger = await stage.tap(`case_end_${id}`, 'u3')

  expect(await standing()).toMatchObject([{ status: 'open' }])
  expect(joined.join()).toContain('负责的同事照常办好')
  expect(stranger.join()).not.toContain('BX-')
})

test('who reported it alone takes it back', async () => {
  for (const words of ['3栋2单元楼道的灯不亮', '确认', '不用修了，取消吧']) await stage.say(words)

  expect(await standing()).toMatchObject([{ status: 'cancelled' }])
})
