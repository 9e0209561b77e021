import { formatChineseTime } from '../../../src/platform/zoned-time'
import { actOnCase } from '../../../src/records/case/act-on-case'
import { closeStages, MORNING, openHandoverStage, type Stage } from '../../tasks/handover/stage'

let stage: Stage
beforeEach(async () => void (stage = await openHandoverStage({ at: MORNING })))
afterEach(() => {
  jest.restoreAllMocks()
  return stage.close()
})
afterAll(closeStages)

const LIGHT = '3栋2单元楼道的灯不亮'
const reports = async (user: string) => {
  await stage.say(LIGHT, user)
  return stage.say('确认', user)
}
const promised = async (user: string) =>
  stage.db.query<{ kind: string; due_at: Date; case_id: string }>(
    'promised-in-talk',
    'select kind, due_at, case_id from promise where conversation_id = $1 and ended_at is null order by made_at, id',
    [stage.conversationId(user)],
  )
const cases = async () =>
  stage.db.query<{ id: string; due_at: Date }>('cases', 'select id, due_at from cases order by seq')
const inWords = (time: Date) => formatChineseTime(time, 'Asia/Shanghai', stage.clock.now())

/** What happens to the record between thinking, which looks at it, and the commit. */
const meanwhile = (act: (found: boolean) => Promise<void>, seen = (rows: unknown[]) => rows) => {
  const real = stage.db.query.bind(stage.db)
  let armed = true
  jest.spyOn(stage.db, 'query').mockImplementation(async (name: string, sql: string, params?: readonly unknown[]) => {
    const rows = await real(name, sql, params)
    if (name !== 'peek-same-matter' || !armed) return rows as never
    armed = false
    await act(rows.length > 0)
    return seen(rows) as never
  })
}

test('who joins a case that is late already is told a time to come, and the ledger has it in their own talk', async () => {
  await reports('u1')
  const [one] = await cases()
  const past = new Date(stage.clock.now().getTime() - 3600_000)
  await stage.db.query('late', 'update cases set due_at = $1', [past])

  const said = await reports('u2')

  const [answer, ...more] = await promised('u2')
  expect(answer).toMatchObject({ kind: 'answer', case_id: one!.id })
  expect(answer!.due_at > stage.clock.now()).toBe(true)
  expect(said.join()).toContain(`${inWords(answer!.due_at)}前`)
  expect(more).toEqual([])
})

test('the case seen ended before the commit: the new one runs by the time that was told, and is promised by it', async () => {
  await reports('u1')
  await stage.db.query('later', `update cases set due_at = due_at + interval '30 minutes'`)
  const [first] = await cases()
  await stage.say(LIGHT, 'u2')
  meanwhile(async (found) => {
    expect(found).toBe(true)
    await stage.db.tx((tx) =>
      actOnCase(tx, first!.id, { action: 'cancel', by: 'xu-jing', note: '查过了', at: stage.clock.now() }),
    )
  })

  const said = await stage.say('确认', 'u2')

  const [, second] = await cases()
  expect(await promised('u2')).toEqual([{ kind: 'result', due_at: second!.due_at, case_id: second!.id }])
  expect(second!.due_at).toEqual(first!.due_at)
  expect(said.join()).toContain(`${inWords(second!.due_at)}前`)
})

test('the commit joined a case that was not seen: the time that was told is in the ledger all the same', async () => {
  await reports('u1')
  await stage.db.query('sooner', `update cases set due_at = due_at - interval '30 minutes'`)
  await stage.say(LIGHT, 'u2')
  meanwhile(
    async () => {},
    () => [],
  )

  const said = await stage.say('确认', 'u2')

  expect(await cases()).toHaveLength(1)
  const [answer] = await promised('u2')
  expect(answer).toMatchObject({ kind: 'answer' })
  expect(said.join()).toContain(`${inWords(answer!.due_at)}前`)
})
