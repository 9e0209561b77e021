import { actOnCase } from '../../src/records/case/act-on-case'
import { SERVICE_POLICY_SETTING, shippedServicePolicy } from '../../src/records/handoff/service-policy'
import { removeSetting, writeSetting } from '../../src/records/setting'
import { levelsOfChain, openRatingChains } from '../../src/records/rating/rating-chain'
import { closeStages, MORNING, NIGHT, openHandoverStage, type Stage } from './handover/stage'

let stage: Stage
afterEach(() => stage.close())
afterAll(closeStages)

const theCase = async () =>
  (
    await stage.db.query<{ id: string; status: string; rating: { score: number } | null }>(
      'the-case',
      'select id, status, rating from cases order by seq desc limit 1',
      [],
    )
  )[0]!
const act = async (action: 'accept' | 'resolve' | 'progress' | 'reopen', note = '') => {
  const { id } = await theCase()
  await stage.db.tx((tx) => actOnCase(tx, id, { action, by: 'xu-jing', note, at: stage.clock.now() }))
}
const resolved = async (at: string = MORNING) => {
  stage = await openHandoverStage({ at })
  await stage.say('保洁从来不扫我们楼道，3栋2单元')
  await act('accept')
  await act('resolve', '已安排每天清扫')
}

test('the owner confirms and rates in one tap; a high score is thanked for and ends the case', async () => {
  await resolved()
  const asked = await stage.pass(0)
  const { id } = await theCase()

  const said = await stage.tap(`rate_${id}_5`)

  expect(asked.filter((text) => text.includes('打个分'))).toHaveLength(1)
  expect(said.join()).toContain('谢谢')
  expect(await theCase()).toMatchObject({ status: 'closed', rating: { score: 5 } })
  await stage.pass(0)
  expect(await openRatingChains(stage.db, null)).toEqual([])
})

test.each([
  { good: 5, score: 4, hears: '主管', chains: 1 },
  { good: 3, score: 3, hears: '谢谢您的评分', chains: 0 },
])(
  'what the owner hears of $score where $good is good is what the chain does',
  async ({ good, score, hears, chains }) => {
    await resolved()
    const table = shippedServicePolicy()
    const value = { ...table, rating: { ...table.rating, good } }
    await writeSetting(stage.db, { scope: '', key: SERVICE_POLICY_SETTING, value, by: 'admin', at: stage.clock.now() })
    await stage.pass(0)
    const { id } = await theCase()

    const said = await stage.tap(`rate_${id}_${score}`)
    await stage.pass(0)
    await removeSetting(stage.db, '', SERVICE_POLICY_SETTING)

    expect(said.join()).toContain(hears)
    expect(await openRatingChains(stage.db, null)).toHaveLength(chains)
  },
)

test('「好」 right after our question closes the case', async () => {
  await resolved()
  await stage.pass(0)

  await stage.say('好')

  expect((await theCase()).status).toBe('closed')
})

test('「好」 to something else leaves the case open; that it is mended closes it', async () => {
  await resolved()
  await stage.pass(0)
  await stage.say('你好')
  await stage.say('好')
  const elsewhere = (await theCase()).status

  await stage.say('修好了，谢谢')

  expect([elsewhere, (await theCase()).status]).toEqual(['resolved', 'closed'])
})

test('asked once for each result, also when the job is delivered again', async () => {
  await resolved()
  await stage.pass(0)
  await stage.db.query('again', `update job set status = 'waiting' where kind = 'case-resolved'`, [])

  expect(await stage.pass(0)).toEqual([])
})

test('a result reached at night is told and asked about in the morning', async () => {
  await resolved(NIGHT)

  const atNight = await stage.pass(5)
  const morning = await stage.pass(9 * 60)

  expect(atNight.join()).not.toContain('打个分')
  expect(morning.filter((text) => text.includes('打个分'))).toHaveLength(1)
})

test('somebody who is angry hears the result without a form, and is asked the next day when it has blown over', async () => {
  stage = await openHandoverStage({ at: MORNING })
  await stage.say('你们物业都是一群废物，楼道脏成这样，3栋2单元，拿钱不干活的垃圾')
  await stage.db.query('served', `update handoff set status = 'closed', closed_at = $1`, [stage.clock.now()])
  await act('accept')
  await act('resolve', '已清扫')

  const now = await stage.pass(0)
  const nextDay = await stage.pass(23 * 60)

  expect(now.join()).toContain('处理完了：已清扫')
  expect(now.join()).not.toContain('打个分')
  expect(nextDay.filter((text) => text.includes('打个分'))).toHaveLength(1)
})

test.each(['1', '-1', '5', '3分'])('a first word 「%s」 is no rating when nobody asked for one', async (word) => {
  stage = await openHandoverStage({ at: MORNING })
  await stage.say('保洁从来不扫我们楼道，3栋2单元')
  await act('accept')
  await act('resolve')
  await stage.db.query('not-asked', `delete from job where kind = 'case-resolved'`, [])

  const said = await stage.say(word)

  expect(said.join()).not.toMatch(/评分|主管/)
  expect((await theCase()).rating).toBeNull()
})

test('a bare digit answers our question, and another owner of the same case is not asked and does not count', async () => {
  await resolved()
  await stage.pass(0)
  const { id } = await theCase()

  const stranger = await stage.tap(`rate_${id}_1`, 'u2')
  const own = await stage.say('4')

  expect(stranger.join()).toContain('之前的选项')
  expect(own.join()).toContain('谢谢')
  expect((await theCase()).rating).toMatchObject({ score: 4 })
})

test('a low score goes up level by level at the set times, and a level held by the same person is passed over on record', async () => {
  await resolved()
  await stage.pass(0)
  const { id } = await theCase()
  const said = await stage.tap(`rate_${id}_2`)
  await stage.pass(0)
  const [chain] = await openRatingChains(stage.db, null)
  const posts = async () => (await levelsOfChain(stage.db, chain!.id)).map(({ post, staff }) => [post, staff])

  const atOnce = await posts()
  await stage.pass(31)
  const afterHalfAnHour = await posts()
  await stage.pass(90)
  await stage.pass(120)

  expect(said.join()).toMatch(/对不起.*主管今天中午12:\d\d前联系您/s)
  expect(atOnce).toEqual([['responsible', 'xu-jing']])
  expect(afterHalfAnHour.at(-1)).toEqual(['supervisor', 'he-min'])
  expect(await posts()).toEqual([
    ['responsible', 'xu-jing'],
    ['supervisor', 'he-min'],
    ['service_centre', 'song-yan'],
    ['manager', 'lin-zhiyuan'],
  ])
})

test('the chain ends when one of us has been in touch, and the supervisor call we named is kept', async () => {
  await resolved()
  await stage.pass(0)
  await stage.tap(`rate_${(await theCase()).id}_1`)
  await stage.pass(0)
  await act('reopen', '主管已电话道歉，重新处理')

  await stage.pass(3 * 60)

  expect(await openRatingChains(stage.db, null)).toEqual([])
  expect(await stage.db.query('call', `select ending from promise where what like '%低分回访'`, [])).toEqual([
    { ending: 'kept' },
  ])
})

test('a better score after all ends the chain', async () => {
  await resolved()
  await stage.pass(0)
  const { id } = await theCase()
  await stage.tap(`rate_${id}_2`)
  await stage.pass(0)

  await stage.tap(`rate_${id}_5`)
  await stage.pass(0)

  expect(await openRatingChains(stage.db, null)).toEqual([])
})

test('a neighbour who reported the same matter hears that it is done and is not asked for a score', async () => {
  stage = await openHandoverStage({ at: MORNING })
  for (const user of ['u1', 'u2']) {
    await stage.say('3栋2单元电梯坏了，按键没反应', user)
    await stage.say('不留', user)
    await stage.say('确认', user)
  }
  const reporters = await stage.db.query('reporters', 'select user_id from case_reporter', [])
  await act('accept')
  await act('resolve', '换了按键')

  const told = await stage.pass(0)

  expect(reporters).toHaveLength(2)
  const results = told.filter((text) => text.includes('处理完了：换了按键'))
  expect(results).toHaveLength(2)
  expect(results.filter((text) => text.includes('打个分'))).toHaveLength(1)
})

test('a neighbour whom a person serves just then hears of the result afterwards, also when it is closed by then', async () => {
  stage = await openHandoverStage({ at: MORNING })
  for (const user of ['u1', 'u2']) {
    await stage.say('3栋2单元电梯坏了，按键没反应', user)
    await stage.say('不留', user)
    await stage.say('确认', user)
  }
  const serve = (muted: boolean) =>
    stage.db.query('serve', 'update conversation set muted = $1 where id = $2', [muted, stage.conversationId('u2')])
  await serve(true)
  await act('accept')
  await act('resolve', '换了按键')

  const atOnce = await stage.pass(0)
  const { id } = await theCase()
  await stage.tap(`rate_${id}_5`)
  const served = await stage.pass(31)
  await serve(false)
  const free = await stage.pass(31)

  const results = (told: string[]) => told.filter((text) => text.includes('处理完了：换了按键')).length
  expect([atOnce, served, free].map(results)).toEqual([1, 0, 1])
  expect((await theCase()).status).toBe('closed')
  expect(results(await stage.pass(120))).toBe(0)
})
