import { actOnCase } from '../../src/records/case/act-on-case'
import { acceptHandoff } from '../../src/records/handoff/accept-handoff'
import { openCase } from '../../src/records/case/open-case'
import { getCase } from '../../src/records/case/read-case'
import { listHandoffs } from '../../src/records/handoff/find-handoffs'
import { makePromise } from '../../src/records/promise/promise'
import { repair } from '../records/given'
import { closeStages, MORNING, NIGHT, openHandoverStage, type Stage } from './handover/stage'

let stage: Stage
afterEach(() => stage.close())
afterAll(closeStages)

interface Row {
  what: string
  kind: string
  ending: string | null
  step: number
  told: boolean
}

const ledger = () =>
  stage.db.query<Row>(
    'ledger',
    'select what, kind, ending, step, told_at is not null as told from promise order by made_at, due_at, id',
    [],
  )
const theCase = async () =>
  (
    await stage.db.query<{ id: string; number: string }>(
      'the-case',
      'select id, number from cases order by seq desc limit 1',
      [],
    )
  )[0]!
const act = async (action: 'accept' | 'progress' | 'pause' | 'resume' | 'resolve', note = '') => {
  const { id } = await theCase()
  await stage.db.tx((tx) => actOnCase(tx, id, { action, by: 'xu-jing', note, at: stage.clock.now() }))
}
const fileRepair = async () => {
  await stage.say('3栋2单元501客厅灯不亮')
  await stage.say('明天上午，13812345678')
  await stage.say('确认')
}

test('a result that did not come in time is told before the owner asks, once, with an apology and a new time in the ledger', async () => {
  stage = await openHandoverStage({ at: MORNING })
  await stage.say('保洁从来不扫我们楼道，3栋2单元')
  const before = await ledger()

  const told = await stage.pass(25 * 60)
  const again = await stage.pass(1)

  expect(before).toEqual([{ what: expect.stringMatching(/^TS-/), kind: 'result', ending: null, step: 0, told: false }])
  expect(told).toHaveLength(1)
  expect(told[0]).toMatch(/是我们失信了，对不起.*许静.*前给您回话/)
  expect(again).toEqual([])
  expect((await ledger()).map(({ ending, step, told: isTold }) => [ending, step, isTold])).toEqual([
    ['broken', 0, true],
    [null, 1, false],
  ])
  expect((await stage.notices()).at(-1)?.text).toContain('承诺超时')
})

test('a word that is broken again goes up to the named manager, and then people speak and not the machine', async () => {
  stage = await openHandoverStage({ at: MORNING })
  await stage.say('保洁从来不扫我们楼道，3栋2单元')

  const first = await stage.pass(25 * 60)
  const second = await stage.pass(3 * 60)
  const third = await stage.pass(3 * 60)
  const after = await stage.pass(3 * 24 * 60)

  expect([first, second, third, after].map((words) => words.length)).toEqual([1, 1, 1, 0])
  expect(second[0]).toContain('何敏')
  expect(third[0]).toContain('林志远')
  expect((await ledger()).every(({ ending }) => ending === 'broken')).toBe(true)
})

test('a broken word goes to nobody the complaint is about: their post is passed over', async () => {
  stage = await openHandoverStage({ at: MORNING })
  await stage.say('保洁从来不扫我们楼道，3栋2单元')
  await stage.db.query(
    'about-the-supervisor',
    `update cases set about_staff = array(select id from staff where role = 'supervisor')`,
    [],
  )

  const first = await stage.pass(25 * 60)
  const second = await stage.pass(3 * 60)
  const third = await stage.pass(3 * 60)

  expect(first[0]).toContain('许静')
  expect(second[0]).toContain('值班同事')
  expect(third[0]).toContain('林志远')
  expect(JSON.stringify(await stage.notices())).not.toContain('何敏')
})

test('a visit the owner puts off moves the word, and nobody apologises for the day they did not want', async () => {
  stage = await openHandoverStage({ at: MORNING })
  await fileRepair()
  await stage.say('改到大后天下午三点')

  const told = await stage.pass(26 * 60)
  const open = await stage.db.query('open', 'select due_at from promise where ended_at is null', [])

  expect(told).toEqual([])
  expect((await ledger()).map(({ ending }) => ending)).toEqual(['renegotiated', null])
  expect(open).toEqual([{ due_at: new Date('2026-11-24T17:00:00+08:00') }])
})

test('a word broken at night raises the case at once and wakes no owner: they are told in the morning', async () => {
  stage = await openHandoverStage({ at: MORNING })
  await stage.say('保洁从来不扫我们楼道，3栋2单元')
  const night = new Date(NIGHT)
  await stage.db.query('promised-for-the-night', 'update promise set due_at = $1, watch_at = $1', [night])
  await stage.db.query('due-at-night', `update job set due_at = $1 where kind = 'promise-due'`, [night])

  const atNight = await stage.pass(14 * 60)
  const staffAtNight = (await stage.notices()).filter(({ text }) => text.includes('承诺超时')).length
  const inTheMorning = await stage.pass(9 * 60)

  expect(atNight).toEqual([])
  expect(staffAtNight).toBeGreaterThan(0)
  expect(inTheMorning).toHaveLength(1)
  expect(inTheMorning[0]).toContain('对不起')
})

test('a case done in time keeps the word, and nothing is said of it', async () => {
  stage = await openHandoverStage({ at: MORNING })
  await fileRepair()
  await act('accept')
  await act('resolve', '换了灯泡')
  await stage.pass(0)

  const told = await stage.pass(26 * 60)

  expect((await ledger()).map(({ ending }) => ending)).toEqual(['kept'])
  expect(told.join()).not.toContain('失信')
})

test('a pause with its reason renegotiates, and the clock goes on from where it stood', async () => {
  stage = await openHandoverStage({ at: MORNING })
  await stage.say('保洁从来不扫我们楼道，3栋2单元')
  await act('accept')
  await act('pause', '等配件')
  await stage.pass(0)
  const dueAt = async () =>
    (await stage.db.query<{ due_at: Date }>('due', 'select due_at from cases', []))[0]!.due_at.getTime()
  const before = await dueAt()

  const whilePaused = await stage.pass(30 * 60)
  await act('resume', '配件到了')
  const resumed = await stage.pass(0)

  expect(whilePaused).toEqual([])
  expect(resumed.join()).toContain('恢复处理')
  expect(await dueAt()).toBe(before + 30 * 3600_000)
  expect((await ledger()).map(({ ending }) => ending)).toEqual(['renegotiated', null])
})

describe('while a person serves, a pause and its end are told later, but reckoned once', () => {
  const dueAt = async () =>
    (await stage.db.query<{ due_at: Date }>('due', 'select due_at from cases', []))[0]!.due_at.getTime()
  const serve = (muted: boolean) => stage.db.query('serve', 'update conversation set muted = $1', [muted])

  beforeEach(async () => {
    stage = await openHandoverStage({ at: MORNING })
    await stage.say('保洁从来不扫我们楼道，3栋2单元')
    await act('accept')
    await stage.pass(0)
    await serve(true)
  })

  test('the words of the pause come round again and leave the promise of the end alone', async () => {
    await act('pause', '等配件')
    await stage.pass(10)
    await act('resume', '配件到了')
    await stage.pass(0)

    await stage.pass(45)

    expect((await ledger()).map(({ ending }) => ending)).toEqual(['renegotiated', null])
  })

  test('the words of the end come round again and move the time no further', async () => {
    const before = await dueAt()
    await act('pause', '等配件')
    await stage.pass(10)
    await act('resume', '配件到了')
    await stage.pass(0)
    await stage.db.query('ended', `update promise set ended_at = $1, ending = 'broken' where ended_at is null`, [
      stage.clock.now(),
    ])

    await stage.pass(31)
    await stage.db.query('again', `update job set status = 'waiting' where kind = 'case-resumed'`, [])
    await stage.pass(31)
    await serve(false)
    const told = await stage.pass(31)

    expect(await dueAt()).toBe(before + 10 * 60_000)
    expect(await ledger()).toHaveLength(2)
    expect(told.filter((text) => text.includes('恢复处理'))).not.toEqual([])
  })
})

test('an urge is promised an answer; a colleague who writes or notes the work keeps it, silence breaks it', async () => {
  stage = await openHandoverStage({ at: MORNING })
  await stage.say('保洁从来不扫我们楼道，3栋2单元')
  await act('accept')
  await stage.pass(0)
  await stage.say('怎么还没人处理，催一下')
  await stage.pass(0)
  const promised = await ledger()
  await act('progress', '已电话联系业主')

  const told = await stage.pass(3 * 60)

  expect(promised.filter(({ kind, ending }) => kind === 'answer' && ending === null)).toHaveLength(1)
  expect(told).toEqual([])
  expect((await ledger()).find(({ kind }) => kind === 'answer')?.ending).toBe('kept')
})

test('who joined a neighbour’s case is promised in their own talk what they were told, and so is who asks again', async () => {
  stage = await openHandoverStage({ at: MORNING })
  for (const user of ['u1', 'u2']) {
    await stage.say('2栋电梯一直抖', user)
    await stage.say('确认', user)
  }
  await stage.pass(1)
  const answers = () =>
    stage.db.query<{ conversation_id: string; case_id: string; person_id: string }>(
      'answers-promised',
      `select p.conversation_id, p.case_id, p.person_id from promise p where kind = 'answer' order by made_at, id`,
      [],
    )
  const before = await answers()

  const said = await stage.say('怎么还没人来修电梯，催一下', 'u2')
  await stage.pass(0)
  const urged = await answers()
  await stage.say('怎么还没人来修电梯，催一下', 'u1')
  await stage.pass(0)

  const { id } = await theCase()
  const rowOf = (user: string) => expect.objectContaining({ conversation_id: stage.conversationId(user), case_id: id })
  expect(said.join()).toContain('给您回话')
  expect([before, urged]).toEqual([[], [rowOf('u2')]])
  expect(await answers()).toEqual([rowOf('u2'), rowOf('u1')])
})

test('a neighbour who reports the same once more is promised an answer themselves, and not whoever reported it first', async () => {
  stage = await openHandoverStage({ at: MORNING })
  const at = stage.clock.now()
  await stage.say('你好', 'u1')
  await stage.say('你好', 'u2')
  const report = (user: string) =>
    stage.db.tx(async (tx) => {
      const conversationId = stage.conversationId(user)
      const [talk] = await tx.query<{ person_id: string }>(
        'whose',
        'select person_id from conversation where id = $1',
        [conversationId],
      )
      const told = { conversationId, personId: talk!.person_id, user, exchangeIds: [] }
      return openCase(
        tx,
        repair(told, { at, communityId: stage.communityId, sameMatter: 'lift', ownerOfRecord: 'xu-jing' }),
      )
    })
  for (const user of ['u1', 'u2', 'u2']) await report(user)
  await stage.pass(0)

  const promised = await stage.db.query('answers', `select conversation_id from promise where kind = 'answer'`, [])

  expect(promised).toEqual([{ conversation_id: stage.conversationId('u2') }])
})

test('while a person serves the apology waits, and it is not lost', async () => {
  stage = await openHandoverStage({ at: MORNING })
  await stage.say('保洁从来不扫我们楼道，3栋2单元')
  await stage.say('转人工')
  const { items } = await listHandoffs(stage.db, {})
  await stage.db.tx((tx) => acceptHandoff(tx, items[0]!.id, { by: 'song-yan', at: stage.clock.now() }))

  const served = await stage.pass(25 * 60)
  await stage.db.query('free', 'update conversation set muted = false', [])
  const free = await stage.pass(31)

  expect(served.join()).not.toContain('失信')
  expect(free.join()).toContain('失信')
})

test('when its job has failed for good, the hourly look at the ledger still finds it', async () => {
  stage = await openHandoverStage({ at: MORNING })
  await stage.say('保洁从来不扫我们楼道，3栋2单元')
  await stage.db.query('fail', `update job set status = 'failed' where kind = 'promise-due'`, [])

  const told = await stage.pass(26 * 60)

  expect(told.join()).toContain('是我们失信了')
})

test('a promise that cannot be settled keeps no other from being looked at, and the hourly look goes on', async () => {
  stage = await openHandoverStage({ at: MORNING })
  await stage.say('保洁从来不扫我们楼道，3栋2单元', 'u1')
  await stage.say('小区大门口的路灯坏了好几天，你们不管吗，我要投诉', 'u2')
  const [first, second] = await stage.db.query<{ id: string }>(
    'both',
    'select id from promise order by made_at, id',
    [],
  )
  await stage.db.query('fail', `update job set status = 'failed' where kind = 'promise-due'`, [])
  await stage.db.query(
    'bad',
    `alter table promise add constraint bad_row check (id <> '${first!.id}' or ended_at is null)`,
  )

  const settled = async () =>
    stage.db.query<{ id: string; ended: boolean }>(
      'settled',
      'select id, ended_at is not null as ended from promise',
      [],
    )
  let after
  try {
    await expect(stage.pass(26 * 60)).rejects.toThrow(/bad_row/)
    after = await settled()
    await stage.pass(60).catch(() => {})
  } finally {
    await stage.db.query('good', 'alter table promise drop constraint bad_row')
  }

  expect(after).toEqual(expect.arrayContaining([{ id: second!.id, ended: true }]))
  expect(
    await stage.db.query('sweep', `select 1 from job where kind = 'promise-sweep' and status = 'waiting'`),
  ).toHaveLength(1)
  await stage.pass(60)
  expect(await settled()).toEqual(expect.arrayContaining([{ id: first!.id, ended: true }]))
})

test('who rang up and has no talk is promised a time all the same: a broken one presses the case and stays untold in the ledger', async () => {
  stage = await openHandoverStage({ at: MORNING })
  const at = stage.clock.now()
  const opened = await stage.db.tx((tx) =>
    openCase(tx, repair(null, { at, ownerOfRecord: 'xu-jing', kind: 'complaint', category: '环境卫生/楼道' })),
  )
  const { id, number, dueAt } = opened
  await stage.db.tx((tx) =>
    makePromise(tx, {
      ...{ conversationId: null, personId: null, communityId: null, caseId: id },
      ...{ what: `${number} 办结或答复`, dueAt: dueAt!, at },
    }),
  )

  const told = await stage.pass(25 * 60)

  expect(told).toEqual([])
  expect(await ledger()).toMatchObject([{ kind: 'result', ending: 'broken', told: false }])
  const { stages, urges } = await getCase(stage.db, id)
  // The case is pressed, but by no owner.
  expect(urges).toBe(0)
  expect(stages.at(-1)).toMatchObject({ stage: 'urged', actor: 'system' })
})

test('a pause moves the time of who rang up as it does for everybody', async () => {
  stage = await openHandoverStage({ at: MORNING })
  const at = stage.clock.now()
  const { id, dueAt } = await stage.db.tx((tx) => openCase(tx, repair(null, { at, ownerOfRecord: 'xu-jing' })))
  await act('accept')
  await act('pause', '等配件')
  await stage.pass(10 * 60)
  await act('resume', '到货了')
  await stage.pass(0)

  expect((await getCase(stage.db, id)).dueAt).toEqual(new Date(dueAt!.getTime() + 10 * 3600_000))
  expect(await ledger()).toMatchObject([{ kind: 'result', ending: null }])
})
