import { closeStages, MORNING, openHandoverStage, type Stage } from '../../tasks/handover/stage'

let stage: Stage
beforeEach(async () => void (stage = await openHandoverStage({ at: MORNING })))
afterEach(() => stage.close())
afterAll(closeStages)

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
