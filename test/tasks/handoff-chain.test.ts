import { OWN_DAYS_SETTING } from '../../src/records/community/own-days'
import { acceptHandoff, passHandoff } from '../../src/records/handoff/accept-handoff'
import { closeHandoff } from '../../src/records/handoff/close-handoff'
import { listHandoffs } from '../../src/records/handoff/find-handoffs'
import { returnHandoff } from '../../src/records/handoff/return-handoff'
import { writeSetting } from '../../src/records/setting'
import { closeStages, MORNING, NIGHT, openHandoverStage, type Stage } from './handover/stage'

let stage: Stage
afterEach(() => stage.close())
afterAll(closeStages)

const handoff = async () => (await listHandoffs(stage.db, {})).items.at(-1)!
const accept = async (by: string) => {
  const { id } = await handoff()
  return stage.db.tx((tx) => acceptHandoff(tx, id, { by, at: stage.clock.now() }))
}
const promises = () =>
  stage.db.query<{ what: string; ending: string | null }>(
    'joins',
    `select what, ending from promise where kind = 'join' order by made_at, id`,
    [],
  )

test('nobody answers: next person, supervisor, the named manager, each told to the owner, and in the end a case with a time', async () => {
  stage = await openHandoverStage({ at: MORNING })
  const first = await stage.say('转人工')

  const second = await stage.pass(6)
  const third = await stage.pass(6)
  const fourth = await stage.pass(11)
  const last = await stage.pass(31)

  expect(first.join()).toContain('5分钟')
  const asked = (await handoff()).asked.map(({ name }) => name)
  expect(asked).toHaveLength(4)
  expect(new Set(asked).size).toBe(4)
  expect(asked[2]).toMatch(/主管/)
  expect(asked[3]).toContain('林志远')
  for (const [told, name] of [
    [second, asked[1]],
    [third, asked[2]],
    [fourth, asked[3]],
  ] as const) {
    expect(told).toHaveLength(1)
    expect(told[0]).toContain(name)
    expect(told[0]).toContain('对不起')
  }
  expect(last).toHaveLength(1)
  expect(last[0]).toMatch(/ZX-20261121-0001.*林志远/s)
  expect((await promises()).map(({ ending }) => ending)).toEqual(['broken', 'broken', 'broken', 'broken'])
  expect(await stage.say('物业费怎么交')).not.toEqual([])
})

test('in danger at night nobody is given until the next opening', async () => {
  stage = await openHandoverStage({ at: NIGHT })
  await stage.say('家里有煤气味，头好晕')
  for (let minutes = 0; minutes < 90; minutes += 10) await stage.pass(10)

  const [due] = await stage.db.query<{ minutes: number }>(
    'answer-due',
    `select extract(epoch from due_at - made_at)::float / 60 as minutes from promise where kind = 'answer'`,
    [],
  )

  expect(due?.minutes).toBeGreaterThan(0)
  expect(due?.minutes).toBeLessThanOrEqual(121)
})

test('whoever comes in time keeps the word, and the chain is over', async () => {
  stage = await openHandoverStage({ at: MORNING })
  await stage.say('转人工')
  await accept('song-yan')

  const told = await stage.pass(60)

  expect(told).toEqual([])
  expect(await promises()).toEqual([{ what: expect.stringContaining('接入'), ending: 'kept' }])
  expect((await handoff()).asked).toHaveLength(1)
})

test('a change of mind ends the chain and takes the promised call-back away', async () => {
  stage = await openHandoverStage({ at: NIGHT })
  await stage.say('转人工')
  const filed = await stage.db.query<{ status: string }>('cases', 'select status from cases', [])

  await stage.say('算了不用人工了')
  const told = await stage.pass(24 * 60)

  expect(filed).toEqual([{ status: 'open' }])
  expect(await stage.db.query('cases', 'select status from cases', [])).toEqual([{ status: 'cancelled' }])
  expect(told).toEqual([])
  expect((await handoff()).summary).toContain('不用人工')
})

test('who asked at night is not written to, and staff are called first thing in the morning', async () => {
  stage = await openHandoverStage({ at: NIGHT })
  await stage.say('转人工')
  const before = (await stage.notices()).length

  const told = await stage.pass(9 * 60 + 21)

  expect(told).toEqual([])
  expect((await handoff()).asked).toHaveLength(1)
  expect((await stage.notices()).slice(before)[0]?.text).toContain('还在等人接待')
})

test('on a day off of the community the call-back is promised for the next day, whatever the clock says', async () => {
  stage = await openHandoverStage({ at: MORNING })
  const off = [{ day: '2026-11-21', open: false }]
  const days = { scope: stage.communityId, key: OWN_DAYS_SETTING, value: off, by: 'admin', at: stage.clock.now() }
  await writeSetting(stage.db, days)

  const said = await stage.say('转人工')

  expect(said.join()).toContain('明天')
  expect(await handoff()).toMatchObject({ staffed: false })
  const filed = await stage.db.query('due', 'select due_at from cases', [])
  expect(filed).toEqual([{ due_at: new Date('2026-11-22T09:00:00+08:00') }])
})

test('a talk passed on in the console is told to the owner with the new name', async () => {
  stage = await openHandoverStage({ at: MORNING })
  await stage.say('转人工')
  const { id } = await accept('song-yan')
  await stage.db.tx((tx) => passHandoff(tx, id, { from: 'song-yan', to: 'tang-li', at: stage.clock.now() }))

  const told = await stage.pass(0)

  expect(told).toEqual([expect.stringContaining('唐丽')])
})

test('a servicer who was given the session and says nothing is followed by the next one', async () => {
  stage = await openHandoverStage({ at: MORNING, native: true, receiving: () => ['zhang', 'li'] })
  await stage.say('转人工')
  await accept('zhang')

  await stage.pass(6)

  const moves = await stage.db.query<{ target: string | null }>(
    'moves',
    `select body ->> 'target' as target from outbox where kind = 'transition' order by seq`,
    [],
  )
  expect(moves.map(({ target }) => target)).toEqual([null, 'li'])
})

test('the card has the owner at a glance, what was asked in their words, what was promised, and the sentence that tipped the mood', async () => {
  stage = await openHandoverStage({ at: MORNING })
  await stage.say('健身房几点关门')
  await stage.say('楼道灯坏了一个月没人管，3栋2单元。再不来人我就打12345了')

  const { card, reason, caseId } = await handoff()

  expect(['sentiment', 'policy']).toContain(reason)
  expect(caseId).not.toBeNull()
  expect(card).toMatchObject({
    facts: { community: '翠湖花园' },
    attempts: [{ question: '健身房几点关门', times: 1 }],
    mood: { tippedBy: expect.stringContaining('再不来人我就打12345了'), upset: true },
    promises: expect.arrayContaining([
      expect.objectContaining({ number: expect.stringMatching(/^ZX-/) }),
      expect.objectContaining({ number: expect.stringMatching(/^(TS|BX)-/), what: '办结或答复' }),
    ]),
    doNotAskAgain: expect.arrayContaining(['事情经过']),
  })
})

test('a threat of 12345 alone is on record as a complaint, and the owner has its number', async () => {
  stage = await openHandoverStage({ at: MORNING })

  const said = await stage.say('再不给个说法我就打12345投诉你们')

  expect(said.join('\n')).toMatch(/TS-20261121-0001/)
  expect(await stage.db.query('kinds', 'select kind, priority from cases', [])).toEqual([
    { kind: 'complaint', priority: 'urgent' },
  ])
})

test('after a person has served the bot knows what they left, and the next card says it', async () => {
  stage = await openHandoverStage({ at: MORNING })
  await stage.say('转人工')
  const { id } = await accept('song-yan')
  await stage.db.tx((tx) => closeHandoff(tx, id, { by: 'song-yan', summary: '已答应明天换灯', at: stage.clock.now() }))

  await stage.say('好的谢谢')
  await stage.say('还是要转人工')

  const now = await handoff()
  expect(now.id).not.toBe(id)
  expect(now.card).toMatchObject({ lastServed: { by: 'song-yan', summary: '已答应明天换灯' } })
  expect(now.asked[0]?.staff).toBe('song-yan')
})

test('a session that goes back again and again asks everybody once, opens one case, and asks nobody in a circle', async () => {
  stage = await openHandoverStage({ at: MORNING })
  await stage.say('转人工')
  const told: string[] = []
  for (let time = 0; time < 12; time++) {
    const { id } = await accept('song-yan')
    await stage.db.tx((tx) => returnHandoff(tx, id, { from: 'song-yan', by: 'system', at: stage.clock.now() }))
    told.push(...(await stage.pass(6)))
  }

  expect(new Set((await handoff()).asked.map(({ staff }) => staff)).size).toBe((await handoff()).asked.length)
  expect(await stage.db.query('case-kinds-only', 'select kind from cases', [])).toEqual([{ kind: 'enquiry' }])
  expect(told.filter((text) => text.includes('ZX-'))).toHaveLength(1)
})
